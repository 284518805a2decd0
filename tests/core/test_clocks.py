"""Clocks: what a step does to them, when one ends, and how much of it is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import clocks, tasks, time
from core.calendar import Calendar, calendar_for
from core.clocks import ClockRuns, Level, RuleMissingError
from core.errors import DoorError, NotFound, Refused
from core.lengths import due_at, given_back
from core.models import Clock, ClockRule, Holiday
from core.models.clocks import Unit

pytestmark = pytest.mark.django_db

CASE = "case:7"
COUNTY = "450103"
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Turn:
    start: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()


def moment(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=time.SHANGHAI)


def turn(at: dt.datetime, *, binding: bool = False, region: str = COUNTY, stream: str = CASE, **what: Any) -> None:
    due, variants = what.pop("due", {}), what.pop("variants", {})
    clocks.turn(stream, Turn(**what), at=at, region=region, binding=binding, due=due, variants=variants)


def clock(code: str, stream: str = CASE, **more: Any) -> Clock:
    return Clock.objects.select_related("rule").get(stream=stream, code=code, met_at=None, breached_at=None, **more)


def due_on(code: str) -> dt.date:
    return time.local_date(clock(code).due_at)


def guangxi() -> Calendar:
    return calendar_for(COUNTY, dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("example", "code", "start", "due"),
    [
        (1, "C-ACCEPT", moment(2, 13), dt.date(2026, 3, 2)),
        (2, "C-ACCEPT", moment(4, 15), dt.date(2026, 4, 28)),
        (3, "C-NEGO", moment(4, 28), dt.date(2026, 5, 14)),
        (4, "C-MEDI", moment(8, 3), dt.date(2026, 10, 8)),
        (6, "C-NOTICE", moment(9, 24), dt.date(2026, 10, 12)),
        (7, "C-CONF", moment(9, 10), dt.date(2026, 10, 10)),
        (8, "C-CONF", moment(9, 1), dt.date(2026, 10, 8)),
        (9, "C-MEDI", moment(4, 21), dt.date(2026, 6, 22)),
        (11, "C-SUPP", moment(6, 18), dt.date(2026, 6, 26)),
    ],
)
def test_worked_examples_as_clocks(example: int, code: str, start: dt.datetime, due: dt.date) -> None:
    turn(start, start=(code,))
    started = clock(code)
    assert (started.due_at, started.base_due_on) == (time.end_of_day(due), due)
    assert not started.estimated


def test_example_5_an_appraisal_is_left_out_of_the_60_days() -> None:
    turn(moment(8, 3), start=("C-MEDI",))
    turn(moment(8, 20), pause=("C-MEDI",))
    turn(moment(9, 9), resume=("C-MEDI",))
    medi = clock("C-MEDI")
    assert (medi.paused_days, medi.paused_at, medi.base_due_on) == (20, None, dt.date(2026, 10, 8))
    assert medi.due_at == time.end_of_day(dt.date(2026, 10, 22))


def test_example_10_a_supplement_gives_back_workdays() -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    assert due_on("C-ACCEPT") == dt.date(2026, 12, 1)
    turn(moment(11, 24), pause=("C-ACCEPT",), start=("C-SUPP",))
    assert clock("C-ACCEPT").paused_at == moment(11, 24)
    turn(moment(11, 27), stop=("C-SUPP",), resume=("C-ACCEPT",))
    assert due_on("C-ACCEPT") == dt.date(2026, 12, 4)
    assert Clock.objects.get(code="C-SUPP").met_at == moment(11, 27)


def test_two_pauses_add_up_and_a_pause_within_a_day_gives_nothing() -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    for paused, resumed in [(moment(11, 23), moment(11, 23, 17)), (moment(11, 24), moment(11, 25)),
                            (moment(11, 25, 12), moment(11, 27))]:  # fmt: skip
        turn(paused, pause=("C-ACCEPT",))
        turn(resumed, resume=("C-ACCEPT",))
    assert clock("C-ACCEPT").paused_days == 3
    assert due_on("C-ACCEPT") == dt.date(2026, 12, 4)


def test_a_second_pause_does_not_move_the_first_and_a_resume_without_pause_does_nothing() -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    turn(moment(11, 21), resume=("C-ACCEPT",))
    assert due_on("C-ACCEPT") == dt.date(2026, 12, 1)
    turn(moment(11, 23), pause=("C-ACCEPT",))
    turn(moment(11, 24), pause=("C-ACCEPT",))
    assert clock("C-ACCEPT").paused_at == moment(11, 23)


def test_paused_on_its_last_day_it_is_not_over_before_it_goes_on() -> None:
    turn(moment(11, 19), start=("C-ASSIGN",))
    turn(moment(11, 20), pause=("C-ASSIGN",))
    turn(moment(11, 22), resume=("C-ASSIGN",))
    assert due_on("C-ASSIGN") == dt.date(2026, 11, 23)
    turn(moment(8, 3), start=("C-MEDI",))
    turn(moment(10, 8), pause=("C-MEDI",))
    turn(moment(10, 20), resume=("C-MEDI",))
    assert due_on("C-MEDI") == dt.date(2026, 10, 20)


def test_a_delegated_case_does_not_pause_acceptance_but_does_pause_for_an_appraisal() -> None:
    turn(moment(11, 20), start=("C-ACCEPT", "C-MEDI", "C-ASSIGN"), binding=True)
    turn(moment(11, 24), pause=("C-ACCEPT", "C-MEDI", "C-ASSIGN"), binding=True)
    assert clock("C-ACCEPT").paused_at is None
    assert clock("C-MEDI").paused_at == clock("C-ASSIGN").paused_at == moment(11, 24)
    assert {c.code: c.binds for c in clocks.running(CASE)} == {"C-ACCEPT": True, "C-MEDI": True, "C-ASSIGN": False}
    turn(moment(11, 27), resume=("C-ACCEPT",), binding=True)
    assert due_on("C-ACCEPT") == dt.date(2026, 12, 1)


def test_clocks_that_never_pause_go_on() -> None:
    turn(moment(11, 20), start=("C-ANSWER", "C-CONF"))
    turn(moment(11, 23), pause=("C-ANSWER", "C-CONF"))
    assert [c.paused_at for c in clocks.running(CASE)] == [None, None]
    assert clock("C-CONF").binds
    assert not clock("C-ANSWER").binds


def test_variants_are_named_by_the_step_or_by_the_case() -> None:
    turn(moment(11, 20, 18, 30), start=("C-ASSIGN", "C-REOPEN/breach"), variants={"C-ASSIGN": "safety"})
    assert clock("C-ASSIGN").due_at == moment(11, 20, 22, 30)
    assert due_on("C-REOPEN") == dt.date(2027, 1, 19)
    turn(moment(11, 20), stream="case:8", start=("C-REOPEN",))
    assert time.local_date(clock("C-REOPEN", "case:8").due_at) == dt.date(2026, 12, 21)


def test_a_clock_of_hours_ends_at_the_hour_and_gets_begun_hours_back_whole() -> None:
    turn(moment(11, 20, 18), start=("C-ASSIGN/safety",))
    turn(moment(11, 20, 19), pause=("C-ASSIGN",))
    turn(moment(11, 20, 20, 1), resume=("C-ASSIGN",))
    assert clock("C-ASSIGN").due_at == moment(11, 21, 0)
    assert clocks.settle_due(CASE, moment(11, 21, 0)) == []
    assert [c.code for c in clocks.settle_due(CASE, moment(11, 21, 0) + SECOND)] == ["C-ASSIGN"]


def test_an_agreed_date_is_taken_as_agreed_one_clock_for_each_obligation() -> None:
    sunday, later = dt.date(2026, 11, 29), dt.date(2027, 2, 1)
    turn(moment(11, 20), start=("C-PERF",), due={"C-PERF#ob:1": sunday, "C-PERF#ob:2": later, "C-CONF": later})
    assert clock("C-PERF", subject="ob:1").due_at == time.end_of_day(sunday)
    assert clock("C-PERF", subject="ob:2").due_at == time.end_of_day(later)
    assert not clock("C-PERF", subject="ob:2").estimated
    turn(moment(11, 21), start=("C-PERF",), due={"C-PERF": later})
    turn(moment(11, 23), pause=("C-PERF",))
    turn(moment(11, 26), resume=("C-PERF",))
    assert clock("C-PERF", subject="ob:1").due_at == time.end_of_day(dt.date(2026, 12, 2))


def test_an_agreed_date_that_is_missing_is_asked_for() -> None:
    with pytest.raises(Refused, match="履行") as caught:
        turn(moment(11, 20), start=("C-PERF",))
    assert caught.value.reasons[0].rule == "clock-date"
    assert not Clock.objects.exists()


def test_a_clock_is_counted_by_the_rule_in_force_when_it_started() -> None:
    turn(moment(2, 27), start=("C-SETASIDE", "C-MEDI"))
    old = clock("C-SETASIDE")
    assert (old.rule.days, old.rule.unit, due_on("C-SETASIDE")) == (6, Unit.MONTH, dt.date(2026, 8, 27))
    assert "第46条" in clock("C-MEDI").rule.source
    turn(moment(3, 2), stream="case:8", start=("C-SETASIDE",))
    assert time.local_date(clock("C-SETASIDE", "case:8").due_at) == dt.date(2026, 6, 2)


def test_a_start_without_a_rule_in_force_names_the_mistake() -> None:
    for codes, at in [(("C-NONE",), moment(11, 20)), (("C-PILR",), moment(11, 20)),
                      (("C-MEDI",), moment(1, 1, year=2020)), (("C-ASSIGN/urgent",), moment(11, 20))]:  # fmt: skip
        with pytest.raises(RuleMissingError, match=codes[0].split("/")[0]):
            turn(at, start=codes)


def test_the_assessment_of_city_and_region_differ() -> None:
    turn(moment(11, 20), start=("C-PILR/city",))
    turn(moment(11, 20), stream="pil:1", start=("C-PILR/region",))
    assert due_on("C-PILR") == dt.date(2026, 12, 18)
    region = clock("C-PILR", "pil:1")
    assert (time.local_date(region.due_at), region.estimated) == (dt.date(2027, 1, 1), True)


def test_an_end_in_a_year_without_official_rows_is_an_estimate_until_they_come() -> None:
    turn(moment(11, 20), start=("C-MEDI", "C-ACCEPT"))
    assert (due_on("C-MEDI"), clock("C-MEDI").estimated) == (dt.date(2027, 1, 19), True)
    assert not clock("C-ACCEPT").estimated


def test_starting_what_runs_is_refused_and_changes_nothing() -> None:
    turn(moment(11, 20), start=("C-MEDI",))
    with pytest.raises(ClockRuns, match="C-MEDI") as caught:
        turn(moment(11, 23), start=("C-MEDI", "C-ANSWER"))
    assert isinstance(caught.value, DoorError)
    assert (caught.value.status, caught.value.reasons[0].rule) == (422, "clock-runs")
    assert [c.code for c in clocks.running(CASE)] == ["C-MEDI"]
    turn(moment(11, 23), stream="case:8", start=("C-MEDI",))


def test_a_start_that_loses_a_race_is_no_repeated_key(monkeypatch: pytest.MonkeyPatch) -> None:
    turn(moment(11, 20), start=("C-MEDI",))
    seen, ask = Clock.objects.get(), clocks._rules

    def before_the_other_started(*args: Any) -> Any:
        Clock.objects.filter(pk=seen.pk).update(stream="case:0")
        rules = ask(*args)
        Clock.objects.filter(pk=seen.pk).update(stream=CASE)
        return rules

    monkeypatch.setattr(clocks, "_rules", before_the_other_started)
    with pytest.raises(ClockRuns) as caught, transaction.atomic():
        turn(moment(11, 23), start=("C-MEDI",))
    assert not isinstance(caught.value, IntegrityError)
    assert Clock.objects.filter(code="C-MEDI").count() == 1


def test_a_clock_of_another_subject_is_another_clock() -> None:
    turn(moment(11, 20), start=("C-PERF",), due={"C-PERF#ob:1": dt.date(2026, 12, 1)})
    turn(moment(11, 20), start=("C-PERF",), due={"C-PERF#ob:2": dt.date(2026, 12, 1)})
    with pytest.raises(ClockRuns):
        turn(moment(11, 20), start=("C-PERF",), due={"C-PERF#ob:2": dt.date(2026, 12, 5)})
    assert len(clocks.running(CASE)) == 2


def test_moving_a_case_starts_its_assignment_anew() -> None:
    turn(moment(11, 20), start=("C-ASSIGN", "C-ACCEPT"))
    turn(moment(11, 23), start=("C-ASSIGN",))
    assert due_on("C-ASSIGN") == dt.date(2026, 11, 24)
    assert Clock.objects.filter(code="C-ASSIGN").count() == 1
    assert due_on("C-ACCEPT") == dt.date(2026, 12, 1)


def test_a_clock_stopped_and_started_in_one_step_runs_anew() -> None:
    turn(moment(11, 20), start=("C-MEDI",))
    turn(moment(11, 23), stop=("C-MEDI",), start=("C-MEDI",))
    assert Clock.objects.filter(code="C-MEDI").count() == 2
    assert clock("C-MEDI").starts_at == moment(11, 23)


def test_a_stop_ends_running_and_paused_clocks_of_this_stream_only() -> None:
    for stream in (CASE, "case:77"):
        turn(moment(11, 20), stream=stream, start=("C-ACCEPT", "C-ASSIGN"))
    turn(moment(11, 23), pause=("C-ACCEPT",))
    turn(moment(11, 24), stop=("C-ACCEPT", "C-ASSIGN", "C-MEDI"))
    assert clocks.running(CASE) == []
    assert len(clocks.running("case:77")) == 2
    assert set(Clock.objects.filter(stream=CASE).values_list("met_at", flat=True)) == {moment(11, 24)}


def test_the_last_second_is_in_time_to_its_end() -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    due = clock("C-ACCEPT").due_at
    assert due == moment(12, 1, 23, 59) + 59 * SECOND
    for in_time in (due - HOUR, due, due + dt.timedelta(microseconds=999_999)):
        assert clocks.settle_due(CASE, in_time) == []
    assert [c.code for c in clocks.settle_due(CASE, due + SECOND)] == ["C-ACCEPT"]


def test_due_clocks_come_oldest_first_without_paused_and_ended_ones() -> None:
    turn(moment(11, 20), start=("C-ACCEPT", "C-ASSIGN", "C-SUPP", "C-RESP", "C-REVIEW"))
    turn(moment(11, 20), pause=("C-ASSIGN",), stop=("C-RESP",))
    found = clocks.settle_due(CASE, moment(12, 31))
    assert [c.code for c in found] == ["C-SUPP", "C-ACCEPT", "C-REVIEW"]
    assert clocks.settle_due("case:8", moment(12, 31)) == []


def test_a_breach_counts_from_the_true_end_and_happens_once() -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    (due,) = clocks.settle_due(CASE, moment(12, 20))
    assert clocks.breach(due)
    assert not clocks.breach(due)
    stored = Clock.objects.get(pk=due.pk)
    assert stored.breached_at == due.breached_at == due.due_at
    assert clocks.running(CASE) == []
    turn(moment(12, 21), stop=("C-ACCEPT",), resume=("C-ACCEPT",))
    assert Clock.objects.get(pk=due.pk).met_at is None


@pytest.mark.parametrize("meanwhile", [{"stop": ("C-ACCEPT",)}, {"pause": ("C-ACCEPT",)}])
def test_a_clock_that_was_stopped_or_paused_meanwhile_is_not_breached(meanwhile: dict[str, Any]) -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    (due,) = clocks.settle_due(CASE, moment(12, 20))
    turn(moment(12, 1), **meanwhile)
    assert not clocks.breach(due)
    assert Clock.objects.get(pk=due.pk).breached_at is None


def test_running_lists_paused_clocks_too_soonest_first() -> None:
    turn(moment(11, 20), start=("C-MEDI", "C-ACCEPT"))
    turn(moment(11, 20), pause=("C-MEDI",))
    assert [c.code for c in clocks.running(CASE)] == ["C-ACCEPT", "C-MEDI"]


def test_a_turn_costs_the_same_for_one_clock_and_for_five(django_assert_num_queries: Any) -> None:
    five = ("C-ACCEPT", "C-ASSIGN", "C-MEDI", "C-ARCHIVE", "C-PERF")
    due = {f"C-PERF#ob:{i}": dt.date(2026, 12, 1) for i in range(5)}
    for stream, codes in [("case:1", ("C-ACCEPT",)), ("case:5", five)]:
        with django_assert_num_queries(3):  # rules, holidays, INSERT
            turn(moment(11, 20), stream=stream, start=codes, due=due)
        with django_assert_num_queries(1):
            turn(moment(11, 23), stream=stream, pause=codes)
        with django_assert_num_queries(3):  # SELECT, holidays, UPDATE
            turn(moment(11, 25), stream=stream, resume=codes)
        with django_assert_num_queries(1):
            turn(moment(11, 26), stream=stream, stop=codes)
        with django_assert_num_queries(1):
            turn(moment(11, 27), stream=stream, resume=codes)
    with django_assert_num_queries(0):
        turn(moment(11, 27))


def test_a_full_turn_and_the_readings_are_bounded(django_assert_num_queries: Any) -> None:
    turn(moment(11, 20), start=("C-ACCEPT", "C-ASSIGN", "C-MEDI", "C-NEGO"))
    turn(moment(11, 20), pause=("C-MEDI",))
    with django_assert_num_queries(8):  # stop, pause, SELECT, rules, restart, holidays, UPDATE, INSERT
        turn(moment(11, 23), stop=("C-NEGO",), pause=("C-ACCEPT",), resume=("C-MEDI",), start=("C-ASSIGN", "C-RESP"))
    with django_assert_num_queries(1):
        assert [c.rule.name for c in clocks.running(CASE)]
    with django_assert_num_queries(1):
        due = clocks.settle_due(CASE, moment(12, 31))
    with django_assert_num_queries(1):
        clocks.breach(due[0])


@given(
    st.sampled_from([Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.MONTH, Unit.GIVEN, Unit.HOUR]),
    st.integers(1, 40),
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31)),
    st.timedeltas(dt.timedelta(0), dt.timedelta(days=50)),
    st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), max_size=30),
)
def test_a_pause_never_shortens(
    unit: Unit, length: int, start: dt.datetime, pause: dt.timedelta, rest: frozenset[dt.date]
) -> None:
    start = start.replace(tzinfo=time.SHANGHAI)
    calendar = Calendar(rest, frozenset(), frozenset({2026}))
    one = Clock(rule=ClockRule(days=length, unit=unit), starts_at=start, base_due_on=start.date(), paused_at=start)
    before = due_at(one, calendar)
    one.paused_days = given_back(one, start + pause, calendar)
    assert one.paused_days >= 0
    assert due_at(one, calendar) >= before


@pytest.mark.parametrize(
    ("now", "days", "percent", "level"),
    [
        (moment(11, 20), 7, 0, Level.CALM),
        (moment(11, 26), 3, 57, Level.CALM),
        (moment(11, 27), 2, 71, Level.YELLOW),
        (moment(11, 30), 1, 85, Level.YELLOW),
        (moment(12, 1), 0, 100, Level.ORANGE),
        (moment(12, 2, 0, 0), -1, 100, Level.RED),
        (moment(12, 4), -3, 100, Level.RED),
    ],
)
def test_what_is_left_climbs_the_ladder(now: dt.datetime, days: int, percent: int, level: Level) -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    left = clocks.remaining(clock("C-ACCEPT"), now, guangxi())
    assert (left.days, left.percent, left.level) == (days, percent, level)
    assert (left.due_on, left.estimated, left.paused) == (dt.date(2026, 12, 1), False, False)


def test_a_paused_clock_stands_and_an_ended_one_stays_as_it_ended() -> None:
    turn(moment(11, 20), start=("C-ACCEPT",))
    turn(moment(11, 24), pause=("C-ACCEPT",))
    left = clocks.remaining(clock("C-ACCEPT"), moment(12, 31), guangxi())
    assert (left.days, left.percent, left.level, left.paused) == (5, 28, Level.CALM, True)
    turn(moment(11, 27), resume=("C-ACCEPT",))
    left = clocks.remaining(clock("C-ACCEPT"), moment(11, 27), guangxi())
    assert (left.days, left.percent, left.paused) == (5, 28, False)
    turn(moment(11, 30), stop=("C-ACCEPT",))
    met = Clock.objects.select_related("rule").get(code="C-ACCEPT")
    assert clocks.remaining(met, moment(12, 31), guangxi()).level == Level.CALM


def test_natural_days_and_hours_are_measured_in_their_own_unit() -> None:
    turn(moment(7, 2), start=("C-MEDI", "C-ASSIGN/safety"))
    assert clocks.remaining(clock("C-MEDI"), moment(8, 1), guangxi()).percent == 50
    assert clocks.remaining(clock("C-ASSIGN"), moment(7, 2, 13), guangxi()).level == Level.YELLOW
    assert clocks.remaining(clock("C-ASSIGN"), moment(7, 2, 14, 1), guangxi()).level == Level.RED


def test_an_agreed_date_of_today_is_all_used() -> None:
    turn(moment(11, 20), start=("C-PERF",), due={"C-PERF": dt.date(2026, 11, 20)})
    left = clocks.remaining(clock("C-PERF"), moment(11, 20), guangxi())
    assert (left.days, left.percent, left.level) == (0, 100, Level.ORANGE)


def test_a_policy_clock_is_extended_once_by_at_most_half() -> None:
    turn(moment(11, 20), start=("C-REVIEW",))
    review = clocks.extend(clock("C-REVIEW"), 5, reason="节日期间材料未到", at=moment(11, 23))
    assert (review.extended_by, time.local_date(review.due_at)) == (5, dt.date(2026, 12, 11))
    assert Clock.objects.get(code="C-REVIEW").due_at == review.due_at
    assert review.base_due_on == dt.date(2026, 12, 4)
    with pytest.raises(Refused, match="不能再次延长"):
        clocks.extend(clock("C-REVIEW"), 1, reason="再次", at=moment(11, 24))


def test_an_extension_holds_through_a_later_pause() -> None:
    turn(moment(11, 20), start=("C-ARCHIVE",))
    clocks.extend(clock("C-ARCHIVE"), 5, reason="等待材料", at=moment(11, 23))
    turn(moment(11, 24), pause=("C-ARCHIVE",))
    turn(moment(11, 27), resume=("C-ARCHIVE",))
    assert due_on("C-ARCHIVE") == dt.date(2026, 12, 16)


def test_the_supplement_is_extended_by_its_own_rule() -> None:
    turn(moment(11, 20), start=("C-SUPP",))
    clocks.extend(clock("C-SUPP"), 5, reason="消费者出差", at=moment(11, 23))
    assert due_on("C-SUPP") == dt.date(2026, 12, 4)


@pytest.mark.parametrize(
    ("code", "units", "reason", "at", "rule"),
    [
        ("C-MEDI", 10, "案情复杂", moment(11, 23), "extension-law"),
        ("C-ACCEPT", 1, "案情复杂", moment(11, 23), "extension-law"),
        ("C-CONF", 1, "案情复杂", moment(11, 23), "extension-law"),
        ("C-ASSIGN", 1, "人手不足", moment(11, 20), "extension-law"),
        ("C-REVIEW", 6, "案情复杂", moment(11, 23), "extension-too-long"),
        ("C-REVIEW", 0, "案情复杂", moment(11, 23), "extension-too-long"),
        ("C-REVIEW", -3, "案情复杂", moment(11, 23), "extension-too-long"),
        ("C-SUPP", 6, "案情复杂", moment(11, 23), "extension-too-long"),
        ("C-REVIEW", 5, "  ", moment(11, 23), "extension-reason"),
        ("C-REVIEW", 5, "案情复杂", moment(12, 5), "extension-ended"),
    ],
)
def test_an_extension_is_refused(code: str, units: int, reason: str, at: dt.datetime, rule: str) -> None:
    turn(moment(11, 20), start=(code,))
    before = clock(code).due_at
    with pytest.raises(Refused) as caught:
        clocks.extend(clock(code), units, reason=reason, at=at)
    assert [r.rule for r in caught.value.reasons] == [rule]
    assert clock(code).due_at == before


def test_two_extensions_at_once_leave_one() -> None:
    turn(moment(11, 20), start=("C-REVIEW",))
    first, second = clock("C-REVIEW"), clock("C-REVIEW")
    clocks.extend(first, 2, reason="甲", at=moment(11, 23))
    with pytest.raises(Refused):
        clocks.extend(second, 5, reason="乙", at=moment(11, 23))
    assert clock("C-REVIEW").extended_by == 2


def test_the_waker_settles_each_due_stream_and_is_not_stopped_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, start in [(1, moment(11, 18)), (2, moment(11, 16)), (3, moment(11, 17)), (4, moment(11, 27))]:
        turn(start, stream=f"case:{number}", start=("C-ASSIGN", "C-RESP"))
    settled: list[str] = []

    def settle(stream: str) -> None:
        settled.append(stream)
        if stream == "case:2":
            raise NotFound
        if stream == "case:3":
            raise RuntimeError("broken")

    monkeypatch.setattr(tasks, "settle", settle)
    with time.at(moment(11, 27)):
        assert tasks.wake() == 1
    assert settled == ["case:2", "case:3", "case:1"]


def test_the_waker_takes_the_longest_overdue_first_up_to_its_limit(django_assert_num_queries: Any) -> None:
    for number in range(5):
        turn(moment(11, 20 - number), stream=f"case:{number}", start=("C-RESP",))
    with django_assert_num_queries(1):
        assert clocks.due_streams(moment(12, 31), 3) == ["case:4", "case:3", "case:2"]
    assert clocks.due_streams(moment(11, 19), 3) == []


def test_the_sweep_hands_on_how_many_were_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pending.sweep", lambda: 3)
    assert tasks.sweep() == 3


def test_the_beat_wakes_every_task_it_knows() -> None:
    from config.celery import app

    app.loader.import_default_modules()
    woken = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert woken == {
        "accounts.forget_codes", "accounts.forget_unproven", "complaints.forget_drafts", "core.forget_counts",
        "core.sweep", "core.sweep_files", "core.wake",
    }  # fmt: skip
    assert woken <= set(app.tasks)


def test_holidays_of_another_region_do_not_count() -> None:
    Holiday.objects.create(
        date=dt.date(2026, 11, 23), region="450200", kind="rest", name="测试", name_en="test", source="x"
    )
    turn(moment(11, 20), start=("C-ASSIGN",))
    turn(moment(11, 20), stream="case:8", region="450203", start=("C-ASSIGN",))
    assert due_on("C-ASSIGN") == dt.date(2026, 11, 23)
    assert time.local_date(clock("C-ASSIGN", "case:8").due_at) == dt.date(2026, 11, 24)
