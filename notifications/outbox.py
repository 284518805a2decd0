"""What waits for one client, and how fast a client may knock."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Outbox(Generic[T]):
    """A bounded queue between the hub, which never waits, and one client, which may be slow."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._waiting: deque[T] = deque()
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()
        self._shut = False

    def offer(self, item: T) -> bool:
        """Put it in at once; False when the client is too far behind."""
        if len(self._waiting) >= self.size:
            return False
        self._waiting.append(item)
        self._filled.set()
        return True

    async def room(self) -> None:
        """Wait until half is free, so that a long replay leaves place for what happens meanwhile."""
        while len(self._waiting) >= self.size // 2 and not self._shut:
            self._drained.clear()
            await self._drained.wait()

    def shut(self) -> None:
        """Nobody takes any more, so nobody need wait for room."""
        self._shut = True
        self._drained.set()

    async def take(self) -> T:
        """The oldest item, as soon as there is one."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        self._drained.set()
        return self._waiting.popleft()


class Pace:
    """A bucket of `burst` tokens that refills with `rate` a second."""

    def __init__(self, burst: int, rate: float, now: float) -> None:
        self.burst, self.rate = burst, rate
        self._tokens, self._since = float(burst), now

    def allows(self, now: float) -> bool:
        """Take one token at the moment `now` (seconds of a monotonic clock); False when there is none."""
        self._tokens = min(self.burst, self._tokens + (now - self._since) * self.rate)
        self._since = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
