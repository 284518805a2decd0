"""Readers of the ledger: what a lost process left undone is found here, never by a watermark on ids."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from django.db import connection, transaction

from core.models import LedgerEntry, Pending

log = logging.getLogger(__name__)

Effect = Callable[[Sequence[LedgerEntry]], None]
effects: dict[str, Effect] = {}

BATCH = 200
PATIENCE = 5  # entries of one reader that may fail alone before a sweep leaves it until the next


def register(reader: str, effect: Effect) -> None:
    """The effect of a reader; it must bear being repeated, since a crash may come between effect and commit."""
    effects[reader] = effect


def hint(entry: LedgerEntry) -> None:
    """After commit: let every reader deal with this entry now. Whatever fails stays pending for the sweep."""
    for reader in effects:
        _try(reader, entry)


def consume(reader: str, *, entry: LedgerEntry | None = None, limit: int | None = None) -> int:
    """Deal with up to `limit` (or `BATCH`) pending entries of a reader and delete their notes; returns how many.

    Raises what the effect raises; the notes then stay.
    """
    rows = Pending.objects.filter(reader=reader).order_by("pk").select_related("entry")
    if entry is not None:
        rows = rows.filter(entry=entry)
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        found = list(rows[: limit or BATCH])
        if found:
            effects[reader]([row.entry for row in found])
            Pending.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def sweep() -> int:
    """Deal with everything that was left; returns how many entries. One reader's failure never stops another."""
    return sum(_sweep(reader) for reader in effects)


def _sweep(reader: str) -> int:
    """Batch by batch; a batch that fails is taken one by one, so that one bad entry does not hold up the rest."""
    done = 0
    # Asked outside the transaction, which on SQLite would make every idle sweep a writer.
    while Pending.objects.filter(reader=reader).exists():
        try:
            count = consume(reader)
        except Exception:
            log.exception("reader %s failed on a batch; trying its entries one by one", reader)
            return done + _one_by_one(reader)
        done += count
        if count < BATCH:
            break
    return done


def _one_by_one(reader: str) -> int:
    done = failed = 0
    for row in list(Pending.objects.filter(reader=reader).order_by("pk").select_related("entry")[:BATCH]):
        try:
            done += consume(reader, entry=row.entry)
        except Exception:
            log.exception("reader %s failed on entry %s; it stays pending", reader, row.entry_id)
            failed += 1
        if failed >= PATIENCE:
            break
    return done


def _try(reader: str, entry: LedgerEntry) -> None:
    try:
        consume(reader, entry=entry)
    except Exception:
        log.exception("reader %s failed on entry %s; it stays pending", reader, entry.pk)
