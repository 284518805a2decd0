"""The hub: one membership per process, and a layer that goes away and comes back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from channels.layers import get_channel_layer
from channels_redis.core import RedisChannelLayer

from core import pending
from notifications.hub import Hub
from notifications.live import group_of
from notifications.replay import Event
from notifications.waiting import ask
from tests.notifications.conftest import FAST, OpenTab, Tab, person, session_of, use_redis
from tests.notifications.permits import change, new_permit
from tests.services import free_port, program, redis_answers, running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


class Ear:
    """A member that only listens."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def hear(self, event: Event) -> None:
        self.heard.append(event.seq)


@pytest.fixture
def calls(layer: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the hub asks of the layer."""
    noted: list[str] = []
    here: Any = get_channel_layer()

    def noting(name: str) -> Any:
        real = getattr(here, name)

        async def call(group: str, channel: str) -> None:
            noted.append(f"{name} {group}")
            await real(group, channel)

        return call

    for name in ("group_add", "group_discard"):
        monkeypatch.setattr(here, name, noting(name))
    return noted


async def settled(hub: Hub) -> None:
    await until(lambda: not hub.errands)


async def test_one_membership_for_all_and_none_when_the_last_has_left(calls: list[str]) -> None:
    hub, ears = Hub.here(), [Ear(), Ear(), Ear()]
    await asyncio.gather(*(hub.enter("permit:1", ear) for ear in ears))
    assert calls == ["group_add live.permit.1"]
    for ear in ears[:2]:
        hub.leave("permit:1", ear)
    await settled(hub)
    assert calls == ["group_add live.permit.1"]
    hub.leave("permit:1", ears[2])
    hub.leave("permit:1", ears[2])
    await settled(hub)
    assert calls == ["group_add live.permit.1", "group_discard live.permit.1"]
    assert (hub.topics, hub.listener, hub.keeper) == ({}, None, None)


async def test_who_comes_while_the_last_one_leaves_is_in(calls: list[str]) -> None:
    hub, first, second = Hub.here(), Ear(), Ear()
    await hub.enter("permit:1", first)
    hub.leave("permit:1", first)
    await asyncio.sleep(0)
    await hub.enter("permit:1", second)
    await settled(hub)
    assert set(hub.topics) == {"permit:1"}
    assert hub.topics["permit:1"].joined
    owner = await ask(person, "ann")
    permit = await ask(new_permit, owner)
    ear = Ear()
    await hub.enter(permit.stream, ear)
    await ask(change, permit)
    await until(lambda: ear.heard == [2])
    hub.leave(permit.stream, ear)
    hub.leave("permit:1", second)
    await settled(hub)


async def until(ready: Any, patience: float = 10) -> None:
    async with asyncio.timeout(patience):
        while not ready():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


async def test_closed_tabs_leave_nothing_behind(tab: OpenTab) -> None:
    ann = await ask(person, "ann")
    permit = await ask(new_permit, ann)
    tabs = [await tab(ann) for _n in range(3)]
    for one in tabs:
        await one.follow(permit.stream)
    hub = Hub.here()
    assert len(hub.topics[permit.stream].members) == 3
    assert hub.sockets == {ann.pk: 3}
    await tabs[0].shut()
    tabs[1].wire.stop()  # the server cancels it
    await until(lambda: hub.sockets == {ann.pk: 1})
    await tabs[2].shut()
    await settled(hub)
    assert (hub.topics, hub.sockets) == ({}, {})


async def test_an_odd_message_deafens_nobody(tab: OpenTab, caplog: pytest.LogCaptureFixture) -> None:
    ann = await ask(person, "ann")
    permit = await ask(new_permit, ann)
    one = await tab(ann)
    await one.follow(permit.stream, last=1)
    layer, group = get_channel_layer(), group_of(permit.stream)
    for odd in ({"type": "live.event"}, {"type": "x", "stream": permit.stream, "seq": 9, "kind": "x"}):
        await layer.group_send(group, odd)
    await ask(change, permit)
    assert (await one.hear())["seq"] == 2
    assert "is no event" in caplog.text


async def test_a_layer_that_forgot_us_is_joined_again(tab: OpenTab, settings: Any) -> None:
    ann = await ask(person, "ann")
    permit = await ask(new_permit, ann)
    one = await tab(ann)
    await one.follow(permit.stream, last=1)
    hub = Hub.here()
    await hub.layer.group_discard(group_of(permit.stream), hub.channel)
    await ask(change, permit)
    assert (await one.hear())["seq"] == 2
    await until(lambda: hub.topics[permit.stream].joined)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "_audit", lambda: asyncio.sleep(0))
        await ask(change, permit)
        assert (await one.hear())["seq"] == 3


class Away:
    """A Redis of our own that can be ended and started again on the same port, remembering nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.stack = contextlib.ExitStack()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [program("redis-server", "redis-server"), "--port", str(self.port), "--bind", "127.0.0.1"]
        options = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.stack.enter_context(running([*command, *options], self.folder / "log"))
        wait_for(lambda: redis_answers(self.url), "our own Redis")

    def end(self) -> None:
        self.stack.close()


@contextmanager
def own(folder: Path) -> Iterator[Away]:
    one = Away(folder)
    one.start()
    try:
        yield one
    finally:
        one.end()


@pytest.fixture
async def server(settings: Any, tmp_path: Path, threads: None) -> AsyncIterator[Away]:
    settings.LIVE = FAST
    with own(tmp_path) as one:
        use_redis(settings, one.url)
        yield one


async def test_sockets_outlive_the_loss_of_redis_and_miss_nothing(
    server: Away, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIVE = {**FAST, "audit": 0.5}
    ann = await ask(person, "ann")
    permit, other = await ask(new_permit, ann), await ask(new_permit, ann)
    one = Tab(await ask(session_of, ann))
    await one.open()
    await one.follow(permit.stream, last=1)

    server.end()
    await ask(change, permit, 2)
    assert [(await one.hear(15))["seq"] for _n in range(2)] == [2, 3]  # from the database, Redis being away
    assert (await one.follow(other.stream, last=0))[0]["seq"] == 1  # a new stream can be followed meanwhile
    assert "did not take" in caplog.text

    server.start()
    hub = Hub.here()
    await until(lambda: all(topic.joined for topic in hub.topics.values()), 20)
    with pytest.MonkeyPatch.context() as patch:  # now it must come by way of Redis
        patch.setattr(hub, "_audit", lambda: asyncio.sleep(0))
        await until(lambda: hub.listener is not None and not hub.listener.done(), 5)
        heard: list[int] = []
        while not heard:
            await ask(change, other)
            with contextlib.suppress(TimeoutError):
                heard = [] if await one.quiet(1.0) else [(await one.hear())["seq"]]
        assert heard[0] >= 2
    await ask(pending.sweep)
    await one.shut()


@pytest.mark.parametrize("layer", ["redis"], indirect=True)
async def test_two_processes_hear_each_other(layer: str, settings: Any) -> None:
    """Another process, played by a second layer of the same prefix: it tells, we hear."""
    ann = await ask(person, "ann")
    permit = await ask(new_permit, ann)
    hub, ear = Hub.here(), Ear()
    await hub.enter(permit.stream, ear)
    other = RedisChannelLayer(**settings.CHANNEL_LAYERS["default"]["CONFIG"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notifications.live.get_channel_layer", lambda: other)
        patch.setattr(hub, "_audit", lambda: asyncio.sleep(0))
        await ask(change, permit)
        await until(lambda: ear.heard == [2])
    hub.leave(permit.stream, ear)
    await settled(hub)
