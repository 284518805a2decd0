"""More time for a clock the association set itself: once, at most by half, never for a limit of the law."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core.calendar import calendar_for
from core.errors import Reason, Refused
from core.lengths import due_at, is_estimate
from core.models.clocks import LAST_SECOND, Clock, ClockRule, Unit
from core.time import local_date

VARIANT = "extension"


def extend(clock: Clock, units: int, *, reason: str, at: dt.datetime) -> Clock:
    """Add `units` (in the clock's own unit) to a running clock and return it with its new end.

    Raises Refused for a clock that is no policy (C-MEDI never: the law gives no extension, an appraisal is left out
    of it instead), was extended before, has ended by `at`, for more than half its length, or without a reason. Who
    may do it, the entry with the reason and the notice to both parties are the caller's.
    """
    _refuse_without_reason(reason)
    _refuse_ended(clock, at)
    _refuse_length(clock, units, at)
    clock.extended_by = units
    last = local_date(max(clock.due_at, at)) + dt.timedelta(days=2 * units + 30)
    calendar = calendar_for(clock.region, local_date(clock.starts_at), last)
    clock.due_at = max(clock.due_at, due_at(clock, calendar))
    clock.estimated = is_estimate(clock, calendar)
    unextended = Clock.objects.running().filter(pk=clock.pk, extended_by=0)
    if not unextended.update(extended_by=units, due_at=clock.due_at, estimated=clock.estimated):
        raise _no("extension-once", _("这个期限已经延长过或已结束"))
    return clock


def most(clock: Clock, at: dt.datetime) -> int:
    """By how much the clock may be extended: half its length, or what its extension rule says; 0 when never."""
    if clock.rule.binding != ClockRule.Binding.POLICY or clock.rule.unit == Unit.GIVEN:
        return 0
    day = local_date(at)
    own = ClockRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), code=clock.code, variant=VARIANT, valid_from__lte=day
    )
    own_days = own.order_by("-valid_from").values_list("days", flat=True).first()
    return clock.rule.days // 2 if own_days is None else own_days


def _no(rule: str, words: StrOrPromise) -> Refused:
    return Refused(Reason(rule, words))


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise _no("extension-reason", _("请写明延长期限的理由"))


def _refuse_ended(clock: Clock, at: dt.datetime) -> None:
    if clock.extended_by:
        raise _no("extension-once", _("这个期限已经延长过，不能再次延长"))
    standing = clock.paused_at is not None
    if clock.met_at or clock.breached_at or (not standing and at >= clock.due_at + LAST_SECOND):
        raise _no("extension-ended", _("这个期限已经结束，不能延长"))


def _refuse_length(clock: Clock, units: int, at: dt.datetime) -> None:
    longest = most(clock, at)
    if not longest:
        raise _no("extension-law", _("「{name}」不能延长").format(name=clock.rule.label))
    if not 0 < units <= longest:
        words = _("「{name}」最多延长 {most} {unit}")
        unit = Unit(clock.rule.unit).label
        raise _no("extension-too-long", words.format(name=clock.rule.label, most=longest, unit=unit))
