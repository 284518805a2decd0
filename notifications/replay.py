"""What the database knows of a stream, for those who come late or whose messages were lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from core import streams
from core.models import LedgerEntry


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened in a stream. A counter is told of, not written: its seq names the entry that caused it."""

    stream: str
    seq: int
    kind: str
    counter: bool = False


def newest(names: Sequence[str]) -> dict[str, int]:
    """The last seq of each stream that has entries: one query."""
    rows = LedgerEntry.objects.filter(stream__in=names).values_list("stream").annotate(Max("seq"))
    return dict(rows.order_by("stream"))


def missed(stream: str, last: int, limit: int) -> list[Event]:
    """The events after `last`, oldest first; only the newest when there are more than `limit`."""
    source = source_of(stream)
    if source is not None:
        events = [Event(stream, seq, kind, counter=True) for seq, kind in source(stream, last, limit + 1)]
    else:
        rows = LedgerEntry.objects.filter(stream=stream, seq__gt=last).order_by("-seq")
        events = [Event(stream, seq, kind) for seq, kind in reversed(rows.values_list("seq", "kind")[: limit + 1])]
    return events if len(events) <= limit else events[-1:]


def source_of(stream: str) -> streams.Missed | None:
    """Where a list gets what was missed; None for a stream that is written."""
    found = streams.kind_of(stream)
    return found[0].missed if found else None


def missed_since(stream: str, last: int, limit: int) -> tuple[int, list[Event]]:
    """The events after `last`, and the `last` to go on from.

    No page is ahead of the database; one that claims to be (an older database came back) would hear nothing for long.
    """
    events = missed(stream, last, limit)
    if events or source_of(stream) is not None:
        return last, events
    return min(last, newest([stream]).get(stream, 0)), events
