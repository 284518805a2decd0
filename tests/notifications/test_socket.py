"""The live socket from the browser's side: who hears what, in which order, and when it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session
from django.db import OperationalError

from config.asgi import application
from core import pending, streams
from core.models import Pending
from notifications import live
from notifications.consumers import LiveConsumer
from notifications.frames import Close
from notifications.hub import Hub
from notifications.limits import Limits
from notifications.waiting import ask
from tests.notifications.conftest import FAST, MEMORY_ONLY, OpenTab, Tab, person, session_of
from tests.notifications.permits import change, new_permit, note

pytestmark = pytest.mark.django_db(transaction=True)

FOUR = {"op", "stream", "seq", "kind"}


async def ann_and_permit() -> tuple[Any, Any]:
    ann = await ask(person, "ann")
    return ann, await ask(new_permit, ann)


async def write(permit: Any, times: int) -> None:
    """Change it again and again, letting others at the database in between."""
    for _n in range(times):
        await ask(change, permit)


async def no_audit(_hub: Any) -> None:
    """Instead of the hub's look at the database."""


def seqs(frames: list[dict[str, Any]]) -> list[int]:
    return [frame["seq"] for frame in frames if frame["op"] == "ev"]


# What is heard


async def test_what_was_missed_then_what_happens(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    await ask(change, permit, 2)
    one = await tab(ann)
    assert await one.follow(permit.stream, last=1) == [
        {"op": "ev", "stream": permit.stream, "seq": 2, "kind": "change"},
        {"op": "ev", "stream": permit.stream, "seq": 3, "kind": "change"},
        {"op": "synced", "stream": permit.stream, "seq": 3, "kind": ""},
    ]
    await ask(change, permit)
    assert await one.hear() == {"op": "ev", "stream": permit.stream, "seq": 4, "kind": "change"}
    assert await one.quiet()


async def test_a_page_that_is_up_to_date_hears_nothing_old(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    assert await one.follow(permit.stream, last=1) == [{"op": "synced", "stream": permit.stream, "seq": 1, "kind": ""}]


@MEMORY_ONLY
async def test_a_page_ahead_of_the_database_is_brought_back(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    assert (await one.follow(permit.stream, last=2**53 - 1))[-1]["seq"] == 1
    await ask(change, permit)
    assert (await one.hear())["seq"] == 2


@MEMORY_ONLY
async def test_who_missed_too_much_hears_only_the_newest(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "replay": 3}
    ann, permit = await ann_and_permit()
    await ask(change, permit, 4)
    one = await tab(ann)
    assert seqs(await one.follow(permit.stream, last=2)) == [3, 4, 5]
    assert seqs(await one.follow(permit.stream, last=1)) == [5]


async def test_no_gap_and_no_double_while_others_write(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    tabs = [await tab(ann) for _n in range(4)]

    async def follow(one: Tab, after: float) -> list[int]:
        await asyncio.sleep(after)
        await one.say(op="sub", stream=permit.stream, last=1)
        heard: list[int] = []
        while not heard or heard[-1] < 31:
            frame = await one.hear()
            heard += [frame["seq"]] if frame["op"] == "ev" else []
        return heard

    *heard, _none = await asyncio.gather(*(follow(one, n * 0.03) for n, one in enumerate(tabs)), write(permit, 30))
    assert heard == [list(range(2, 32))] * 4


async def test_messages_out_of_order_are_put_in_order(tab: OpenTab, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    await one.follow(permit.stream, last=1)
    monkeypatch.setitem(pending.effects, "live", lambda _entries: None)
    monkeypatch.setattr(Hub, "_audit", no_audit)
    await ask(change, permit, 3)
    await tell_again(permit.stream, 4)
    assert [(await one.hear())["seq"] for _n in range(3)] == [2, 3, 4]
    for seq in (2, 3, 4):
        await tell_again(permit.stream, seq)
    assert await one.quiet()


async def tell_again(stream: str, seq: int) -> None:
    message = {"type": live.MESSAGE, "stream": stream, "seq": seq, "kind": "change", "counter": False}
    layer = get_channel_layer()
    await layer.group_send(live.group_of(stream), message)


@MEMORY_ONLY
async def test_every_frame_has_four_keys(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    await ask(change, permit)
    frames = await one.follow(permit.stream)
    await one.say(op="sub", stream="permit:0", last=0)
    frames.append(await one.hear())
    await one.say(op="ping")
    frames.append(await one.hear())
    assert [frame["op"] for frame in frames] == ["ev", "ev", "synced", "denied", "synced"]
    assert all(set(frame) == FOUR for frame in frames)


@MEMORY_ONLY
async def test_a_ping_is_answered_with_what_was_last_heard(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    await one.follow(permit.stream)
    await one.say(op="ping", stream=permit.stream)
    assert await one.hear() == {"op": "synced", "stream": permit.stream, "seq": 1, "kind": ""}
    await one.say(op="ping", stream="permit:999")
    assert await one.hear() == {"op": "synced", "stream": "", "seq": 0, "kind": ""}


async def test_unsub_ends_it_and_sub_twice_is_one(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    await one.follow(permit.stream, last=1)
    await one.follow(permit.stream, last=1)
    await ask(change, permit)
    assert (await one.hear())["seq"] == 2
    assert await one.quiet()
    await one.say(op="unsub", stream=permit.stream)
    await one.say(op="ping")
    await one.hear()
    await ask(change, permit)
    assert await one.quiet()


async def test_the_sweep_delivers_what_a_failed_hint_left(tab: OpenTab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hub, "_audit", no_audit)
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    await one.follow(permit.stream, last=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(pending.effects, "live", away)
        await ask(change, permit)
    assert await one.quiet()
    assert await ask(Pending.objects.count) == 1
    await ask(pending.sweep)
    assert (await one.hear())["seq"] == 2


def away(_entries: Any) -> None:
    raise ConnectionError("no layer")


async def test_what_the_layer_lost_is_found_in_the_database(tab: OpenTab, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, permit = await ann_and_permit()
    one = await tab(ann)
    await one.follow(permit.stream, last=1)
    monkeypatch.setitem(pending.effects, "live", lambda _entries: None)
    await ask(change, permit, 2)
    assert [(await one.hear())["seq"] for _n in range(2)] == [2, 3]


async def test_a_desk_hears_each_change_once_and_in_any_order(tab: OpenTab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "extra_streams", [lambda _entry: ["lab-desk:9"]])
    clerk = await ask(person, "clerk", clerk=True)
    one = await tab(clerk)
    await one.follow("lab-desk:9", last=10**6)
    _ann, permit = await ann_and_permit()
    await ask(change, permit)
    first, second = await one.hear(), await one.hear()
    assert {first["kind"], second["kind"], first["stream"]} == {"changed", "lab-desk:9"}
    for seq in (first["seq"], 7, 5, 7):
        message = {"type": live.MESSAGE, "stream": "lab-desk:9", "seq": 10**5 + seq, "kind": "changed", "counter": True}
        await get_channel_layer().group_send(live.group_of("lab-desk:9"), message)
    assert [(await one.hear())["seq"] - 10**5 for _n in range(3)] == [first["seq"], 7, 5]
    assert await one.quiet()


@MEMORY_ONLY
async def test_a_desk_is_replayed_from_its_own_source(tab: OpenTab, monkeypatch: pytest.MonkeyPatch) -> None:
    found = replace(streams.kinds["lab-desk"], missed=lambda _stream, last, _limit: [(last + 2, "x"), (last + 5, "x")])
    monkeypatch.setitem(streams.kinds, "lab-desk", found)
    clerk = await ask(person, "clerk", clerk=True)
    one = await tab(clerk)
    frames = await one.follow("lab-desk:9", last=40)
    assert (seqs(frames), frames[-1]["seq"]) == ([42, 45], 45)


# Who may hear it


STREAMS = (
    "permit:{pk}", "permit:{pk}:staff", "lab-desk:9", "permit:{other}", "permit:0", "permit:{pk}\n", "permit:{pk}:",
    "permit", "no-such-kind:1", "\ud800",
)  # fmt: skip
HEARS = {
    "owner": {"permit:{pk}"},
    "stranger": {"permit:{other}"},
    "clerk": {"permit:{pk}", "permit:{other}", "permit:{pk}:staff", "lab-desk:9", "permit:0"},
    "nobody": set(),
}


@pytest.mark.parametrize("who", HEARS)
async def test_each_role_hears_its_streams_and_no_other(
    tab: OpenTab, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, permit = await ann_and_permit()
    bob, clerk = await ask(person, "bob"), await ask(person, "clerk", clerk=True)
    names = {stream: stream.format(pk=permit.pk, other=(await ask(new_permit, bob)).pk) for stream in STREAMS[:4]}
    names |= {stream: stream.format(pk=permit.pk) for stream in STREAMS[4:]}
    one = await tab({"owner": ann, "stranger": bob, "clerk": clerk, "nobody": None}[who])
    for stream, name in names.items():
        await one.say(op="sub", stream=name, last=9)
        answer = await one.hear()
        assert (answer["op"], answer["stream"]) == ("synced" if stream in HEARS[who] else "denied", name)
    monkeypatch.setattr(streams, "extra_streams", [lambda _entry: ["lab-desk:9"]])
    await ask(change, permit)
    await ask(note, permit)
    heard = {names["permit:{pk}"], names["permit:{pk}:staff"], names["lab-desk:9"]}
    expected = heard & {names[stream] for stream in HEARS[who]}
    assert {(await one.hear())["stream"] for _stream in expected} == expected
    assert await one.quiet()


@MEMORY_ONLY
async def test_unknown_and_forbidden_look_the_same(tab: OpenTab) -> None:
    _ann, permit = await ann_and_permit()
    one = await tab(await ask(person, "bob"))
    answers = []
    for stream in (permit.stream, "permit:0", "no-such-kind:1"):
        await one.say(op="sub", stream=stream)
        answers.append({**await one.hear(), "stream": ""})
    assert answers == [{"op": "denied", "stream": "", "seq": 0, "kind": ""}] * 3


@MEMORY_ONLY
async def test_a_broken_question_lets_nobody_in(
    tab: OpenTab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    streams.register("broken", "broken", lambda _user, _match: 1 / 0 > 0)
    one = await tab(await ask(person, "ann"))
    await one.say(op="sub", stream="broken")
    assert (await one.hear())["op"] == "denied"
    assert "is broken" in caplog.text


async def test_a_role_taken_away_ends_its_streams_and_no_other(tab: OpenTab) -> None:
    clerk = await ask(person, "clerk", clerk=True)
    own = await ask(new_permit, clerk)
    _ann, permit = await ann_and_permit()
    one = await tab(clerk)
    for stream in (own.stream, permit.stream):
        await one.follow(stream, last=1)
    await ask(clerk.groups.clear)
    assert await one.hear(FAST["recheck"] * 4) == {"op": "gone", "stream": permit.stream, "seq": 0, "kind": ""}
    await ask(change, permit)
    await ask(change, own)
    assert (await one.hear())["stream"] == own.stream
    assert await one.quiet()


def test_a_lost_role_is_noticed_within_five_seconds_in_force() -> None:
    assert Limits().recheck <= 3


@MEMORY_ONLY
async def test_what_happens_after_a_role_was_lost_is_asked_about_before_it_is_told(
    tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asleep(_self: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(LiveConsumer, "watch", asleep)  # so that only the delivery asks
    clerk = await ask(person, "clerk", clerk=True)
    _ann, permit = await ann_and_permit()
    one = await tab(clerk)
    await one.follow(permit.stream, last=1)
    await ask(clerk.groups.clear)
    await asyncio.sleep(FAST["recheck"])
    await ask(change, permit)
    assert (await one.hear())["op"] == "gone"
    assert await one.quiet()


def sign_out(session: str) -> None:
    Session.objects.filter(pk=session).delete()


def disable(one: Any) -> None:
    type(one).objects.filter(pk=one.pk).update(is_active=False)


def change_password(one: Any) -> None:
    one.set_password("anything else, long enough")
    one.save()


@MEMORY_ONLY
@pytest.mark.parametrize("how", ["signed out", "disabled", "other password", "deleted"])
async def test_who_is_no_longer_signed_in_is_closed(tab: OpenTab, how: str) -> None:
    ann, permit = await ann_and_permit()
    session = await ask(session_of, ann)
    one = await tab(session=session)
    await one.follow(permit.stream, last=1)
    ends = {
        "signed out": lambda: sign_out(session), "disabled": lambda: disable(ann),
        "other password": lambda: change_password(ann), "deleted": ann.delete,
    }  # fmt: skip
    await ask(ends[how])
    assert await one.hear(FAST["recheck"] * 4) == {"closed": Close.SIGNED_OUT, "reason": "signed_out"}
    await ask(change, permit)
    assert await one.quiet()


@MEMORY_ONLY
async def test_a_disabled_person_comes_in_as_nobody(tab: OpenTab) -> None:
    ann, permit = await ann_and_permit()
    session = await ask(session_of, ann)
    await ask(disable, ann)
    one = await tab(session=session)
    await one.say(op="sub", stream=permit.stream)
    assert (await one.hear())["op"] == "denied"


@MEMORY_ONLY
async def test_a_sub_after_the_session_ended_is_refused_at_once(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "recheck": 60}
    ann, permit = await ann_and_permit()
    session = await ask(session_of, ann)
    one = await tab(session=session)
    await ask(sign_out, session)
    await one.say(op="sub", stream=permit.stream)
    assert (await one.hear())["closed"] == Close.SIGNED_OUT


@MEMORY_ONLY
async def test_nobody_without_a_stream_is_closed_after_a_while(tab: OpenTab) -> None:
    one = await tab()
    assert (await one.hear(FAST["idle"] * 4))["closed"] == Close.IDLE


@MEMORY_ONLY
async def test_somebody_without_a_stream_may_stay(tab: OpenTab) -> None:
    one = await tab(await ask(person, "ann"))
    assert await one.quiet(FAST["idle"] * 2)


@MEMORY_ONLY
async def test_who_cannot_be_asked_about_may_not_stay(tab: OpenTab, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_database(*_args: Any) -> None:
        raise OperationalError("the database is away")

    ann, permit = await ann_and_permit()
    one = await tab(ann)
    await one.follow(permit.stream, last=1)
    monkeypatch.setattr("notifications.consumers.verdict", no_database)
    assert (await one.hear())["closed"] == Close.TRY_AGAIN


# What is too much


@MEMORY_ONLY
@pytest.mark.parametrize("text", ["nonsense", "[]", '{"op":"shout"}', '{"op":"sub","stream":7}', "[" * 900])
async def test_a_malformed_frame_ends_the_socket(tab: OpenTab, text: str) -> None:
    one = await tab(await ask(person, "ann"))
    await one.wire.send_to(text_data=text)
    assert await one.hear() == {"closed": Close.MALFORMED, "reason": "malformed"}


@MEMORY_ONLY
async def test_a_binary_frame_is_malformed(tab: OpenTab) -> None:
    one = await tab(await ask(person, "ann"))
    await one.wire.send_to(bytes_data=b'{"op":"ping"}')
    assert (await one.hear())["closed"] == Close.MALFORMED


@MEMORY_ONLY
async def test_a_frame_may_be_so_large_and_no_larger(tab: OpenTab) -> None:
    one = await tab(await ask(person, "ann"))
    await one.wire.send_to(text_data='{"op":"ping"}'.ljust(1024))
    assert (await one.hear())["op"] == "synced"
    await one.wire.send_to(text_data='{"op":"ping"}'.ljust(1025))
    assert (await one.hear())["closed"] == Close.TOO_LARGE


@MEMORY_ONLY
async def test_too_many_frames_end_the_socket(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "frames_at_once": 3, "frames_per_second": 0.001}
    one = await tab(await ask(person, "ann"))
    for _n in range(4):
        await one.say(op="ping")
    assert [(await one.hear())["op"] for _n in range(3)] == ["synced"] * 3
    assert (await one.hear())["closed"] == Close.TOO_MANY_FRAMES


@MEMORY_ONLY
async def test_one_socket_follows_so_many_streams(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "subscriptions": 2}
    one = await tab(await ask(person, "clerk", clerk=True))
    for stream in ("permit:1", "permit:2", "permit:2"):
        assert (await one.follow(stream))[-1]["op"] == "synced"
    await one.say(op="sub", stream="permit:3")
    assert (await one.hear())["op"] == "denied"
    await one.say(op="unsub", stream="permit:1")
    assert (await one.follow("permit:3"))[-1]["op"] == "synced"


async def refused(session: str) -> tuple[bool, Any]:
    """Knock as a tab that will be refused."""
    return await Tab(session).open()


@MEMORY_ONLY
async def test_so_many_sockets_for_one_person_for_nobody_and_for_the_process(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "sockets_per_user": 2, "sockets_anonymous": 1, "sockets_per_process": 4, "idle": 60}
    ann, bob = await ask(person, "ann"), await ask(person, "bob")
    ann_in, bob_in = await ask(session_of, ann), await ask(session_of, bob)
    first, *_rest = [await tab(session=ann_in), await tab(session=ann_in), await tab()]
    assert await refused(ann_in) == (False, Close.TOO_MANY_SOCKETS)
    assert await refused("") == (False, Close.TOO_MANY_SOCKETS)
    await tab(session=bob_in)
    assert await refused(bob_in) == (False, Close.TOO_MANY_SOCKETS)
    await first.shut()
    await tab(session=ann_in)


class Gate:
    """The application behind a client that takes no more events once the gate is shut."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def slowly(message: dict[str, Any]) -> None:
            if message["type"] == "websocket.send":
                await self.open.wait()
            await send(message)

        await application(scope, receive, slowly)


async def test_a_slow_client_is_dropped_and_the_other_hears_all(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "outbox": 8}
    ann, permit = await ann_and_permit()
    gate = Gate()
    slow, quick = await tab(ann, app=gate), await tab(ann)
    for one in (slow, quick):
        await one.follow(permit.stream, last=1)
    gate.open.clear()

    async def hear_all() -> list[int]:
        return [(await quick.hear())["seq"] for _n in range(30)]

    heard, _none = await asyncio.gather(hear_all(), write(permit, 30))
    assert heard == list(range(2, 32))
    assert await slow.hear() == {"closed": Close.SLOW, "reason": "slow"}
    assert await quick.quiet()


@MEMORY_ONLY
async def test_a_client_that_takes_one_frame_too_long_is_dropped(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "send": 0.2}
    ann, permit = await ann_and_permit()
    gate = Gate()
    slow = await tab(ann, app=gate)
    await slow.follow(permit.stream, last=1)
    gate.open.clear()
    await ask(change, permit)
    assert (await slow.hear())["closed"] == Close.SLOW


async def test_a_long_replay_waits_for_the_client_and_loses_nothing(tab: OpenTab, settings: Any) -> None:
    settings.LIVE = {**FAST, "outbox": 8}
    ann, permit = await ann_and_permit()
    await ask(change, permit, 40)
    gate = Gate()
    slow = await tab(ann, app=gate)
    gate.open.clear()
    await slow.say(op="sub", stream=permit.stream, last=1)
    assert await slow.quiet()
    await ask(change, permit, 2)
    gate.open.set()
    heard: list[int] = []
    while not heard or heard[-1] < 43:
        frame = await slow.hear()
        heard += [frame["seq"]] if frame["op"] == "ev" else []
    assert heard == list(range(2, 44))


# Where from


@MEMORY_ONLY
@pytest.mark.parametrize("origin", [None, b"null", b"https://elsewhere.example", b"http://localhost.elsewhere.example"])
async def test_a_page_of_elsewhere_is_refused_also_with_the_cookie(layer: str, origin: bytes | None) -> None:
    session = await ask(session_of, await ask(person, "ann"))
    assert (await Tab(session, origin=origin).open())[0] is False


@MEMORY_ONLY
async def test_another_address_is_refused(layer: str) -> None:
    one = Tab()
    one.wire.scope["path"] = "/ws/elsewhere/"
    assert (await one.open())[0] is False
