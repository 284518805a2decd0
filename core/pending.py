"""Readers of the ledger: what a lost process left undone is found here, never by a watermark on ids.

A reader is dealt with in the request that wrote the entry, right after its commit, or, when its effect takes long
(drawing a paper), by a worker: `register(…, deferred=True)`. Either way that is only a hint; the row is the guarantee.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence

from celery import current_app
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from core import time
from core.models import LedgerEntry, Pending

log = logging.getLogger(__name__)

Effect = Callable[[Sequence[LedgerEntry]], None]
effects: dict[str, Effect] = {}
outside_readers: set[str] = set()
deferred_readers: set[str] = set()

TASK = "core.consume"
BATCH = 200
SLOW_BATCH = 20  # entries of a deferred reader that one sweep deals with
PATIENCE = 5  # failures in a row after which a sweep leaves a reader until the next; and of an entry, until it rests
REST = dt.timedelta(minutes=10)  # about how long an entry that failed so often is left alone
LEASE = dt.timedelta(minutes=1)  # how long an entry is one worker's own
STALE_SECONDS = 60.0  # a task that found no worker for so long is dropped: the sweep has done its work


def register(reader: str, effect: Effect, *, outside: bool = False, deferred: bool = False) -> None:
    """The effect of a reader; it must bear being repeated, since a crash may come between effect and commit.

    Without more it runs in the transaction that deletes the note, so that what it writes counts once. `outside`: it
    has no use for that (it sends, or stores files) and is given its entries one by one, outside any transaction.
    `deferred`: that, and by a worker.
    """
    effects[reader] = effect
    (outside_readers.add if outside or deferred else outside_readers.discard)(reader)
    (deferred_readers.add if deferred else deferred_readers.discard)(reader)


def hint(entry: LedgerEntry) -> None:
    """After commit: let every reader that heard this entry deal with it now. Whatever fails stays for the sweep."""
    for reader, pk in entry.notes.items():
        if reader in deferred_readers:
            _send(reader, entry)
        elif reader in outside_readers:
            _counted(Pending(pk=pk, reader=reader, entry=entry), _do)
        elif reader in effects:
            _counted(Pending(pk=pk, reader=reader, entry=entry), _consume)


def _send(reader: str, entry: LedgerEntry) -> None:
    """Tell a worker. A broker that does not answer costs time and nothing else: the sweep finds the row."""
    try:
        current_app.send_task(TASK, (reader, entry.pk), expires=STALE_SECONDS, retry=False, ignore_result=True)
    except Exception:
        log.exception("no worker was told of entry %s for reader %s; the sweep will find it", entry.pk, reader)


def consume(reader: str, *, entry: LedgerEntry | None = None, limit: int | None = None) -> int:
    """Deal with up to `limit` (or `BATCH`) pending entries of a reader and delete their notes; returns how many.

    Raises what the effect raises; the notes then stay.
    """
    rows = Pending.objects.filter(reader=reader, entry=entry) if entry else _ready(reader)
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        found = list(rows.select_related("entry")[: limit or BATCH])
        if found:
            effects[reader]([row.entry for row in found])
            Pending.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def work(reader: str, entry: int) -> int:
    """Deal with one entry of a deferred reader, if it is still to be dealt with; returns how many (0 or 1)."""
    row = _free(Pending.objects.filter(reader=reader, entry=entry)).select_related("entry").first()
    return _counted(row, _do) or 0 if row else 0


def sweep() -> int:
    """Deal with everything that was left; returns how many entries. One reader's failure never stops another."""
    return sum(_swept(reader) for reader in effects)


def _swept(reader: str) -> int:
    try:
        return _sweep_outside(reader) if reader in outside_readers else _sweep(reader)
    except Exception:
        log.exception("reader %s could not be swept; what is left stays pending", reader)
        return 0


def _ready(reader: str) -> QuerySet[Pending]:
    """What may be tried now: what never failed first; what failed often, last, and only after its rest."""
    rested = Q(attempts__lt=PATIENCE) | Q(tried_at__lte=time.now() - REST)
    return Pending.objects.filter(rested, reader=reader).order_by("attempts", "pk")


def _sweep(reader: str) -> int:
    """Batch by batch; a batch that fails is taken one by one, so that one bad entry does not hold up the rest."""
    done = 0
    # Asked outside the transaction, which on SQLite would make every idle sweep a writer.
    while _ready(reader).exists():
        try:
            count = consume(reader)
        except Exception:
            log.exception("reader %s failed on a batch; trying its entries one by one", reader)
            return done + _one_by_one(_ready(reader), _consume)[0]
        done += count
        if count < BATCH:
            break
    return done


def _free(rows: QuerySet[Pending]) -> QuerySet[Pending]:
    """Those that no worker has in hand; one that died with it loses it after a while."""
    return rows.filter(Q(tried_at=None) | Q(tried_at__lte=time.now() - LEASE))


def _sweep_outside(reader: str) -> int:
    """Batch by batch, until one is not full or something in it failed: what failed waits for the next sweep.

    Of a deferred reader one small batch: what takes long must not keep a worker from what people wait for.
    """
    if reader in deferred_readers:
        return _one_by_one(_free(_ready(reader)), _do, SLOW_BATCH)[0]
    total = 0
    while True:
        done, whole = _one_by_one(_free(_ready(reader)), _do)
        total += done
        if not whole:
            return total


def _one_by_one(rows: QuerySet[Pending], deal: Callable[[Pending], int], size: int = BATCH) -> tuple[int, bool]:
    """A batch, entry by entry, until so many failed one after the other that the reader itself seems unwell.

    Returns how many were dealt with, and whether it was a full batch without any failure.
    """
    done = failed = in_a_row = 0
    found = list(rows.select_related("entry")[:size])
    for row in found:
        count = _counted(row, deal)
        in_a_row = in_a_row + 1 if count is None else 0
        failed += count is None
        done += count or 0
        if in_a_row >= PATIENCE:
            break
    return done, len(found) == size and not failed


def _counted(row: Pending, deal: Callable[[Pending], int]) -> int | None:
    """How many entries were dealt with; None, and a mark on the row, when it failed."""
    try:
        return deal(row)
    except Exception:
        log.exception("reader %s failed on entry %s; it stays pending", row.reader, row.entry_id)
        _mark(row.reader, row.entry_id)
        return None


def _mark(reader: str, entry: int) -> None:
    """Count the failure: the entry is tried after those that failed less often. Nobody has it in hand any more."""
    rows = Pending.objects.filter(reader=reader, entry=entry)
    rows.update(attempts=F("attempts") + 1, tried_at=time.now() - LEASE)


def _consume(row: Pending) -> int:
    """The effect and the note's end in one transaction."""
    return consume(row.reader, entry=row.entry)


def _do(row: Pending) -> int:
    """The effect outside any transaction, then the note's end; 0 when another worker was faster to take it."""
    if not Pending.objects.filter(pk=row.pk, tried_at=row.tried_at).update(tried_at=time.now()):
        return 0
    effects[row.reader]([row.entry])
    return row.delete()[0]
