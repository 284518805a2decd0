"""One stream of one socket, and the frames it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from notifications.frames import Close, frame_of
from notifications.limits import Limits
from notifications.replay import Event


class Socket(Protocol):
    """What a subscription needs of its socket."""

    bounds: Limits

    def offer(self, letter: Letter) -> None: ...

    def drop(self, why: Close) -> None: ...


class Subscription:
    """One stream of one socket. `last` is the seq of the newest event handed to the client."""

    def __init__(self, socket: Socket, stream: str, last: int) -> None:
        self.socket = socket
        self.stream = stream
        self.last = last
        self.waiting: list[Event] | None = []

    def hear(self, event: Event) -> None:
        """From the hub: keep it back while the replay runs, else hand it on."""
        if self.waiting is None:
            self.hand_on(event)
        elif len(self.waiting) < self.socket.bounds.outbox:
            self.waiting.append(event)
        else:
            self.socket.drop(Close.SLOW)

    def hand_on(self, event: Event) -> None:
        """Give it to the client unless it has it. Counters follow no order; the hub lets none through twice."""
        if event.counter or event.seq > self.last:
            self.last = max(self.last, event.seq)
            self.socket.offer(Letter(frame_of("ev", self.stream, event.seq, event.kind), self))

    def caught_up(self) -> None:
        """The replay is over."""
        held, self.waiting = self.waiting or [], None
        for event in held:
            self.hand_on(event)


@dataclass(frozen=True, slots=True)
class Letter:
    """A frame on its way. One that belongs to a subscription is thrown away when that has ended meanwhile."""

    text: str
    about: Subscription | None = None
