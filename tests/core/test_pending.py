"""Readers: each on its own, nothing lost, nothing swallowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from core import ledger, pending
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
