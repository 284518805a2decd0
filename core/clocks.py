"""Deadlines: started, paused, resumed and stopped by the steps of a case; when one ends; how much of it is left.

The door calls `turn`, `settle_due` and `breach` inside its transaction, under the lock of the case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Protocol

from django.db import IntegrityError
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.calendar import Calendar, calendar_for
from core.errors import Reason, Refused
from core.extension import extend
from core.lengths import due_at, given_back, is_estimate
from core.models.clocks import Clock, ClockRule, Unit
from core.remaining import Level, Remaining, remaining
from core.time import end_of_day, local_date

__all__ = [
    "ClockRuns",
    "Level",
    "Remaining",
    "RuleMissingError",
    "Turning",
    "breach",
    "due_streams",
    "extend",
    "remaining",
    "rules_in_force",
    "running",
    "settle_due",
    "turn",
    "unmet",
]

NO_DATES: Mapping[str, dt.date] = MappingProxyType({})
NO_VARIANTS: Mapping[str, str] = MappingProxyType({})


class Turning(Protocol):
    """What a step says about clocks: codes such as "C-MEDI"; a start may name its variant, "C-REOPEN/breach"."""

    @property
    def start(self) -> Sequence[str]: ...
    @property
    def pause(self) -> Sequence[str]: ...
    @property
    def resume(self) -> Sequence[str]: ...
    @property
    def stop(self) -> Sequence[str]: ...


class RuleMissingError(LookupError):
    """A step starts a clock for which no rule is in force on that day: a mistake in the rules, not of the person."""


class ClockRuns(Refused):
    """422: the clock runs already and is not one that starts anew."""

    def __init__(self, codes: Iterable[str]) -> None:
        words = _("期限「{codes}」正在计算，不能重复起算").format(codes="、".join(sorted(codes)))
        super().__init__(Reason("clock-runs", words))


@dataclass(frozen=True, slots=True)
class Start:
    """A clock to be started: which rule, for which subject of the case, and the agreed date if it goes by one."""

    code: str
    variant: str = ""
    subject: str = ""
    given: dt.date | None = None

    @property
    def q(self) -> Q:
        return Q(code=self.code, subject=self.subject)


def turn(
    stream: str, step: Turning, *, at: dt.datetime, region: str, binding: bool,
    due: Mapping[str, dt.date] = NO_DATES, variants: Mapping[str, str] = NO_VARIANTS,
) -> None:  # fmt: skip
    """Do to the clocks of `stream` what the step declares, as of `at`: stop, pause, resume, start, in this order.

    `region`: 6 digits, whose holidays count. `binding`: the case is delegated, the law's limits bind and pauses of
    policy are not to be had (a clock that cannot pause goes on). `due`: the dates of clocks that go by an agreed
    one, by code, or by "code#subject" where each subject has its own. `variants`: by code, such as
    {"C-ASSIGN": "safety"}. Raises ClockRuns, Refused (date missing) or RuleMissingError; at most eight statements.
    """
    if step.stop:
        Clock.objects.running().filter(stream=stream, code__in=step.stop).update(met_at=at)
    if step.pause:
        _pause(stream, step.pause, at, binding=binding)
    paused = _paused(stream, step.resume) if step.resume else []
    starts = list(_starts(step.start, due, variants))
    rules = _rules(stream, starts, at) if starts else {}
    fresh = [_fresh(one, rules[one.code, one.variant], stream, at, region, binding=binding) for one in starts]
    if paused or fresh:
        calendar = _calendar([*paused, *fresh], region, at)
        _resume(paused, at, region, calendar)
        _start(fresh, calendar)


def _pause(stream: str, codes: Sequence[str], at: dt.datetime, *, binding: bool) -> None:
    allowed = [ClockRule.Pausable.ALWAYS] if binding else [ClockRule.Pausable.ALWAYS, ClockRule.Pausable.UNBOUND]
    running = Clock.objects.running().filter(stream=stream, code__in=codes, paused_at=None)
    running.filter(rule__pausable__in=allowed).update(paused_at=at)


def _paused(stream: str, codes: Sequence[str]) -> list[Clock]:
    standing = Clock.objects.running().filter(stream=stream, code__in=codes, paused_at__isnull=False)
    return list(standing.select_related("rule"))


def _resume(paused: Sequence[Clock], at: dt.datetime, region: str, calendar: Calendar) -> None:
    """Give back the days of the pause. The day on which the clock stopped was used, the day it goes on is not."""
    for clock in paused:
        clock.paused_days += given_back(clock, at, calendar)
        # Paused on its last day and resumed on a rest day it would be over before it went on.
        floor = clock.due_at if clock.rule.unit == Unit.HOUR else end_of_day(calendar.roll(local_date(at)))
        clock.due_at = max(due_at(clock, calendar), floor)
        clock.estimated = is_estimate(clock, calendar)
        clock.region, clock.paused_at = region, None
    if paused:
        Clock.objects.bulk_update(paused, ["region", "paused_at", "paused_days", "due_at", "estimated"])


def _starts(codes: Sequence[str], due: Mapping[str, dt.date], variants: Mapping[str, str]) -> Iterable[Start]:
    for declared in codes:
        code, _slash, variant = declared.partition("/")
        variant = variant or variants.get(code, "")
        dates: list[tuple[str, dt.date | None]] = [
            (key.partition("#")[2], day) for key, day in due.items() if key.partition("#")[0] == code
        ]
        for subject, given in dates or [("", None)]:
            yield Start(code, variant, subject, given)


def _rules(stream: str, starts: Sequence[Start], at: dt.datetime) -> dict[tuple[str, str], ClockRule]:
    """The rule in force of each start, by code and variant, in one statement that also asks what runs already."""
    day = local_date(at)
    same = Clock.objects.running().filter(reduce(or_, (s.q for s in starts)), stream=stream, code=OuterRef("code"))
    rows = (
        ClockRule.objects.filter(reduce(or_, (Q(code=s.code, variant=s.variant) for s in starts)))
        .filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        .order_by("valid_from")
        .annotate(runs=Exists(same))
    )
    rules: dict[tuple[str, str], ClockRule] = {(rule.code, rule.variant): rule for rule in rows}
    runs = {(rule.code, rule.variant) for rule in rows if rule.runs}
    _refuse_running(code for code, variant in runs if not rules[code, variant].restarts)
    if missing := sorted({(s.code, s.variant) for s in starts} - rules.keys()):
        raise RuleMissingError(f"no clock rule in force on {day} for {missing}")
    again = [s.q for s in starts if (s.code, s.variant) in runs]
    if again:
        Clock.objects.running().filter(reduce(or_, again), stream=stream).delete()
    return rules


def _refuse_running(codes: Iterable[str]) -> None:
    if running := set(codes):
        raise ClockRuns(running)


def _fresh(start: Start, rule: ClockRule, stream: str, at: dt.datetime, region: str, *, binding: bool) -> Clock:
    """The new row, its end not yet counted."""
    if rule.unit == Unit.GIVEN and start.given is None:
        raise Refused(Reason("clock-date", _("请写明「{name}」的日期").format(name=rule.label)))
    binds = rule.binding == ClockRule.Binding.LAW or (binding and rule.binding == ClockRule.Binding.DELEGATED)
    return Clock(
        stream=stream, code=start.code, subject=start.subject, rule=rule, region=region, binds=binds,
        starts_at=at, base_due_on=start.given or local_date(at), due_at=at,
    )  # fmt: skip


def _start(fresh: Sequence[Clock], calendar: Calendar) -> None:
    for clock in fresh:
        clock.due_at = due_at(clock, calendar)
        clock.base_due_on = local_date(clock.due_at)
        clock.estimated = is_estimate(clock, calendar)
    try:
        Clock.objects.bulk_create(fresh)
    except IntegrityError as error:
        # Only a start that did not hold the lock of its case gets here; a caller must not take it for a repeated key.
        raise ClockRuns(clock.code for clock in fresh) from error


def _calendar(clocks: Sequence[Clock], region: str, at: dt.datetime) -> Calendar:
    """One calendar wide enough for all: twice the length and a month holds any length in workdays."""
    since = min(local_date(clock.starts_at) for clock in clocks)
    longest = max(clock.rule.days * (31 if clock.rule.unit == Unit.MONTH else 2) for clock in clocks)
    back = 2 * max(clock.paused_days + clock.extended_by for clock in clocks)
    last = max(local_date(at), *(clock.base_due_on for clock in clocks))
    return calendar_for(region, since, last + dt.timedelta(days=longest + back + 30))


def settle_due(stream: str, now: dt.datetime) -> list[Clock]:
    """The clocks of `stream` that ended unmet before `now`, oldest first. One SELECT, locks nothing.

    A day clock's last second, 23:59:59, is in time to its end.
    """
    return list(Clock.objects.due(now).filter(stream=stream).select_related("rule").order_by("due_at", "pk"))


def breach(clock: Clock) -> bool:
    """Record that the clock ended unmet, as of its due time; False if it ended or moved meanwhile."""
    running = Clock.objects.running().filter(pk=clock.pk, due_at=clock.due_at, paused_at=None)
    if not running.update(breached_at=clock.due_at):
        return False
    clock.breached_at = clock.due_at
    return True


def running(stream: str) -> list[Clock]:
    """The clocks of `stream` that have not ended, paused ones too, soonest first. One SELECT."""
    return list(Clock.objects.running().filter(stream=stream).select_related("rule").order_by("due_at", "pk"))


def rules_in_force(codes: Sequence[str], on: dt.date) -> dict[str, ClockRule]:
    """The plain rule (no variant) of each of these clocks on a day, by code. One SELECT."""
    term = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = ClockRule.objects.filter(term, code__in=codes, variant="", valid_from__lte=on).order_by("valid_from")
    return {rule.code: rule for rule in rows}


def unmet(streams: Sequence[str]) -> QuerySet[Clock]:
    """Clocks that run, and those that ended unmet: a deadline that was missed must not vanish from a list."""
    return Clock.objects.filter(stream__in=streams, met_at=None).select_related("rule").order_by("starts_at", "pk")


def due_streams(now: dt.datetime, limit: int = 200) -> list[str]:
    """The streams with clocks that ended unmet, longest overdue first; at most `limit`. One SELECT."""
    rows = Clock.objects.due(now).values("stream").annotate(first=Min("due_at")).order_by("first", "stream")
    return [row["stream"] for row in rows[:limit]]
