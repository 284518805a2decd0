"""Readers: each on its own, nothing lost, nothing swallowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction

from core import ledger, pending, tasks, time
from core.actors import SYSTEM
from core.ledger import Happening
from core.models import LedgerEntry, Pending
from core.time import now

pytestmark = pytest.mark.django_db


class Reader:
    """Remembers what it was given; breaks on the seqs it is told to."""

    def __init__(self, *bad: int) -> None:
        self.bad = set(bad)
        self.seen: list[int] = []

    def __call__(self, entries: Sequence[LedgerEntry]) -> None:
        for entry in entries:
            if entry.seq in self.bad:
                raise RuntimeError(f"cannot read {entry.seq}")
        self.seen += [entry.seq for entry in entries]


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Reader]:
    """Two readers and no others: "bad" is asked first and breaks on seq 2."""
    found = {"bad": Reader(2), "good": Reader()}
    monkeypatch.setattr(pending, "effects", dict(found))
    monkeypatch.setattr(ledger, "readers", dict.fromkeys(found, lambda _stream: True))
    return found


def write(count: int) -> list[LedgerEntry]:
    what = Happening("told", SYSTEM, effective_at=now(), recorded_at=now())
    return [ledger.append_to("lab:readers", what) for _time in range(count)]


def left() -> list[tuple[str, int]]:
    return list(Pending.objects.order_by("pk").values_list("reader", "entry__seq"))


def test_a_reader_that_fails_does_not_stop_the_next(
    readers: dict[str, Reader], caplog: pytest.LogCaptureFixture
) -> None:
    for entry in write(3):
        pending.hint(entry)
    assert (readers["bad"].seen, readers["good"].seen) == ([1, 3], [1, 2, 3])
    assert left() == [("bad", 2)]
    assert "reader bad failed" in caplog.text
    assert "cannot read 2" in caplog.text


def test_a_sweep_passes_by_what_cannot_be_read(readers: dict[str, Reader]) -> None:
    write(4)
    assert pending.sweep() == 7
    assert (sorted(readers["bad"].seen), readers["good"].seen) == ([1, 3, 4], [1, 2, 3, 4])
    assert left() == [("bad", 2)]
    readers["bad"].bad.clear()
    assert pending.sweep() == 1
    assert left() == []


def test_a_reader_that_cannot_read_at_all_is_left_alone_after_a_few_tries(readers: dict[str, Reader]) -> None:
    readers["bad"].bad |= set(range(20))
    write(20)
    assert pending.sweep() == 20
    assert len(left()) == 20
    assert readers["good"].seen == list(range(1, 21))


def test_a_sweep_goes_on_beyond_one_batch(readers: dict[str, Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "BATCH", 2)
    readers["bad"].bad.clear()
    write(5)
    assert pending.sweep() == 10
    assert readers["good"].seen == [1, 2, 3, 4, 5]


def test_an_idle_sweep_opens_no_transaction(readers: dict[str, Reader], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(len(readers)):
        assert pending.sweep() == 0


def attempts() -> dict[tuple[str, int], int]:
    return {(row.reader, row.entry.seq): row.attempts for row in Pending.objects.select_related("entry")}


def test_bad_entries_at_the_head_do_not_block_those_behind(readers: dict[str, Reader]) -> None:
    readers["bad"].bad = set(range(1, 8))
    write(12)
    for _round in range(3):
        pending.sweep()
    assert sorted(readers["bad"].seen) == [8, 9, 10, 11, 12]
    assert [seq for _reader, seq in left()] == list(range(1, 8))


def test_what_failed_often_rests_and_is_tried_again_later(readers: dict[str, Reader]) -> None:
    write(2)
    start = now()
    for minute in range(pending.PATIENCE + 3):
        with time.at(start + dt.timedelta(seconds=10 * minute)):
            pending.sweep()
    assert attempts() == {("bad", 2): pending.PATIENCE}
    readers["bad"].bad.clear()
    with time.at(start + dt.timedelta(minutes=5)):
        assert pending.sweep() == 0
    with time.at(start + dt.timedelta(minutes=30)):
        assert pending.sweep() == 1
    assert left() == []


def test_a_failed_hint_is_counted(readers: dict[str, Reader]) -> None:
    for entry in write(2):
        pending.hint(entry)
    assert attempts() == {("bad", 2): 1}


def test_a_reader_is_not_asked_about_what_it_does_not_hear(
    readers: dict[str, Reader], django_assert_num_queries: Any
) -> None:
    ledger.reader("bad", lambda stream: stream.startswith("case:"))
    ledger.reader("good", picks=lambda entry: entry.seq > 1)
    first, second = write(2)
    assert left() == [("good", 2)]
    with django_assert_num_queries(0):
        pending.hint(first)
    pending.hint(second)
    assert readers["good"].seen == [2]


class Worker:
    """Stands for the broker: keeps what it was told, or refuses."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []
        self.away = False

    def send_task(self, name: str, arguments: tuple[str, int], **options: Any) -> None:
        assert name == pending.TASK
        assert options["retry"] is False
        if self.away:
            raise ConnectionError("no broker")
        self.told.append(arguments)


