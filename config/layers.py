"""The channel layer of the one-process way to run."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from channels.layers import InMemoryChannelLayer


class ThreadSafeLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """Sends from other threads are handed to the loop in which the consumers wait.

    The stock layer wakes a consumer up to a second late when a worker thread sends.
    """

    home: asyncio.AbstractEventLoop | None = None

    async def group_add(self, group: str, channel: str) -> None:
        await self._forget_closed_home()
        self.home = self.home or asyncio.get_running_loop()
        await super().group_add(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await self._forget_closed_home()
        await self._at_home(super().group_send(group, message))

    async def _at_home(self, send: Coroutine[Any, Any, None]) -> None:
        if self.home is None or self.home is asyncio.get_running_loop():
            return await send
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(send, self.home))

    async def _forget_closed_home(self) -> None:
        """Those who waited in a loop that ended are gone, and waking them would fail."""
        if self.home is not None and self.home.is_closed():
            self.home = None
            await self.flush()
