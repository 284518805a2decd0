"""What happens after filing, and by when: the dates of the clocks that run, the lengths of those that follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from complaints.models import Complaint
from core import clocks, time
from core.models import Clock, ClockRule
from core.models.clocks import Unit

ASSIGN, ACCEPT, ANSWER, MEDIATE = "C-ASSIGN", "C-ACCEPT", "C-ANSWER", "C-MEDI"


@dataclass(frozen=True, slots=True)
class Ahead:
    """One thing to come. `by` is the last day or, for a limit of hours, the last moment; None where no clock runs."""

    title: StrOrPromise
    words: StrOrPromise
    by: dt.date | dt.datetime | None = None


def ahead(case: Complaint) -> list[Ahead]:
    """What the person who filed waits for, in order: two queries."""
    running = {clock.code: clock for clock in clocks.running(case.stream)}
    rules = clocks.rules_in_force((ANSWER, MEDIATE), time.today())
    return [
        _assigning(case, running.get(ASSIGN)),
        _deciding(running.get(ACCEPT)),
        _answering(rules),
        Ahead(_("谈成了签协议，没谈成告诉您去哪里"), _("没谈成的，可以申请仲裁或者向法院起诉。")),
    ]


def _assigning(case: Complaint, clock: Clock | None) -> Ahead:
    office = str(case.association)
    if clock is None:
        return Ahead(_("已经安排调解员"), _("由{office}办理。").format(office=office))
    if clock.rule.unit == Unit.HOUR:
        hours = length_of(clock.rule)
        words = _("涉及人身安全，{office}在 {hours}内指定一名调解员。").format(office=office, hours=hours)
        return Ahead(_("安排调解员"), words, clock.due_at)
    return Ahead(_("安排调解员"), _("{office}收到后会指定一名调解员。").format(office=office), last_day(clock))


def _deciding(clock: Clock | None) -> Ahead:
    if clock is None:
        return Ahead(_("告诉您是否受理"), _("不受理会写明依据，并告诉您别的办法。"))
    words = _("期限是 {length}。不受理会写明依据，并告诉您别的办法。").format(length=length_of(clock.rule))
    return Ahead(_("告诉您是否受理"), words, last_day(clock))


def _answering(rules: dict[str, ClockRule]) -> Ahead:
    title = _("受理后，商家 {length}内答复").format(length=length_of(rules[ANSWER]))
    words = _("商家和您都同意，就开始调解，{length}内结束。").format(length=length_of(rules[MEDIATE]))
    return Ahead(title, words)


def last_day(clock: Clock) -> dt.date:
    """The day on which the clock ends, in Guangxi."""
    return time.local_date(clock.due_at)


def length_of(rule: ClockRule) -> str:
    """ "7 个工作日", "60 日", "4 小时": the length of a clock inside a sentence."""
    if rule.unit == Unit.WORKING_DAY:
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", rule.days) % {"n": rule.days}
    if rule.unit == Unit.HOUR:
        return ngettext("%(n)d 小时", "%(n)d 小时", rule.days) % {"n": rule.days}
    return ngettext("%(n)d 日", "%(n)d 日", rule.days) % {"n": rule.days}