@pytest.fixture
def worker(readers: dict[str, Reader], monkeypatch: pytest.MonkeyPatch) -> Worker:
    """The reader "bad" is one that a worker deals with."""
    made = Worker()
    monkeypatch.setattr(pending, "current_app", made)
    monkeypatch.setattr(pending, "deferred_readers", {"bad"})
    monkeypatch.setattr(pending, "outside_readers", {"bad"})
    return made


def test_a_deferred_reader_is_dealt_with_by_a_worker(readers: dict[str, Reader], worker: Worker) -> None:
    (entry,) = write(1)
    pending.hint(entry)
    assert (readers["bad"].seen, readers["good"].seen) == ([], [1])
    assert worker.told == [("bad", entry.pk)]
    assert tasks.consume(*worker.told[0]) == 1
    assert (readers["bad"].seen, left()) == ([1], [])
    assert tasks.consume(*worker.told[0]) == 0


def test_without_a_broker_the_sweep_finds_the_row(
    readers: dict[str, Reader], worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    worker.away = True
    (entry,) = write(1)
    pending.hint(entry)
    assert "no worker was told" in caplog.text
    assert left() == [("bad", 1)]
    assert pending.sweep() == 1
    assert (readers["bad"].seen, left()) == ([1], [])


@pytest.mark.django_db(transaction=True)
def test_a_deferred_effect_runs_outside_any_transaction(
    readers: dict[str, Reader], worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    monkeypatch.setitem(pending.effects, "bad", lambda _entries: inside.append(connection.in_atomic_block))
    with transaction.atomic():
        write(2)
    pending.sweep()
    assert inside == [False, False]


def test_one_bad_entry_of_a_deferred_reader_blocks_no_other(readers: dict[str, Reader], worker: Worker) -> None:
    for entry in write(4):
        pending.work("bad", entry.pk)
    assert readers["bad"].seen == [1, 3, 4]
    assert attempts()["bad", 2] == 1


def test_an_entry_in_a_workers_hand_is_left_to_it_until_it_has_surely_died(
    readers: dict[str, Reader], worker: Worker
) -> None:
    (entry,) = write(1)
    Pending.objects.filter(reader="bad").update(tried_at=now())  # a worker took it, and was killed
    assert pending.work("bad", entry.pk) == 0
    pending.sweep()
    assert readers["bad"].seen == []
    with time.at(now() + pending.LEASE + dt.timedelta(seconds=1)):
        assert pending.sweep() == 1
    assert readers["bad"].seen == [1]


def test_of_two_workers_at_one_row_one_does_it(
    readers: dict[str, Reader], worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    (entry,) = write(1)
    plain = pending._do

    def overtaken(row: Pending) -> int:
        monkeypatch.setattr(pending, "_do", plain)
        assert pending.work("bad", entry.pk) == 1
        return plain(row)

    monkeypatch.setattr(pending, "_do", overtaken)
    assert pending.work("bad", entry.pk) == 0
    assert readers["bad"].seen == [1]


@pytest.fixture
def outside(readers: dict[str, Reader], monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The reader "good" has no use for a transaction."""
    monkeypatch.setattr(pending, "outside_readers", {"good"})
    return readers["good"]


def test_a_reader_outside_takes_its_row_acts_and_lets_go(outside: Reader, django_assert_num_queries: Any) -> None:
    ledger.reader("bad", lambda _stream: False)
    (entry,) = write(1)
    with django_assert_num_queries(2):
        pending.hint(entry)
    assert (outside.seen, left()) == ([1], [])
    pending.hint(entry)
    assert outside.seen == [1]


def test_what_failed_outside_is_free_for_the_very_next_sweep(outside: Reader) -> None:
    outside.bad = {1}
    for entry in write(3):
        pending.hint(entry)
    assert (outside.seen, attempts()["good", 1]) == ([2, 3], 1)
    outside.bad.clear()
    pending.sweep()
    assert outside.seen == [2, 3, 1]


def test_a_sweep_outside_goes_on_beyond_one_batch_and_never_in_circles(
    outside: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "BATCH", 2)
    write(5)
    pending.sweep()
    assert outside.seen == [1, 2, 3, 4, 5]
    outside.bad = {6}
    write(3)
    pending.sweep()
    assert attempts()["good", 6] == 1
