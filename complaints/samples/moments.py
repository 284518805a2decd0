"""When each sample was filed: after what it tells, at a plausible hour, together with others of its batch or shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from complaints.aids.extract import suggestions
from complaints.codes import SELF_CHANNELS
from complaints.samples.days import last_named
from complaints.samples.invent import chance
from complaints.samples.rows import Row
from core import time
from core.calendar import Calendar, calendar_for
from core.models import ClockRule

DAY = dt.timedelta(days=1)
YEAR = 364  # days over which samples that name no day are spread
SOON = 15  # days after the last day named
TOGETHER = 50  # days in which a batch or a shop is complained about
OPEN_HOURS = (9, 10, 11, 15, 16)
WAKING_HOURS = (8, 10, 12, 13, 19, 20, 21)
TIES = ("batch_no", "respondent_name")


@dataclass(frozen=True, slots=True)
class Told:
    """A sample with the last day it names, what ties it to others, and its own source of chance."""

    row: Row
    last: dt.date | None
    ties: frozenset[tuple[str, str]]
    random: Random

    @property
    def at_office(self) -> bool:
        """Whether a clerk writes it down, on a workday."""
        return self.row.channel not in SELF_CHANNELS


@dataclass(frozen=True, slots=True)
class Planner:
    """Days and hours up to the moment `end`, none later."""

    end: dt.datetime
    seed: int
    opening: dt.date
    calendar: Calendar

    @classmethod
    def until(cls, end: dt.datetime, seed: int) -> Planner:
        """With the day from which there are deadlines for a filed complaint, and the holidays; two queries."""
        first = opening()
        return cls(end, seed, first, calendar_for("450000", first, time.local_date(end)))

    def moments(self, rows: Sequence[Row]) -> dict[str, dt.datetime]:
        """The moment of each sample, by its digest. The same rows, seed and end give the same moments."""
        told = [self._told(row) for row in rows]
        days = {one.row.digest: self._alone(one) for one in told}
        for group in groups(told):
            days |= self._together(group, days)
        return {one.row.digest: self.moment(one.row, days[one.row.digest]) for one in told}

    def _told(self, row: Row) -> Told:
        today = time.local_date(self.end)
        found = {(one.field, one.value) for one in suggestions(row.narrative, today) if one.field in TIES}
        last = last_named(f"{row.title}。{row.narrative}", today)
        return Told(row, last, frozenset(found), chance(self.seed, row.digest, "day"))

    def _alone(self, one: Told) -> dt.date:
        """Soon after the last day named; without one, some day of the last twelve months."""
        latest = time.local_date(self.end) - DAY
        if one.last is None:
            first, last = max(latest - YEAR * DAY, self.opening), latest
        else:
            first = max(one.last + DAY, self.opening)
            last = first + (SOON - 1) * DAY
        return self._some_day(one, first, min(last, latest))

    def _together(self, group: Sequence[Told], days: Mapping[str, dt.date]) -> dict[str, dt.date]:
        """All within `TOGETHER` days that end with the latest one bound to a day. People also wait before they write:
        an early one moves later, never before what it tells."""
        bound = [days[one.row.digest] for one in group if one.last is not None]
        last = max(bound or [days[group[0].row.digest]])
        first = max(last - TOGETHER * DAY, self.opening)
        return {
            one.row.digest: self._some_day(one, max(first, (one.last or first) + DAY), last)
            for one in group
            if one.last is None or days[one.row.digest] < first
        }

    def _some_day(self, one: Told, first: dt.date, last: dt.date) -> dt.date:
        """A day of these, a workday for a clerk if there is one; the first where there is no room."""
        days = [first + n * DAY for n in range((last - first).days + 1)] or [first]
        fitting = [day for day in days if self.calendar.is_workday(day)] if one.at_office else days
        return one.random.choice(fitting or days)

    def moment(self, row: Row, day: dt.date) -> dt.datetime:
        """An hour of that day; nothing is filed in the future."""
        random = chance(self.seed, row.digest, "hour")
        hours = OPEN_HOURS if row.channel not in SELF_CHANNELS else WAKING_HOURS
        clock = dt.time(random.choice(hours), random.randint(0, 59), random.randint(0, 59))
        found = dt.datetime.combine(day, clock, time.SHANGHAI)
        return found if found < self.end else self.end - dt.timedelta(minutes=random.randint(1, 30))

    def workday_ago(self, n: int) -> dt.date:
        """The last day, or the n-th workday before it."""
        day = time.local_date(self.end)
        while n:
            day -= DAY
            n -= self.calendar.is_workday(day)
        return day


def opening() -> dt.date:
    """The first day for which there is a rule how long the decision on acceptance may take; one query."""
    return ClockRule.objects.filter(code="C-ACCEPT").order_by("valid_from").values_list("valid_from", flat=True)[0]


def groups(told: Sequence[Told]) -> Iterator[list[Told]]:
    """Samples tied to each other, directly or through a third, where there are several; in the order of the file."""
    above: dict[object, object] = {}

    def root(one: object) -> object:
        while one in above:
            one = above[one]
        return one

    for one in told:
        for tie in one.ties:
            here, there = root(one.row.digest), root(tie)
            if here != there:
                above[here] = there
    found: dict[object, list[Told]] = {}
    for one in told:
        found.setdefault(root(one.row.digest), []).append(one)
    return (group for group in found.values() if len(group) > 1)
