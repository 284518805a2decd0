"""What the beat wakes in this room."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from accounts import proofs
from accounts.services import user_forget_unproven
from core import time

PATIENCE = dt.timedelta(days=2)


@shared_task(name="accounts.forget_unproven")  # type: ignore[untyped-decorator]
def forget_unproven() -> int:
    """Remove sign-ups that proved no address or number within two days; returns how many."""
    return user_forget_unproven(before=time.now() - PATIENCE)


@shared_task(name="accounts.forget_codes")  # type: ignore[untyped-decorator]
def forget_codes() -> int:
    """Remove the codes that ran out two days ago; returns how many."""
    return proofs.forget_codes()
