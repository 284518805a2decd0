"""So many tries and no more, whoever counts them and however many come at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import limits, time
from core.errors import TooMany
from core.limits import Limit, Pressure, give_back, hit, peek
from core.models import RateCount
from core.tasks import forget_counts
from tests.core.crowd import at_once

START = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
FEW = Limit("few", 3, MINUTE)


def passes(limit: Limit, source: str, tries: int) -> int:
    """How many of the tries pass."""
    return [outcome(lambda: limit.hit(source)) for _n in range(tries)].count(None)


def outcome(work: Callable[[], None]) -> int | None:
    """None where it passed, else after how many seconds again."""
    try:
        work()
    except TooMany as error:
        return error.retry_after
    return None


@pytest.mark.django_db
def test_so_many_pass_and_the_next_waits_for_the_next_window() -> None:
    with time.at(START):
        assert passes(FEW, "a", 5) == 3
        assert outcome(lambda: FEW.hit("a")) == 60 + 20  # a third of the next window must be over
    with time.at(START + MINUTE + dt.timedelta(seconds=19)):
        assert passes(FEW, "a", 1) == 0
    with time.at(START + MINUTE + dt.timedelta(seconds=20)):
        assert passes(FEW, "a", 2) == 1
    with time.at(START + 2 * MINUTE):
        assert passes(FEW, "a", 9) == 2
    with time.at(START + 9 * MINUTE):
        assert passes(FEW, "a", 9) == 3


@pytest.mark.django_db
def test_sources_and_scopes_do_not_disturb_each_other() -> None:
    other = Limit("other", 3, MINUTE)
    with time.at(START):
        assert passes(FEW, "a", 4) == passes(FEW, "b", 4) == passes(other, "a", 4) == 3


@pytest.mark.django_db
def test_what_was_refused_is_not_counted() -> None:
    with time.at(START):
        passes(FEW, "a", 50)
    assert RateCount.objects.get().count == 3


@pytest.mark.django_db
def test_looking_counts_nothing_and_says_what_is_left() -> None:
    with time.at(START):
        assert (peek("few", "a", limit=3, per=MINUTE).room, peek("few", "a", limit=3, per=MINUTE).used) == (3, 0)
        assert not RateCount.objects.exists()
        passes(FEW, "a", 2)
        assert peek("few", "a", limit=3, per=MINUTE).used == 2


@pytest.mark.django_db
def test_what_is_given_back_may_be_used_again() -> None:
    with time.at(START):
        assert passes(FEW, "a", 3) == 3
        FEW.give_back("a")
        assert passes(FEW, "a", 3) == 1
        for _n in range(9):
            give_back("few", "a", per=MINUTE)
        assert RateCount.objects.get().count == 0
        give_back("few", "nobody", per=MINUTE)
        assert RateCount.objects.count() == 1


@pytest.mark.django_db
def test_the_source_is_not_to_be_read_from_the_rows() -> None:
    hit("few", "192.0.2.7", limit=3, per=MINUTE)
    hit("other", "192.0.2.7", limit=3, per=MINUTE)
    kept = list(RateCount.objects.values_list("source", flat=True))
    assert len(set(kept)) == 2
    assert all(len(one) == 64 and "192" not in one.split() for one in kept)


@pytest.mark.django_db
@pytest.mark.parametrize("per", [dt.timedelta(), dt.timedelta(days=2), -MINUTE])
def test_a_window_nobody_sweeps_rightly_is_refused(per: dt.timedelta) -> None:
    with pytest.raises(ValueError, match="a second to a day"):
        hit("few", "a", limit=3, per=per)


@pytest.mark.django_db
def test_old_counts_are_swept_and_young_ones_stay() -> None:
    with time.at(START):
        FEW.hit("a")
    with time.at(START + dt.timedelta(days=2)):
        FEW.hit("b")
        assert forget_counts() == 0
    with time.at(START + dt.timedelta(days=2, seconds=1)):
        assert forget_counts() == 1
    assert RateCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_hundred_of_two_hundred_pass_when_eight_try_at_once() -> None:
    with time.at(START):
        outcomes = at_once([lambda: hit("crowd", "a", limit=100, per=dt.timedelta(days=1))] * 8, rounds=25)
    flat = [one for row in outcomes for one in row]
    assert flat.count(None) == 100
    assert {type(one) for one in flat if one is not None} == {TooMany}
    assert RateCount.objects.get().count == 100


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_stands_when_the_rest_fails() -> None:
    FEW.hit("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        RateCount.objects.create(scope="x", source="x", window=START)
        RateCount.objects.create(scope="x", source="x", window=START)
    assert RateCount.objects.get().scope == "few"


@pytest.mark.django_db(transaction=True)
def test_counting_inside_a_transaction_is_a_mistake() -> None:
    """A rollback would give the try back to whoever made it fail."""
    with transaction.atomic(), pytest.raises(RuntimeError):
        FEW.hit("a")
    assert not RateCount.objects.exists()


@given(limit=st.integers(1, 50), used=st.integers(0, 50), before=st.integers(0, 50), per=st.integers(1, 86400),
       gone=st.floats(0, 0.999))  # fmt: skip
def test_after_the_wait_a_try_passes_and_a_second_earlier_none(
    limit: int, used: int, before: int, per: int, gone: float
) -> None:
    window = dt.timedelta(seconds=per)

    def after(seconds: int) -> Pressure:
        """The same limit later, if nobody tries meanwhile."""
        moment = gone * window + dt.timedelta(seconds=seconds)
        if moment < window:
            return Pressure(limit, window, min(used, limit), min(before, limit), moment)
        return Pressure(limit, window, 0, min(used, limit) if moment < 2 * window else 0, moment % window)

    now = after(0)
    if now.full:
        assert 1 <= now.wait <= 2 * per + 1
        assert not after(now.wait).full
        assert after(now.wait - 1).full


def test_the_door_of_the_database_is_the_only_one() -> None:
    """The statement names the table; a renamed one must not go unnoticed until the first visitor."""
    assert RateCount._meta.db_table in limits.TAKE
