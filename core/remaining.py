"""How much of a clock is left, in the words and colours of the desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.calendar import Calendar
from core.lengths import count
from core.models.clocks import LAST_SECOND, Clock, Unit
from core.time import local_date

YELLOW, ORANGE, ALL = 70, 90, 100


class Level(models.TextChoices):
    """The overdue ladder (domain.md §5.1): who is warned by which colour."""

    CALM = "calm", _("时间充裕")
    YELLOW = "yellow", _("请抓紧")
    ORANGE = "orange", _("即将到期")
    RED = "red", _("已逾期")


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a clock has left.

    `days`: workdays after today up to the last day, 0 on the last day, negative by how many workdays it is over.
    `percent` used, 0 to 100. `paused`: the figures are those of the moment it was paused.
    """

    days: int
    percent: int
    level: Level
    due_on: dt.date
    estimated: bool = False
    paused: bool = False


def remaining(clock: Clock, now: dt.datetime, calendar: Calendar) -> Remaining:
    """How much of the clock is left at `now`; of an ended one, at its end. The rule must be loaded; no statement."""
    moment = clock.met_at or clock.paused_at or now
    due_on, percent = local_date(clock.due_at), percent_used(clock, moment, calendar)
    return Remaining(
        days=calendar.workdays_between(local_date(moment), due_on),
        percent=percent,
        level=level(percent, over=moment >= clock.due_at + LAST_SECOND),
        due_on=due_on,
        estimated=clock.estimated,
        paused=clock.paused_at is not None,
    )


def percent_used(clock: Clock, moment: dt.datetime, calendar: Calendar) -> int:
    """How many of the clock's own units are gone, in per cent of all; pauses count neither here nor there."""
    paused = clock.paused_days * (60 if clock.rule.unit == Unit.HOUR else 1)
    whole = count(clock, clock.starts_at, clock.due_at, calendar) - paused
    used = count(clock, clock.starts_at, moment, calendar) - paused
    return min(max(ALL * used // whole, 0), ALL) if whole > 0 else ALL


def level(percent: int, *, over: bool) -> Level:
    """The step of the ladder: 70 % used is yellow, 90 % orange, over is red."""
    if over:
        return Level.RED
    if percent >= ORANGE:
        return Level.ORANGE
    return Level.YELLOW if percent >= YELLOW else Level.CALM
