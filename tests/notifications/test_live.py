"""The reader: which messages an entry becomes, to which groups, and that nothing is lost on the way."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import BaseChannelLayer, get_channel_layer

from core import pending, streams
from core.models import LedgerEntry, Pending
from notifications import live
from tests.notifications.conftest import FAST, person, use_memory
from tests.notifications.permits import change, new_permit, note


@pytest.mark.parametrize(
    ("stream", "group"),
    [("case:7", "live.case.7"), ("case:7:caucus:party_2", "live.case.7.caucus.party_2"), ("inbox:12", "live.inbox.12")],
)
def test_a_stream_has_a_readable_group(stream: str, group: str) -> None:
    assert live.group_of(stream) == group


@pytest.mark.parametrize("stream", ["case.7", ":case:7", "案件:7", "case:７", "case:7\n", "c" * 81, "case 7", ""])
def test_an_odd_stream_has_a_group_that_the_layer_takes_and_shares_with_no_other(stream: str) -> None:
    group = live.group_of(stream)
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,99}", group, re.ASCII)
    assert BaseChannelLayer().require_valid_group_name(group)
    assert group not in {live.group_of("case:7"), live.group_of("case"), live.group_of("x:7")}


class DeafLayer(BaseChannelLayer):  # type: ignore[misc]
    """Takes nothing, at once or for ever."""

    def __init__(self, *, hangs: bool) -> None:
        super().__init__()
        self.hangs = hangs

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.hangs:
            await asyncio.sleep(60)
        raise ConnectionError("no Redis here")


class NotingLayer(BaseChannelLayer):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, dict[str, Any]]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.sent.append((group, message))


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> NotingLayer:
    one = NotingLayer()
    monkeypatch.setattr(live, "get_channel_layer", lambda: one)
    return one


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_told_after_commit_and_leaves_no_note(noting: NotingLayer) -> None:
    permit = new_permit(person("ann"))
    change(permit)
    group = f"live.permit.{permit.pk}"
    told = [(where, what["stream"], what["seq"], what["kind"]) for where, what in noting.sent]
    assert told == [(group, permit.stream, 1, "ask"), (group, permit.stream, 2, "change")]
    assert all(set(what) == {"type", "stream", "seq", "kind", "counter"} for _where, what in noting.sent)
    assert not Pending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_nobody_can_see_leaves_no_note(noting: NotingLayer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "kinds", {})
    new_permit(person("ann"))
    assert not noting.sent
    assert not Pending.objects.exists()


@pytest.mark.parametrize("hangs", [False, True])
@pytest.mark.django_db(transaction=True)
def test_a_layer_that_is_away_costs_half_a_second_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture, *, hangs: bool
) -> None:
    settings.LIVE = {**FAST, "layer": 0.1}
    monkeypatch.setattr(live, "get_channel_layer", lambda: DeafLayer(hangs=hangs))
    permit = new_permit(person("ann"))
    assert LedgerEntry.objects.filter(stream=permit.stream).count() == 1
    assert list(Pending.objects.values_list("reader", "entry__stream")) == [("live", permit.stream)]
    assert "reader live failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_sweep_tells_what_a_failed_hint_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "get_channel_layer", lambda: DeafLayer(hangs=False))
    permit = new_permit(person("ann"))
    assert pending.sweep() == 0
    noting = NotingLayer()
    monkeypatch.setattr(live, "get_channel_layer", lambda: noting)
    assert pending.sweep() == 1
    assert [what["seq"] for _where, what in noting.sent] == [1]
    assert not Pending.objects.exists()
    assert permit.pk


@pytest.mark.django_db(transaction=True)
def test_a_list_learns_that_something_changed_but_not_what(
    noting: NotingLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "extra_streams", [lambda _entry: ["lab-desk:9"]])
    permit = new_permit(person("ann"))
    entry = LedgerEntry.objects.get(stream=permit.stream)
    desk = [what for where, what in noting.sent if where == "live.lab-desk.9"]
    assert desk == [{"type": "live.event", "stream": "lab-desk:9", "seq": entry.pk, "kind": "changed", "counter": True}]


@pytest.mark.django_db(transaction=True)
def test_what_only_the_staff_may_see_moves_no_list(noting: NotingLayer, monkeypatch: pytest.MonkeyPatch) -> None:
    permit = new_permit(person("ann"))
    monkeypatch.setattr(streams, "extra_streams", [lambda _entry: ["lab-desk:9"]])
    noting.sent.clear()
    note(permit)
    assert [where for where, _what in noting.sent] == [f"live.permit.{permit.pk}.staff"]


@pytest.mark.django_db(transaction=True)
def test_a_broken_list_hook_keeps_nobody_from_hearing(
    noting: NotingLayer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_entry: LedgerEntry) -> list[str]:
        return [LedgerEntry.objects.raw("SELECT nonsense")[0].stream]

    monkeypatch.setattr(streams, "extra_streams", [broken, lambda _entry: ["lab-desk:9"]])
    new_permit(person("ann"))
    assert [what["counter"] for _where, what in noting.sent] == [False, True]
    assert "extra stream hook is broken" in caplog.text
    assert not Pending.objects.exists()


def test_the_memory_layer_outlives_the_loop_of_those_who_left(settings: Any) -> None:
    use_memory(settings)
    layer = get_channel_layer()
    assert layer is not None

    async def join() -> None:
        await layer.group_add("live.case.7", await layer.new_channel())

    async def join_and_hear() -> dict[str, Any]:
        channel = await layer.new_channel()
        await layer.group_add("live.case.7", channel)
        await layer.group_send("live.case.7", {"type": "x"})
        found: dict[str, Any] = await layer.receive(channel)
        return found

    asyncio.run(join())
    async_to_sync(layer.group_send)("live.case.7", {"type": "x"})
    assert asyncio.run(join_and_hear()) == {"type": "x"}
