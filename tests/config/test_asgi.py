"""Who may open the live socket at all."""

from __future__ import annotations

import pytest
from channels.testing import WebsocketCommunicator

from config.asgi import application


@pytest.mark.parametrize("origin", [None, b"null", b"https://elsewhere.example", b"http://localhost.elsewhere.example"])
async def test_a_foreign_page_is_refused(origin: bytes | None) -> None:
    headers = [] if origin is None else [(b"origin", origin)]
    socket = WebsocketCommunicator(application, "/ws/live/", headers=headers)
    connected, code = await socket.connect(timeout=10)
    assert not connected
    assert code == 1000


async def test_nothing_but_pages_and_sockets() -> None:
    with pytest.raises(ValueError, match="No application configured"):
        await application({"type": "mqtt"}, None, None)
