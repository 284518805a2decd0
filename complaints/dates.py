"""The dates of a case as a calendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from complaints.ahead import ACCEPT, ANSWER, ASSIGN, MEDIATE, last_day
from complaints.models import Complaint
from core import clocks
from core.links import absolute
from core.models import Clock

WAITED_FOR = (ASSIGN, ACCEPT, ANSWER, MEDIATE)
DAY = dt.timedelta(days=1)


def calendar_of(case: Complaint) -> bytes:
    """A whole-day event on the last day of each clock the parties wait for; empty when none runs. One query."""
    running = [clock for clock in clocks.running(case.stream) if clock.code in WAITED_FOR]
    if not running:
        return b""
    calendar = Calendar()
    calendar.add("prodid", "-//zhiqiao//complaints//ZH")
    calendar.add("version", "2.0")
    for clock in running:
        calendar.add_component(_event(case, clock))
    return bytes(calendar.to_ical())


def _event(case: Complaint, clock: Clock) -> Event:
    """The clock's name and the case's number, by which only who may open the case finds anything."""
    day = last_day(clock)
    event = Event()
    event.add("uid", f"{case.number}-{clock.code}@zhiqiao")
    event.add("dtstamp", clock.starts_at.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + DAY)
    event.add("summary", _("投诉进度：{name}的最后一天").format(name=clock.rule.label))
    event.add("description", _("投诉编号 {number}").format(number=case.number))
    event.add("url", absolute(reverse("case", args=[case.number])))
    event.add("transp", "TRANSPARENT")
    return event
