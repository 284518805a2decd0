"""Permits to follow, people who may, both channel layers, and sockets as a browser opens them."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import redis
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client

from config.asgi import application
from core import streams
from notifications.waiting import ask
from tests.lab.models import Permit
from tests.services import redis_server

CLERKS = "clerks"
FAST = {"recheck": 0.2, "idle": 0.3, "audit": 0.2, "retry": 0.05, "retry_most": 0.2, "send": 5.0, "layer": 2.0}


def person(name: str, *, clerk: bool = False) -> Any:
    """Somebody who can sign in."""
    model = get_user_model()
    address = f"{name}@example.com"
    one = model._default_manager.create(**{"email": address, model.USERNAME_FIELD: address})
    if clerk:
        one.groups.add(Group.objects.get_or_create(name=CLERKS)[0])
    return one


def session_of(one: Any) -> str:
    """A new session of a person."""
    client = Client()
    client.force_login(one, backend=site.AUTHENTICATION_BACKENDS[0])
    return client.cookies[site.SESSION_COOKIE_NAME].value


def is_clerk(user: Any) -> bool:
    return bool(user.groups.filter(name=CLERKS).exists())


def may_see_permit(user: Any, match: re.Match[str]) -> bool:
    return Permit.objects.filter(pk=int(match[1]), owner=user.pk).exists() or is_clerk(user)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The streams of the lab: a permit for its owner and clerks, its staff stream and the desk for clerks."""
    monkeypatch.setattr(streams, "kinds", dict(streams.kinds))
    streams.register("permit", r"permit:([0-9]{1,9})", may_see_permit)
    streams.register("permit-staff", r"permit:([0-9]{1,9}):staff", lambda user, _match: is_clerk(user))
    streams.register("lab-desk", r"lab-desk:([0-9]{1,9})", lambda user, _match: is_clerk(user))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis, here already or started; without one the tests fail."""
    with redis_server() as (url, _own):
        yield url


def use_memory(settings: Any) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "config.layers.ThreadSafeLayer", "CONFIG": {"capacity": 2000}}}


def use_redis(settings: Any, url: str, prefix: str = "") -> None:
    config = {"hosts": [url], "prefix": prefix or f"test-{uuid4().hex}", "capacity": 2000}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": config}}


def forget(url: str, prefix: str) -> None:
    """Remove what a test left in Redis."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


@pytest.fixture
async def threads() -> AsyncIterator[None]:
    """Close the connections of the thread that asks the database; the communicator of channels leaves them open."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.fixture(params=["memory", "redis"])
async def layer(request: pytest.FixtureRequest, settings: Any, threads: None) -> AsyncIterator[str]:
    """Each of the two channel layers."""
    settings.LIVE = FAST
    if request.param == "memory":
        use_memory(settings)
        yield "memory"
    else:
        url, prefix = request.getfixturevalue("redis_url"), f"test-{uuid4().hex}"
        use_redis(settings, url, prefix)
        yield "redis"
        forget(url, prefix)


MEMORY_ONLY = pytest.mark.parametrize("layer", ["memory"], indirect=True)
"""For what has nothing to do with the layer."""


class Tab:
    """A browser tab with a live socket."""

    def __init__(self, session: str = "", origin: bytes | None = b"http://localhost", app: Any = None) -> None:
        headers = [] if origin is None else [(b"origin", origin)]
        if session:
            headers.append((b"cookie", f"{site.SESSION_COOKIE_NAME}={session}".encode()))
        self.wire = WebsocketCommunicator(app or application, "/ws/live/", headers=headers)

    async def open(self) -> tuple[bool, Any]:
        """Whether the socket was let in, else with which code not."""
        connected, detail = await self.wire.connect(timeout=10)
        return connected, detail

    async def say(self, **frame: Any) -> None:
        await self.wire.send_json_to(frame)

    async def hear(self, patience: float = 5) -> dict[str, Any]:
        """The next frame, or {"closed": code}."""
        message = await self.wire.receive_output(patience)
        if message["type"] == "websocket.close":
            return {"closed": message.get("code"), "reason": message.get("reason")}
        found: dict[str, Any] = json.loads(message["text"])
        return found

    async def quiet(self, patience: float = 0.15) -> bool:
        """Whether nothing comes for a while."""
        return bool(await self.wire.receive_nothing(patience))

    async def until(self, op: str, patience: float = 5) -> list[dict[str, Any]]:
        """All frames up to and with the first of this op."""
        found = [await self.hear(patience)]
        while found[-1].get("op") != op:
            assert "closed" not in found[-1], found[-1]
            found.append(await self.hear(patience))
        return found

    async def follow(self, stream: str, last: int = 0) -> list[dict[str, Any]]:
        """Subscribe; everything up to `synced`."""
        await self.say(op="sub", stream=stream, last=last)
        return await self.until("synced")

    async def shut(self) -> None:
        await self.wire.disconnect()


OpenTab = Callable[..., Any]


@pytest.fixture
async def tab(layer: str) -> AsyncIterator[OpenTab]:
    """Opens tabs, signed in as somebody or as nobody, and closes them in the end."""
    tabs: list[Tab] = []

    async def make(one: Any = None, *, session: str = "", app: Any = None) -> Tab:
        key = session or (await ask(session_of, one) if one is not None else "")
        new = Tab(key, app=app)
        tabs.append(new)
        assert (await new.open())[0]
        return new

    yield make
    for one in tabs:
        if not one.wire.future.done():
            await one.shut()
