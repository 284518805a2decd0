"""The live socket of one browser tab: it subscribes to streams and hears that something happened, never what."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from notifications.frames import Close, Frame, Unfit, frame_of, parse
from notifications.hub import Hub
from notifications.outbox import Outbox, Pace
from notifications.permits import Verdict, verdict
from notifications.replay import missed_since
from notifications.subscriptions import Letter, Subscription
from notifications.waiting import ask

log = logging.getLogger(__name__)


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """`frames.py` tells the frames and the close codes, `limits.py` the bounds."""

    channel_layer_alias = ""  # none of its own: the hub listens for all sockets of the process

    async def __call__(
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Whatever ends the socket, also an error or a cancelled server, it leaves the hub."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.leave()

    # Coming and going

    async def connect(self) -> None:
        self.hub = Hub.here()
        self.bounds = self.hub.bounds
        self.clock = asyncio.get_running_loop().time
        self.began = self.checked = self.clock()
        self.pace = Pace(self.bounds.frames_at_once, self.bounds.frames_per_second, self.began)
        self.outbox: Outbox[Letter] = Outbox(self.bounds.outbox)
        self.subscriptions: dict[str, Subscription] = {}
        self.asking = asyncio.Lock()
        self.user_id: int | None = self.scope["user"].pk
        self.session_key: str = self.scope["session"].session_key or ""
        self.tasks: list[asyncio.Task[None]] = []
        self.ended = False
        refused = self.hub.admit(self.user_id)
        self.admitted = refused is None
        if refused is not None:
            await self.close(code=int(refused))  # before it is accepted: the client's pauses grow
            return
        await self.accept()
        self.tasks = [asyncio.create_task(self.speak()), asyncio.create_task(self.watch())]

    def leave(self) -> None:
        """Give back everything; may be called twice, and for a socket that never came to connect."""
        self.ended = True
        for stream in list(vars(self).get("subscriptions", ())):
            self.forget(stream)
        for task in vars(self).get("tasks", ()):
            task.cancel()
        if vars(self).get("admitted"):
            self.admitted = False
            self.outbox.shut()
            self.hub.release(self.user_id)

    def drop(self, why: Close) -> None:
        """Close with a reason, without waiting for a client that may not listen."""
        if not self.ended:
            log.info("live socket closed: %s", why.name.lower())
            self.leave()
            self.hub.errand(self.hang_up(why))

    async def hang_up(self, why: Close) -> None:
        try:
            await asyncio.wait_for(self.close(code=int(why), reason=why.name.lower()), self.bounds.send)
        except Exception as error:  # noqa: BLE001 - the client is gone, which is what was wanted
            log.debug("live socket was gone before it was closed: %r", error)

    # What the client says

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.ended:
            return
        try:
            frame = self.read(text_data or "")
        except Unfit as error:
            self.drop(error.why)
        else:
            await self.answer(frame)

    def read(self, text: str) -> Frame:
        """The frame; raises Unfit. A binary one is no text, hence malformed."""
        if not self.pace.allows(self.clock()):
            raise Unfit(Close.TOO_MANY_FRAMES)
        if len(text) > self.bounds.frame_characters:
            raise Unfit(Close.TOO_LARGE)
        return parse(text)

    async def answer(self, frame: Frame) -> None:
        if frame.op == "ping":
            known = self.subscriptions.get(frame.stream)
            self.say("synced", known.stream if known else "", known.last if known else 0)
        elif frame.op == "unsub":
            self.forget(frame.stream)
        else:
            await self.or_drop(self.subscribe(frame))

    async def subscribe(self, frame: Frame) -> None:
        """Permission, then join, then replay: in this order nothing falls between the replay and what follows."""
        self.forget(frame.stream)
        full = len(self.subscriptions) >= self.bounds.subscriptions
        if full or not await self.may_see(frame.stream) or self.ended:
            self.say("denied", frame.stream)
            return
        subscription = self.subscriptions[frame.stream] = Subscription(self, frame.stream, frame.last)
        await self.hub.enter(frame.stream, subscription)
        await self.replay(subscription)

    async def replay(self, subscription: Subscription) -> None:
        """Send what the client misses, then what happened meanwhile, then `synced` with the seq it now has."""
        stream = subscription.stream
        subscription.last, events = await ask(missed_since, stream, subscription.last, self.bounds.replay)
        for event in events:
            await self.outbox.room()
            subscription.hand_on(event)
        if self.subscriptions.get(stream) is subscription:
            subscription.caught_up()
            self.say("synced", stream, subscription.last)

    def forget(self, stream: str) -> None:
        if subscription := self.subscriptions.pop(stream, None):
            self.hub.leave(stream, subscription)

    # What the client is told

    def say(self, op: str, stream: str, seq: int = 0) -> None:
        self.offer(Letter(frame_of(op, stream, seq)))

    def offer(self, letter: Letter) -> None:
        """Queue a frame. A client that does not keep up is dropped; the hub never waits for one."""
        if not self.ended and not self.outbox.offer(letter):
            self.drop(Close.SLOW)

    async def speak(self) -> None:
        """Send what is queued, until the client takes too long."""
        while not self.ended:
            letter = await self.outbox.take()
            if letter.about is None or await self.still(letter.about):
                await self.send_or_drop(letter.text)

    async def send_or_drop(self, text: str) -> None:
        try:
            await asyncio.wait_for(self.send(text_data=text), self.bounds.send)
        except TimeoutError:
            self.drop(Close.SLOW)
        except Exception as error:  # noqa: BLE001 - every server has its own way to say that the client is gone
            log.debug("live socket is gone: %r", error)
            self.leave()

    async def still(self, subscription: Subscription) -> bool:
        """Whether the subscription stands; permission is asked again when the last answer is old."""
        if self.stale:
            await self.or_drop(self.check())
        return self.subscriptions.get(subscription.stream) is subscription

    # Who may hear it

    @property
    def stale(self) -> bool:
        """Whether the last answer on session and permission is too old to go by."""
        return self.clock() - self.checked >= self.bounds.recheck

    async def may_see(self, stream: str) -> bool:
        """Ask the session and the stream now; a session that ended drops the socket."""
        found = await ask(verdict, self.session_key, [stream])
        if found.user_id != self.user_id:
            self.drop(Close.SIGNED_OUT)
        return found.user_id == self.user_id and stream in found.allowed

    async def watch(self) -> None:
        """Ask again and again, also when nothing is delivered: a lost role or session must be noticed in seconds."""
        while not self.ended:
            await asyncio.sleep(max(0.0, min(self.checked + self.bounds.recheck - self.clock(), self.bounds.idle)))
            if self.user_id is None and not self.subscriptions and self.clock() - self.began >= self.bounds.idle:
                self.drop(Close.IDLE)
            elif self.stale:
                await self.or_drop(self.check())

    async def check(self) -> None:
        """End what may no longer be heard: the whole socket with the session, else the streams one by one."""
        async with self.asking:
            asked = list(self.subscriptions)
            self.checked = self.clock()
            found = await ask(verdict, self.session_key, asked)
            if self.is_over(found, asked):
                self.drop(Close.SIGNED_OUT)
            for stream in asked if not self.ended else ():
                if stream not in found.allowed and stream in self.subscriptions:
                    self.forget(stream)
                    self.say("gone", stream)

    def is_over(self, found: Verdict, asked: Sequence[str]) -> bool:
        """Whether the visit behind the socket ended: another person, or a visitor none of whose proofs hold."""
        return found.user_id != self.user_id or (self.user_id is None and bool(asked) and not found.allowed)

    async def or_drop(self, work: Awaitable[None]) -> None:
        """Do it; when the database does not answer, close: who cannot be asked about may not stay."""
        try:
            await work
        except Exception:
            log.exception("live socket closed: it could not be asked what it may hear")
            self.drop(Close.TRY_AGAIN)
