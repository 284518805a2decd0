"""The length of one clock in its own unit: where it ends, what a pause gives back, how much was used."""

from __future__ import annotations

import datetime as dt

from core.calendar import Calendar
from core.models.clocks import Clock, Unit
from core.time import end_of_day, local_date

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def due_at(clock: Clock, calendar: Calendar) -> dt.datetime:
    """The last second in time, counted anew from the start: length, extension and days given back (domain.md §5.2).

    Counting from the start keeps rest days at an earlier end out of it: 60 natural days that end on a holiday and 20
    days of appraisal are 80 days, not 60 days rolled and 20 more.
    """
    if clock.rule.unit == Unit.HOUR:
        return clock.starts_at + (clock.rule.days + clock.extended_by + clock.paused_days) * HOUR
    return end_of_day(due_on(clock, calendar))


def due_on(clock: Clock, calendar: Calendar) -> dt.date:
    """The date on which a clock that counts days ends."""
    start, added = local_date(clock.starts_at), clock.extended_by + clock.paused_days
    match clock.rule.unit:
        case Unit.WORKING_DAY:
            return calendar.due_wd(start, clock.rule.days + added)
        case Unit.MONTH:
            return calendar.due_months(start, clock.rule.days, added)
        case Unit.GIVEN:
            return clock.base_due_on + added * DAY
    return calendar.due_nd(start, clock.rule.days + added)


def given_back(clock: Clock, at: dt.datetime, calendar: Calendar) -> int:
    """What the pause that ends at `at` gives back, in the clock's unit; begun hours count whole."""
    if clock.paused_at is None:
        return 0
    if clock.rule.unit == Unit.HOUR:
        return -((clock.paused_at - at) // HOUR)
    return count(clock, clock.paused_at, at, calendar)


def count(clock: Clock, since: dt.datetime, until: dt.datetime, calendar: Calendar) -> int:
    """Days between two moments in the clock's unit (workdays or natural days), or minutes for a clock of hours."""
    if clock.rule.unit == Unit.HOUR:
        return (until - since) // dt.timedelta(minutes=1)
    first, last = local_date(since), local_date(until)
    if clock.rule.unit == Unit.WORKING_DAY:
        return calendar.workdays_between(first, last)
    return (last - first).days


def is_estimate(clock: Clock, calendar: Calendar) -> bool:
    """Whether the end depends on a year whose rest days are not published (暂估)."""
    if clock.rule.unit in {Unit.HOUR, Unit.GIVEN}:
        return False
    counted = [local_date(clock.starts_at)] if clock.rule.unit == Unit.WORKING_DAY else []
    return calendar.is_estimate(*counted, local_date(clock.due_at))
