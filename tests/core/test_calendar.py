"""Working days: the official year 2026 in Guangxi, the worked examples of the law, and what must always hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import Calendar, calendar_for, known_years, levels
from core.models import Holiday

DAY = dt.timedelta(days=1)
PLAIN = Calendar(frozenset(), frozenset(), frozenset({2026}))

days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
lengths = st.integers(0, 60)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    rest = draw(st.frozensets(days, max_size=40))
    work = draw(st.frozensets(days, max_size=10)) - rest
    return Calendar(rest, work, frozenset({2026}), draw(st.booleans()))


def on(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


@pytest.fixture
def guangxi(db: None) -> Calendar:
    return calendar_for("450103", on(1, 1), on(12, 31))


@pytest.fixture
def nation(db: None) -> Calendar:
    return calendar_for("110000", on(1, 1), on(12, 31))


def test_workdays_of_each_month_of_2026_in_guangxi(guangxi: Calendar) -> None:
    year = [on(1, 1) + i * DAY for i in range(365)]
    counted = [sum(guangxi.is_workday(day) for day in year if day.month == month) for month in range(1, 13)]
    assert counted == [21, 16, 22, 19, 19, 21, 23, 21, 22, 18, 21, 23]


@pytest.mark.parametrize(
    ("example", "start", "n", "due"),
    [
        (1, on(2, 13), 7, on(3, 2)),
        (2, on(4, 15), 7, on(4, 28)),
        (3, on(4, 28), 10, on(5, 14)),
        (6, on(9, 24), 7, on(10, 12)),
        (11, on(6, 18), 5, on(6, 26)),
    ],
)
def test_worked_examples_in_workdays(guangxi: Calendar, example: int, start: dt.date, n: int, due: dt.date) -> None:
    assert guangxi.due_wd(start, n) == due


@pytest.mark.parametrize(
    ("example", "start", "n", "due"),
    [
        (4, on(8, 3), 60, on(10, 8)),
        (5, on(8, 3), 60 + 20, on(10, 22)),
        (7, on(9, 10), 30, on(10, 10)),
        (8, on(9, 1), 30, on(10, 8)),
        (9, on(4, 21), 60, on(6, 22)),
    ],
)
def test_worked_examples_in_natural_days(guangxi: Calendar, example: int, start: dt.date, n: int, due: dt.date) -> None:
    assert guangxi.due_nd(start, n) == due


def test_worked_example_10_gives_back_the_workdays_of_the_pause(guangxi: Calendar) -> None:
    filed, asked, answered = on(11, 20), on(11, 24), on(11, 27)
    assert guangxi.workdays_between(filed, asked) == 2
    assert guangxi.workdays_between(asked, answered) == 3
    assert guangxi.due_wd(filed, 7) == on(12, 1)
    assert guangxi.due_wd(filed, 7 + 3) == on(12, 4)


def test_the_nation_alone_would_end_example_2_too_early(nation: Calendar) -> None:
    assert nation.due_wd(on(4, 15), 7) == on(4, 24)


def test_the_first_day_does_not_count_even_when_it_is_a_rest_day(guangxi: Calendar) -> None:
    saturday = on(11, 21)
    assert not guangxi.is_workday(saturday)
    assert guangxi.due_wd(saturday, 1) == on(11, 23)
    assert guangxi.due_wd(on(11, 23), 1) == on(11, 24)


def test_a_weekend_end_rolls_only_where_the_setting_says_so(db: None, settings: LazySettings) -> None:
    saturday, holiday = on(11, 21), on(10, 2)
    settings.ROLL_WEEKEND = False
    strict = calendar_for("450000", on(1, 1), on(12, 31))
    assert strict.due_nd(saturday - 10 * DAY, 10) == saturday
    assert strict.due_nd(holiday - 10 * DAY, 10) == on(10, 8)
    settings.ROLL_WEEKEND = True
    assert calendar_for("450000", on(1, 1), on(12, 31)).due_nd(saturday - 10 * DAY, 10) == on(11, 23)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (on(1, 30), 1, on(3, 2)),  # no Feb 30, and Feb 28 is a Saturday
        (on(3, 31), 3, on(6, 30)),
        (on(8, 31), 6, dt.date(2027, 3, 1)),  # Feb 28, 2027 is a Sunday
        (on(12, 10), 1, dt.date(2027, 1, 11)),  # Jan 10 is a Sunday
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start: dt.date, n: int, due: dt.date) -> None:
    assert PLAIN.due_months(start, n) == due


def test_days_are_added_to_months_before_the_end_rolls() -> None:
    assert PLAIN.due_months(on(1, 31), 1, 1) == on(3, 2)  # Feb 28 is a Saturday, Mar 1 a Sunday
    assert PLAIN.due_months(on(3, 31), 3, 2) == on(7, 2)


def test_a_negative_period_is_refused() -> None:
    for count in (PLAIN.due_wd, PLAIN.due_nd, PLAIN.due_months):
        with pytest.raises(ValueError, match="negative"):
            count(on(1, 5), -1)


def test_a_year_without_rows_gives_an_estimate(guangxi: Calendar) -> None:
    assert not guangxi.is_estimate(on(12, 31))
    assert guangxi.is_estimate(on(12, 31), dt.date(2027, 1, 4))


def test_a_region_with_its_own_holiday_waits_for_its_own_notice(db: None) -> None:
    Holiday.objects.create(date=dt.date(2027, 1, 1), kind="rest", name="元旦", name_en="New Year's Day", source="x")
    since, until = dt.date(2027, 1, 4), dt.date(2027, 5, 1)
    assert calendar_for("110000", since, until).known_years == {2026, 2027}
    assert calendar_for("450103", since, until).known_years == {2026}
    Holiday.objects.create(
        date=dt.date(2027, 4, 9), region="450000", kind="rest", name="三月三", name_en="Sanyuesan", source="x"
    )
    assert calendar_for("450103", since, until).known_years == {2026, 2027}
    assert known_years(set()) == frozenset()


def test_a_place_inherits_and_the_nearer_row_holds(db: None, django_assert_num_queries: Any) -> None:
    assert levels("450103") == ["000000", "450000", "450100", "450103"]
    assert levels("450000") == ["000000", "450000"]
    thursday, worked = on(11, 26), on(10, 1)
    for place, day, kind in [("450100", thursday, "rest"), ("450103", thursday, "work"), ("450122", worked, "work")]:
        Holiday.objects.create(date=day, region=place, kind=kind, name="测试", name_en="test", source="x")
    with django_assert_num_queries(1):
        county = calendar_for("450103", on(1, 1), on(12, 31))
    assert county.is_workday(thursday)
    assert not calendar_for("450102", on(1, 1), on(12, 31)).is_workday(thursday)
    assert calendar_for("450122", on(1, 1), on(12, 31)).is_workday(worked)
    assert calendar_for("450200", on(1, 1), on(12, 31)).is_workday(thursday)
    assert not county.is_workday(worked)


@given(calendars(), days, lengths)
def test_workdays_end_on_a_workday_and_count_back(calendar: Calendar, start: dt.date, n: int) -> None:
    due = calendar.due_wd(start, n)
    assert calendar.workdays_between(start, due) == n
    assert n == 0 or calendar.is_workday(due)


@given(calendars(), days, lengths)
def test_natural_days_end_on_the_first_day_that_is_no_rest(calendar: Calendar, start: dt.date, n: int) -> None:
    due = calendar.due_nd(start, n)
    assert due >= start + n * DAY
    assert due not in calendar.rest
    assert calendar.is_workday(due) or not calendar.roll_weekend
    between = [start + i * DAY for i in range(n, (due - start).days)]
    assert all(day in calendar.rest or not calendar.is_workday(day) for day in between)


@given(calendars(), days, lengths, lengths)
def test_more_days_never_end_earlier_and_workdays_add_up(calendar: Calendar, start: dt.date, n: int, more: int) -> None:
    assert calendar.due_wd(start, n + more) == calendar.due_wd(calendar.due_wd(start, n), more)
    assert calendar.due_wd(start, n + more) >= calendar.due_wd(start, n)
    assert calendar.due_nd(start, n + more) >= calendar.due_nd(start, n)


@given(calendars(), days, days, lengths)
def test_a_later_start_never_ends_earlier(calendar: Calendar, one: dt.date, other: dt.date, n: int) -> None:
    first, second = sorted((one, other))
    assert calendar.due_wd(first, n) <= calendar.due_wd(second, n)
    assert calendar.due_nd(first, n) <= calendar.due_nd(second, n)


@given(days, lengths, st.integers(0, 20))
def test_without_holidays_whole_weeks_shift_the_end_by_whole_weeks(start: dt.date, n: int, weeks: int) -> None:
    shift = weeks * 7 * DAY
    assert PLAIN.due_wd(start + shift, n) == PLAIN.due_wd(start, n) + shift
    assert PLAIN.due_nd(start + shift, n) == PLAIN.due_nd(start, n) + shift


@given(calendars(), days, days, days)
def test_workdays_between_is_signed_and_adds_up(calendar: Calendar, a: dt.date, b: dt.date, c: dt.date) -> None:
    assert calendar.workdays_between(a, b) == -calendar.workdays_between(b, a)
    assert calendar.workdays_between(a, b) + calendar.workdays_between(b, c) == calendar.workdays_between(a, c)
