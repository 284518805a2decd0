"""Which days count, and where a number of them ends. Pure, except `calendar_for`, which reads the holidays."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from core.models.clocks import Holiday

NATION = "000000"
DAY = dt.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one place (domain.md §5.2).

    `rest` are days off, `work` make-up workdays; every other day is what its weekday says. `known_years` are those
    whose arrangement has been published: a date in another year is an estimate (暂估). `roll_weekend`: whether a
    period of natural days that ends on a weekend ends on the next workday instead (Civil Code 203), or only one that
    ends on a statutory holiday (办法 45).
    """

    rest: frozenset[dt.date]
    work: frozenset[dt.date]
    known_years: frozenset[int]
    roll_weekend: bool = True

    def is_workday(self, day: dt.date) -> bool:
        """Whether offices work on `day`."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.rest)

    def due_wd(self, start: dt.date, n: int) -> dt.date:
        """The n-th workday after `start`; the first day is not counted (办法 45). Raises ValueError below zero."""
        if n < 0:
            raise ValueError("a period cannot be negative")
        day = start
        while n:
            day += DAY
            n -= self.is_workday(day)
        return day

    def due_nd(self, start: dt.date, n: int) -> dt.date:
        """The n-th natural day after `start`, or the first day after the rest it falls in."""
        if n < 0:
            raise ValueError("a period cannot be negative")
        return self.roll(start + n * DAY)

    def due_months(self, start: dt.date, n: int, days: int = 0) -> dt.date:
        """The same day n months on, or the last of a shorter month (Civil Code 202), and `days` natural days more."""
        if n < 0:
            raise ValueError("a period cannot be negative")
        year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
        last = months.monthrange(year, month + 1)[1]
        return self.due_nd(dt.date(year, month + 1, min(start.day, last)), days)

    def roll(self, day: dt.date) -> dt.date:
        """`day`, or the first day after the holiday (or weekend) on which no period ends."""
        while day in self.rest or (self.roll_weekend and not self.is_workday(day)):
            day += DAY
        return day

    def workdays_between(self, after: dt.date, until: dt.date) -> int:
        """Workdays later than `after` up to and with `until`; negative when `until` is the earlier one."""
        if until < after:
            return -self.workdays_between(until, after)
        return sum(self.is_workday(after + i * DAY) for i in range(1, (until - after).days + 1))

    def is_estimate(self, *days: dt.date) -> bool:
        """Whether any of the days falls in a year whose official arrangement is not known."""
        return not self.known_years.issuperset(day.year for day in days)


def calendar_for(region_code: str, since: dt.date, until: dt.date) -> Calendar:
    """The calendar of a place (6 digits) for every year from `since` to `until`, in one query.

    The place inherits the nation's, its region's and its city's rows; where two speak of a day the nearer one holds.
    """
    rows = Holiday.objects.filter(
        region__in=levels(region_code), date__range=(dt.date(since.year - 1, 1, 1), dt.date(until.year, 12, 31))
    ).order_by("region")
    found = list(rows.values_list("date", "region", "kind"))
    kinds = {day: kind for day, _region, kind in found}
    return Calendar(
        rest=frozenset(day for day, kind in kinds.items() if kind == Holiday.Kind.REST),
        work=frozenset(day for day, kind in kinds.items() if kind == Holiday.Kind.WORK),
        known_years=known_years({(day.year, region) for day, region, _kind in found}),
        roll_weekend=settings.ROLL_WEEKEND,
    )


def levels(region_code: str) -> list[str]:
    """The nation, the region, the city and the place itself, widest first: "450103" → 000000 450000 450100 450103."""
    return sorted({NATION, f"{region_code[:2]}0000", f"{region_code[:4]}00", region_code})


def known_years(published: set[tuple[int, str]]) -> frozenset[int]:
    """The years for which the nation has rows, and so has the region if it ever had a holiday of its own.

    The region's notice comes months after the nation's (三月三 of 2026: on March 4); until then a date beyond it is
    still an estimate, though the nation's rows are in.
    """
    needed = {NATION} | {region for _year, region in published if region.endswith("0000")}
    years = {year for year, _region in published}
    return frozenset(year for year in years if all((year, region) in published for region in needed))
