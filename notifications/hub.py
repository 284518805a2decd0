"""One hub per process: it joins a stream's group once and hands what comes to its own sockets.

A message of the layer is only a hint. The database knows the order, so a message that skips a seq makes the hub read
what lies between, and a look at the database every few seconds finds what the layer lost. While the layer is away
the sockets stay: the same look keeps serving them, more slowly, until the groups can be joined again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Coroutine
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

from notifications.frames import Close
from notifications.limits import Limits, limits
from notifications.replay import missed, newest
from notifications.topics import Member, Topic, event_of
from notifications.waiting import ask

log = logging.getLogger(__name__)


class Hub:
    """All topics and sockets of this process (of this event loop, so that tests may have several)."""

    _hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()

    def __init__(self, layer: Any, bounds: Limits) -> None:
        self.layer = layer
        self.bounds = bounds
        self.topics: dict[str, Topic] = {}
        self.sockets: Counter[int | None] = Counter()
        self.channel = ""
        self.disturbed = asyncio.Event()
        self.listener: asyncio.Task[None] | None = None
        self.keeper: asyncio.Task[None] | None = None
        self.errands: set[asyncio.Task[None]] = set()

    @classmethod
    def here(cls) -> Hub:
        """The hub of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in cls._hubs:
            cls._hubs[loop] = cls(get_channel_layer(), limits())
        return cls._hubs[loop]

    def admit(self, user_id: int | None) -> Close | None:
        """Count a socket in; or why it must go. A socket that was let in calls `release` at its end."""
        own = self.bounds.sockets_anonymous if user_id is None else self.bounds.sockets_per_user
        if self.sockets[user_id] >= own or self.sockets.total() >= self.bounds.sockets_per_process:
            return Close.TOO_MANY_SOCKETS
        self.sockets[user_id] += 1
        return None

    def release(self, user_id: int | None) -> None:
        """Count a socket out."""
        self.sockets[user_id] -= 1
        self.sockets += Counter()  # forgets those who have none

    async def enter(self, stream: str, member: Member) -> None:
        """Let the member hear the stream. On return, whatever it then reads from the database leaves no gap.

        Raises django.db.Error. A lost layer raises nothing: the keeper joins later and the database stands in.
        """
        topic = self.topics.setdefault(stream, Topic(stream))
        topic.members.add(member)
        self._start()
        await self._settle(topic)
        if topic.last is None:
            await self._find_last(topic)

    def leave(self, stream: str, member: Member) -> None:
        """Stop hearing; the last one out leaves the group, without keeping the caller waiting."""
        topic = self.topics.get(stream)
        if topic is None or member not in topic.members:
            return
        topic.members.discard(member)
        if not topic.members:
            self.errand(self._settle(topic))

    def errand(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something apart from the caller, holding on to it until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self.errands.add(task)
        task.add_done_callback(self.errands.discard)

    async def _settle(self, topic: Topic) -> None:
        """Bring the group membership in line with the members, whichever of joining and leaving came last."""
        async with topic.joining:
            if topic.members and not topic.joined:
                topic.joined = await self._layer_took(self.layer.group_add, topic)
            elif not topic.members and self.topics.get(topic.stream) is topic:
                if topic.joined:
                    await self._layer_took(self.layer.group_discard, topic)
                    topic.joined = False
                if not topic.members:
                    del self.topics[topic.stream]
                    self._stop_if_empty()
        if topic.members and not topic.joined:
            self.disturbed.set()

    async def _layer_took(self, call: Any, topic: Topic) -> bool:
        try:
            self.channel = self.channel or await self.layer.new_channel("live")
            await asyncio.wait_for(call(topic.group, self.channel), self.bounds.layer)
        except Exception as error:  # noqa: BLE001 - whatever a layer raises when its server is away
            log.warning("the channel layer did not take %s: %r", topic.group, error)
            return False
        return True

    async def _find_last(self, topic: Topic) -> None:
        """Where the stream stands, read after joining: what comes later is heard."""
        async with topic.reading:
            if topic.last is None:
                topic.last = (await ask(newest, [topic.stream])).get(topic.stream, 0)
        await self._catch_up(topic)

    async def _catch_up(self, topic: Topic) -> None:
        """Hand on from the database what was hinted at but not heard."""
        async with topic.reading:
            while topic.members and topic.behind:
                events = await ask(missed, topic.stream, topic.last or 0, self.bounds.replay)
                if not events:
                    topic.hinted = 0  # nothing there to be behind of
                for event in events:
                    topic.take(event)

    def _hear(self, message: dict[str, Any]) -> None:
        event = event_of(message)
        topic = self.topics.get(event.stream) if event else None
        if event is None or topic is None:
            return
        if event.counter or event.seq == topic.expected:
            topic.take(event)
        topic.hinted = max(topic.hinted, 0 if event.counter else event.seq)
        if topic.behind and not topic.reading.locked():
            self.errand(self._catch_up_or_later(topic))

    async def _catch_up_or_later(self, topic: Topic) -> None:
        try:
            await self._catch_up(topic)
        except Exception:
            log.exception("could not read what was missed in a stream; the next audit tries again")

    async def _listen(self) -> None:
        """Take messages from the layer, for as long as there are topics."""
        pause = self.bounds.retry
        while True:
            try:
                message = await self.layer.receive(self.channel)
            except Exception as error:  # noqa: BLE001 - whatever a layer raises when its server is away
                log.warning("the channel layer is lost, listening again in %.1f s: %r", pause, error)
                self._distrust()
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - spreads processes, no secret
                pause = min(pause * 2, self.bounds.retry_most)
            else:
                pause = self.bounds.retry
                self._hear(message)

    def _distrust(self) -> None:
        """Whoever lost the connection may have lost its groups too: join them all again."""
        for topic in self.topics.values():
            topic.joined = False
        self.disturbed.set()

    async def _keep(self) -> None:
        """Join what is not joined, and find in the database what was not heard."""
        pause = self.bounds.retry
        clock = asyncio.get_running_loop().time
        refreshed, away = clock(), False
        while True:
            await self._rest(pause)
            if clock() - refreshed >= self.bounds.refresh:
                refreshed = clock()
                self._distrust()
            if not await self._rejoin():
                away, pause = True, min(pause * 2, self.bounds.retry_most)
            elif away:
                away, pause = False, self.bounds.retry
                await self._listen_anew()
            await self._audit()

    async def _rest(self, pause: float) -> None:
        """Until the next audit; when something is not joined, `pause` and no longer."""
        if all(topic.joined for topic in self.topics.values()):
            self.disturbed.clear()
            try:
                await asyncio.wait_for(self.disturbed.wait(), self.bounds.audit)
            except TimeoutError:
                return
        await asyncio.sleep(pause)

    async def _rejoin(self) -> bool:
        """Join all again, up to the first failure: a dead layer need not be asked once for each stream."""
        for topic in list(self.topics.values()):
            if topic.members and not topic.joined:
                await self._settle(topic)
                if not topic.joined:
                    return False
        return True

    async def _listen_anew(self) -> None:
        """After the layer was away: a connection that died silently would be listened to for ever."""
        log.warning("the channel layer is back")
        if self.listener is not None:
            self.listener.cancel()
            await asyncio.wait([self.listener], timeout=self.bounds.layer)
        self._start()

    async def _audit(self) -> None:
        try:
            for stream, seq in (await ask(newest, list(self.topics))).items():
                await self._compare(stream, seq)
        except Exception:
            log.exception("the audit could not read the database; the next one tries again")

    async def _compare(self, stream: str, seq: int) -> None:
        topic = self.topics.get(stream)
        if topic is not None and topic.last is not None and seq > topic.last:
            topic.joined = False  # not told, perhaps because the layer forgot us; joining twice does no harm
            topic.hinted = max(topic.hinted, seq)
            await self._catch_up(topic)

    def _start(self) -> None:
        """Listen and keep while there are topics; a task that broke is started again by the next member."""
        if self.keeper is None or self.keeper.done():
            self.keeper = asyncio.get_running_loop().create_task(self._keep())
        if self.listener is None or self.listener.done():
            self.listener = asyncio.get_running_loop().create_task(self._begin())

    async def _begin(self) -> None:
        self.channel = self.channel or await self.layer.new_channel("live")
        await self._listen()

    def _stop_if_empty(self) -> None:
        if not self.topics:
            for task in (self.listener, self.keeper):
                if task is not None:
                    task.cancel()
            self.listener = self.keeper = None
