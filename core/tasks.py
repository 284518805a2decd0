"""What the beat wakes. Nothing here decides: a late or lost run changes only when something is noticed."""

from __future__ import annotations

import logging

from celery import shared_task

from core import clocks, limits, pending, time
from core.errors import DoorError
from core.files import orphans
from core.workflow import settle

log = logging.getLogger(__name__)

BATCH = 200


@shared_task(name="core.wake")  # type: ignore[untyped-decorator]
def wake() -> int:
    """End the clocks that are due, at most `BATCH` streams a run; returns how many streams were settled."""
    return sum(_settle(stream) for stream in clocks.due_streams(time.now(), BATCH))


def _settle(stream: str) -> bool:
    """Settle one stream; one that cannot be settled now must not keep the others waiting."""
    try:
        settle(stream)
    except DoorError as answer:
        log.warning("stream %s not settled: %s", stream, answer)
        return False
    except Exception:
        log.exception("stream %s not settled", stream)
        return False
    return True


@shared_task(name=pending.TASK)  # type: ignore[untyped-decorator]
def consume(reader: str, entry: int) -> int:
    """Deal with one ledger entry for a reader whose work is too long for a request; returns how many (0 or 1)."""
    return pending.work(reader, entry)


@shared_task(name="core.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Deal with ledger entries some reader has not dealt with yet; returns how many."""
    return pending.sweep()


@shared_task(name="core.forget_counts")  # type: ignore[untyped-decorator]
def forget_counts() -> int:
    """Remove counts of attempts that no limit looks at any more; returns how many."""
    return limits.forget()


@shared_task(name="core.sweep_files")  # type: ignore[untyped-decorator]
def sweep_files() -> int:
    """Remove stored files nobody needs any more; returns how many."""
    found = orphans.sweep()
    return found.rows + found.strays + found.unfinished
