"""Numbers are never given twice, read in every spelling, and refused with the reason."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import NumberCounter
from complaints.numbers import allocate, compose, new_query_code, parse_number, same_query_code
from core.errors import Refused

DAY = dt.date(2026, 11, 22)
SEVENTH = compose("450103", DAY, 7)


def test_the_written_form() -> None:
    assert SEVENTH.startswith("GX450103-20261122-0007-")
    assert len(SEVENTH) == 24


@pytest.mark.parametrize(
    "typed",
    [
        SEVENTH,
        SEVENTH.lower(),
        f"  {SEVENTH} ",
        SEVENTH.replace("-", ""),
        SEVENTH.replace("-", " "),
        SEVENTH.replace("-", "—"),
        SEVENTH.removeprefix("GX"),
        "".join(chr(ord(c) + 0xFEE0) for c in SEVENTH),
    ],
)
def test_it_is_read_however_it_was_typed(typed: str) -> None:
    assert parse_number(typed) == SEVENTH


@pytest.mark.parametrize("typed", ["", "GX", "12345", SEVENTH + "1", "GX45010a-20261122-0007-X", "\x00", "号" * 500])
def test_what_is_no_number_is_told_the_shape(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_number(typed)
    assert caught.value.code == "shape"


@given(place=st.integers(0, 17), change=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, change: int) -> None:
    digits = SEVENTH.removeprefix("GX").replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    with pytest.raises(ValidationError) as caught:
        parse_number(wrong)
    assert caught.value.code == "check"


def test_outside_a_transaction_nothing_is_given_out(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        allocate("450103", DAY)


@pytest.mark.django_db
def test_each_county_and_day_counts_for_itself() -> None:
    assert [allocate("450103", DAY)[-6:-2] for _n in range(3)] == ["0001", "0002", "0003"]
    assert allocate("450203", DAY) == compose("450203", DAY, 1)
    assert allocate("450103", DAY + dt.timedelta(days=1))[9:22] == "20261123-0001"


@pytest.mark.django_db
def test_the_ten_thousandth_of_a_day_is_refused() -> None:
    NumberCounter.objects.create(county="450103", day=DAY, last=9999)
    with pytest.raises(Refused):
        allocate("450103", DAY)


def take(_n: int) -> str:
    """One number in a transaction of its own; a lock that cannot be waited for is asked for again.

    (The tests' SQLite lives in memory, where a writer is told "locked" at once; on disk and on PostgreSQL it waits.)
    """
    try:
        for _attempt in range(500):
            try:
                with transaction.atomic():
                    return allocate("450103", DAY)
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
                sleep(0.01)
        raise AssertionError("the lock was never free")
    finally:
        connection.close()


def test_sixteen_at_once_get_sixteen_numbers(transactional_db: None) -> None:
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(take, range(48)))
    assert sorted(numbers) == [compose("450103", DAY, n) for n in range(1, 49)]


def test_a_rollback_never_leads_to_a_duplicate(transactional_db: None) -> None:
    with transaction.atomic():
        allocate("450103", DAY)
        transaction.set_rollback(True)
    with transaction.atomic():
        first = allocate("450103", DAY)
    with transaction.atomic():
        assert allocate("450103", DAY) != first


def test_query_codes_have_no_letters_that_are_mistaken() -> None:
    codes = {new_query_code() for _n in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 for code in codes)
    assert not set("".join(codes)) & set("01OIL")


def test_a_query_code_is_compared_as_a_person_types_it() -> None:
    assert same_query_code(" abcd-2345 ", "ABCD2345")
    assert not same_query_code("ABCD2346", "ABCD2345")
    assert not same_query_code("", "ABCD2345")
