"""What the beat wakes in this room."""

from __future__ import annotations

from celery import shared_task

from complaints.drafts import drafts_sweep


@shared_task(name="complaints.forget_drafts")  # type: ignore[untyped-decorator]
def forget_drafts() -> int:
    """Remove drafts, and their files, that nobody touched for 30 days; returns how many."""
    return drafts_sweep()
