"""One stream as this process follows it, and the messages that come for it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Any, Protocol

from notifications.live import MESSAGE, group_of
from notifications.replay import Event

log = logging.getLogger(__name__)

RECENT = 256  # counters a topic remembers, so that one sent twice is handed on once


class Member(Protocol):
    """A subscription of one socket. `hear` must neither wait nor raise."""

    def hear(self, event: Event) -> None: ...


class Topic:
    """One stream as this process follows it: `last` is handed on, `hinted` is the highest seq heard of."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.group = group_of(stream)
        self.members: set[Member] = set()
        self.joined = False
        self.last: int | None = None
        self.hinted = 0
        self.recent: deque[int] = deque(maxlen=RECENT)
        self.joining = asyncio.Lock()
        self.reading = asyncio.Lock()

    @property
    def expected(self) -> int | None:
        """The seq that may be handed on as it comes; None while it is unknown where the stream stands."""
        return None if self.last is None else self.last + 1

    @property
    def behind(self) -> bool:
        """Whether something was hinted at that is not handed on yet."""
        return self.last is not None and self.hinted > self.last

    def take(self, event: Event) -> None:
        """Hand an event to every member, once and in order."""
        if event.counter:
            if event.seq in self.recent:
                return
            self.recent.append(event.seq)
        elif event.seq <= (self.last or 0):
            return
        else:
            self.last = event.seq
        for member in tuple(self.members):
            member.hear(event)


def event_of(message: dict[str, Any]) -> Event | None:
    """Read a message of the layer; None for what is no event, since one odd message must not deafen the process."""
    try:
        found = Event(str(message["stream"]), int(message["seq"]), str(message["kind"]), bool(message.get("counter")))
    except (KeyError, TypeError, ValueError):
        log.warning("a message of the channel layer is no event")
        return None
    return found if message.get("type") == MESSAGE else None
