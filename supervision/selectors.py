"""What the public may know of the whole region at a glance: counted from the cases, never kept by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q

from complaints.models import Complaint
from complaints.workflow.states import OPEN, State
from core import time
from core.models import Clock, LedgerEntry
from core.models.clocks import LAST_SECOND
from enterprises.models import RecallNotice

DAYS = 30
RECALLS = 3
# The number belongs to the shape of `Front`: another shape is not read with this one's eyes.
KEY, SECONDS = "supervision.front.1", 60
# The steps that decide on acceptance; whatever else stops that clock (a withdrawal) decides nothing.
DECISIONS = ("accept", "reject", "lapse_supplement")


@dataclass(frozen=True, slots=True)
class Recent:
    """The region from `since` to `at`.

    `decided` are the deadlines for deciding on acceptance that ended, `in_time` those of them that were kept;
    `median` is from filing to closing, None when nothing was closed. `open` are worked on at `at`.
    """

    since: dt.date
    at: dt.datetime
    received: int
    decided: int
    in_time: int
    closed: int
    median: dt.timedelta | None
    open: int


@dataclass(frozen=True, slots=True)
class Recall:
    """A line of the list of recalls; `many`: how many pieces it is about, as written, empty when nobody said."""

    pk: int
    title: str
    defect: str
    many: str
    published_on: dt.date


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows."""

    recent: Recent
    recalls: tuple[Recall, ...]


def front() -> Front:
    """The front page's figures and lists, at most a minute old. Four queries, none while they are fresh."""
    found: Front | None = cache.get(KEY)
    if found is None:
        found = Front(recent(time.now()), latest_recalls())
        cache.set(KEY, found, SECONDS)
    return found


def recent(now: dt.datetime) -> Recent:
    """The last thirty days, today counted in. Three queries."""
    first = time.local_date(now) - dt.timedelta(days=DAYS - 1)
    since = dt.datetime.combine(first, dt.time(), time.SHANGHAI)
    counted = counts(since)
    decided = decisions(since, now)
    median = middle(since, counted["closed"]) if counted["closed"] else None
    return Recent(first, now, median=median, **counted, **decided)


def counts(since: dt.datetime) -> dict[str, int]:
    """Received and closed since then, and what is open."""
    received, closed = Q(filed_at__gte=since), Q(state=State.CLOSED, closed_at__gte=since)
    still = Q(state__in=OPEN)
    cases = Complaint.objects.exclude(state=State.DRAFT).filter(received | closed | still)
    return cases.aggregate(
        received=Count("pk", filter=received), closed=Count("pk", filter=closed), open=Count("pk", filter=still)
    )


def decisions(since: dt.datetime, now: dt.datetime) -> dict[str, int]:
    """Deadlines of acceptance since then (domain.md I-10): kept by a decision, or over; the undecided are over too."""
    at_that_moment = LedgerEntry.objects.filter(
        stream=OuterRef("stream"), kind__in=DECISIONS, effective_at=OuterRef("met_at")
    )
    kept = Q(met_at__gte=since) & Q(Exists(at_that_moment))
    running = Q(met_at=None, breached_at=None, paused_at=None)
    over = Q(breached_at__gte=since) | running & Q(due_at__gte=since, due_at__lte=now - LAST_SECOND)
    ended = Clock.objects.filter(Q(met_at__gte=since) | over, code="C-ACCEPT")
    return ended.aggregate(in_time=Count("pk", filter=kept), decided=Count("pk", filter=kept | over))


def middle(since: dt.datetime, n: int) -> dt.timedelta:
    """The median of the `n` cases closed since then: the middle one, or between the middle two."""
    took = ExpressionWrapper(F("closed_at") - F("filed_at"), DurationField())
    cases = Complaint.objects.filter(state=State.CLOSED, closed_at__gte=since).annotate(took=took)
    found: list[dt.timedelta] = list(cases.order_by("took").values_list("took", flat=True)[(n - 1) // 2 : n // 2 + 1])
    return sum(found, dt.timedelta()) / len(found)


def latest_recalls() -> tuple[Recall, ...]:
    """The newest recalls. One query."""
    rows = RecallNotice.objects.order_by("-published_on", "-pk")[:RECALLS]
    return tuple(Recall(row.pk, row.title, row.defect, pieces(row.quantity), row.published_on) for row in rows)


def pieces(quantity: int | None) -> str:
    """1,260."""
    return f"{quantity:,}" if quantity else ""
