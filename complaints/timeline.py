"""The course of a case as each audience reads it: the ledger's entries with the words they may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from complaints.models import Complaint
from complaints.projections import Audience
from complaints.workflow.states import State
from core.actors import Role
from core.models import LedgerEntry
from core.scrub import scrub
from core.workflow import declarations

SIDES = frozenset({Audience.SELF, Audience.STAFF, Audience.BUSINESS})
CONSUMER_AND_STAFF = frozenset({Audience.SELF, Audience.STAFF})
STAFF_ONLY = frozenset({Audience.STAFF})

# Words of a step and who may read them. What is not named here is read by staff alone; the words of the filing stand
# in the case itself.
READERS: dict[tuple[str, str], frozenset[Audience]] = {
    ("submit", "title"): frozenset(),
    ("submit", "narrative"): frozenset(),
    ("accept", "opinion"): SIDES,
    ("withdraw", "note"): CONSUMER_AND_STAFF,
    ("close", "note"): SIDES,
}
EVIDENCE = frozenset({"add_evidence", "withdraw_evidence"})  # beside the steps, in the talk
ERASED = _("(内容已按当事人要求删除)")


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened, `seq` in its own stream. `role` is under which hat.

    `words` are (field, text) this audience may read.
    """

    seq: int
    at: dt.datetime
    recorded_at: dt.datetime
    kind: str
    label: StrOrPromise
    basis: StrOrPromise
    role: StrOrPromise
    source: StrOrPromise
    target: StrOrPromise
    words: tuple[tuple[StrOrPromise, StrOrPromise], ...]


def entries_of(case: Complaint, *, after: int = 0) -> QuerySet[LedgerEntry]:
    """The steps of a case after a version, oldest first, with their words: two queries."""
    return LedgerEntry.objects.filter(stream=case.stream, seq__gt=after).order_by("seq").prefetch_related("texts")


def course_of(case: Complaint, audience: Audience) -> QuerySet[LedgerEntry]:
    """The steps, and between them the material added for all and taken down again, for who sees that: two queries."""
    seen = Q(stream=case.stream)
    if audience in SIDES:
        seen |= Q(stream=f"{case.stream}:talk", kind__in=EVIDENCE)
    return LedgerEntry.objects.filter(seen).order_by("recorded_at", "pk").prefetch_related("texts")


def timeline(entries: Iterable[LedgerEntry], audience: Audience) -> tuple[TimelineItem, ...]:
    """The entries as `audience` reads them; no query."""
    return tuple(_item(entry, audience) for entry in entries)


def _label(entry: LedgerEntry) -> StrOrPromise:
    """What happened."""
    if entry.kind not in EVIDENCE:
        step = declarations(Complaint).get(entry.kind)
        return step.step.label if step else entry.kind
    if entry.kind == "withdraw_evidence":
        return gettext("撤下了一份材料")
    count = len(entry.data["stored"])
    return ngettext("补充了 %(n)d 份材料", "补充了 %(n)d 份材料", count) % {"n": count}


def _role(entry: LedgerEntry) -> StrOrPromise:
    """Under which hat it was done."""
    return Role(entry.hat.split("@")[0].split("#")[0]).label


def _item(entry: LedgerEntry, audience: Audience) -> TimelineItem:
    step = declarations(Complaint).get(entry.kind)
    return TimelineItem(
        seq=entry.seq,
        at=entry.effective_at,
        recorded_at=entry.recorded_at,
        kind=entry.kind,
        label=_label(entry),
        basis=step.step.basis if step else "",
        role=_role(entry),
        source=_state(entry.source),
        target=_state(entry.target),
        words=tuple(_words(entry, audience)),
    )


def _state(code: str) -> StrOrPromise:
    return State(code).label if code in State.values else code


def _words(entry: LedgerEntry, audience: Audience) -> Iterable[tuple[StrOrPromise, StrOrPromise]]:
    step = declarations(Complaint).get(entry.kind)
    fields = step.step.form.base_fields if step else {}
    for text in entry.texts.all() if entry.kind not in EVIDENCE else ():  # that stands with the evidence
        if audience in READERS.get((entry.kind, text.field), STAFF_ONLY):
            label = fields[text.field].label if text.field in fields else text.field
            yield label or text.field, _text(text.text, erased=text.erased_at is not None, audience=audience)


def _text(text: str, *, erased: bool, audience: Audience) -> StrOrPromise:
    if erased:
        return ERASED
    return text if audience in CONSUMER_AND_STAFF else scrub(text)
