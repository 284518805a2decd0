"""Many at once: one wins, the others are told; nothing is lost, nothing done twice, nobody waits for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction

from core import time
from core.errors import Busy, Conflict, NotFound
from core.models import Clock, ClockRule, LedgerEntry
from core.verify import verify
from core.workflow import Receipt, act, approve, perform, perform_new, propose, settle
from core.workflow.rows import lock
from tests.core.crowd import at_once, outcome
from tests.core.test_door import ASKED, CLERK, HEAD, OTHER_CLERK, OWNER, ask, create, examined
from tests.lab.models import Permit

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 16
ROUNDS = 200


def test_one_of_many_does_the_step_and_the_others_are_told() -> None:
    permits = [ask() for _round in range(ROUNDS)]

    def examine() -> Callable[[], Receipt]:
        turn = count()
        return lambda: perform(permits[next(turn)], "examine", by=CLERK, data={"inspector": "7"}, version=1)

    for outcomes in at_once([examine() for _clerk in range(CROWD)], ROUNDS):
        won = [one for one in outcomes if isinstance(one, Receipt)]
        assert len(won) == 1
        assert [type(one) for one in outcomes if one is not won[0]] == [Conflict] * (CROWD - 1)
        assert {one.version for one in outcomes if isinstance(one, Conflict)} == {2}
    assert set(Permit.objects.values_list("version", "state")) == {(2, "examined")}
    assert LedgerEntry.objects.count() == 2 * ROUNDS
    assert list(verify()) == []


def test_many_steps_on_one_case_leave_no_gap_and_lose_none() -> None:
    permit = ask()
    outcomes = at_once([lambda: perform(permit, "change", by=CLERK)] * CROWD, rounds=5)
    assert all(isinstance(one, Receipt) for row in outcomes for one in row)
    done = CROWD * 5
    assert sorted(one.seq for row in outcomes for one in row) == list(range(2, done + 2))
    now = Permit.objects.get(pk=permit.pk)
    assert (now.changes, now.version) == (done, done + 1)
    assert list(verify()) == []


def test_the_same_creation_sent_many_times_at_once_makes_one_case() -> None:
    def send() -> Receipt:
        return perform_new(Permit, "ask", by=OWNER, data=ASKED, create=create, key="k")

    (outcomes,) = at_once([send] * CROWD)
    assert {(one.stream, one.seq, one.hash) for one in outcomes} == {(outcomes[0].stream, 1, outcomes[0].hash)}
    assert [one.repeated for one in outcomes].count(False) == 1
    assert (Permit.objects.count(), LedgerEntry.objects.count()) == (1, 1)


def test_the_same_step_sent_many_times_at_once_is_done_once() -> None:
    permit = ask()
    (outcomes,) = at_once([lambda: perform(permit, "change", by=CLERK, version=1, key="k")] * CROWD)
    assert {one.hash for one in outcomes} == {outcomes[0].hash}
    assert Permit.objects.get(pk=permit.pk).changes == 1


def test_the_same_note_sent_many_times_at_once_is_kept_once() -> None:
    permit = ask()
    (outcomes,) = at_once([lambda: act(permit, "note", by=CLERK, data={"reason": "问过"}, key="k")] * CROWD)
    assert {one.hash for one in outcomes} == {outcomes[0].hash}
    assert LedgerEntry.objects.filter(kind="note").count() == 1


@contextmanager
def held(permit: Permit) -> Iterator[None]:
    """Somebody else is in the middle of a step on this case."""
    with transaction.atomic():
        lock(Permit, permit.pk)
        yield


def impatient(work: Callable[[], Any]) -> Any:
    """The outcome of the work on a connection that waits a tenth of a second for a lock."""
    found: list[Any] = []

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else "SET lock_timeout = '100ms'"
            )
        found.append(outcome(work))
        connections.close_all()

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(10)
    return found[0]


@pytest.mark.parametrize("key", ["", "k"])
def test_a_wait_that_ran_out_is_busy_and_not_a_conflict(key: str) -> None:
    permit = ask()
    works: list[Callable[[], Any]] = [
        lambda: perform(permit, "examine", by=CLERK, data={"inspector": "7"}, version=1, key=key),
        lambda: act(permit, "note", by=CLERK, data={"reason": "问过"}, key=key),
        lambda: propose(permit, "grant", by=CLERK, data={"reason": "合格"}),
        lambda: settle(permit.stream),
    ]
    with held(permit):
        assert [type(impatient(work)) for work in works] == [Busy] * 4
    assert LedgerEntry.objects.count() == 1
    assert isinstance(impatient(works[0]), Receipt)


def test_a_case_in_work_holds_up_other_cases_only_where_there_is_one_writer() -> None:
    mine, other = ask(), ask()
    with held(mine):
        found = impatient(lambda: perform(other, "examine", by=CLERK, data={"inspector": "7"}))
    assert isinstance(found, Receipt if connection.vendor == "postgresql" else Busy)
    assert isinstance(impatient(lambda: perform(other, "change", by=CLERK)), Receipt)


def due_clocks(permit: Permit, number: int) -> None:
    """Clocks that ended yesterday, and for which the present state has no step."""
    rule, _made = ClockRule.objects.get_or_create(
        code="C-ARCHIVE", variant="", valid_from=dt.date(2020, 1, 1),
        defaults={"name": "归档", "name_en": "archive", "days": 1, "unit": "nd", "binding": "policy", "source": "lab"},
    )  # fmt: skip
    yesterday = time.now() - dt.timedelta(days=1)
    Clock.objects.bulk_create(
        Clock(
            stream=permit.stream, code="C-ARCHIVE", subject=str(one), rule=rule, starts_at=yesterday,
            base_due_on=yesterday.date(), due_at=yesterday,
        )
        for one in range(number)
    )  # fmt: skip


def test_steps_notes_drafts_and_ending_clocks_on_one_case_never_lock_each_other_out() -> None:
    permit = examined()
    proposal = propose(permit, "grant", by=CLERK, data={"reason": "合格"})
    perform(permit, "change", by=OWNER)  # so that the draft is void, and no approval ends the race
    due_clocks(permit, 30)
    works: list[Callable[[], Any]] = [
        lambda: perform(permit, "change", by=OWNER),
        lambda: perform(permit, "change", by=CLERK),
        lambda: act(permit, "note", by=CLERK, data={"reason": "问过"}),
        lambda: act(permit, "note", by=OTHER_CLERK, data={"reason": "看过"}),
        lambda: settle(permit.stream),
        lambda: settle(permit.stream),
        lambda: propose(permit, "grant", by=OTHER_CLERK, data={"reason": "再议"}),
        lambda: approve(permit, proposal, by=HEAD),
    ]
    outcomes = at_once(works, rounds=6)
    assert not [one for row in outcomes for one in row[:7] if isinstance(one, Exception)]
    assert {type(row[7]) for row in outcomes} <= {Conflict, NotFound}
    assert LedgerEntry.objects.filter(kind="note").count() == 12
    assert LedgerEntry.objects.filter(kind="clock_ended").count() == 30
    assert not Clock.objects.filter(code="C-ARCHIVE", breached_at=None).exists()
    assert list(verify()) == []
