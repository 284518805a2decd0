"""What follows from what happened to a case, in this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from accounts.models import User
from complaints import device
from complaints.drafts import drafts_adopt
from complaints.services import complaint_auto_assign
from core import ledger, pending
from core.models import LedgerEntry

READER = "auto-assign"
BACK_TO_FILED = frozenset({"submit", "end_negotiation", "move_association"})


def hears(stream: str) -> bool:
    """The main streams of cases: "case:7", not "case:7:talk"."""
    return stream.startswith("case:") and stream.count(":") == 1


def assign_filed(entries: Sequence[LedgerEntry]) -> None:
    """Let the rule look at each case that has just come to wait for a mediator."""
    for entry in entries:
        complaint_auto_assign(int(entry.stream.split(":")[1]))


def adopt_drafts(sender: Any, request: HttpRequest | None, user: User, **_kwargs: Any) -> None:
    """What was begun before signing in belongs to the account from now on."""
    if request is not None:
        drafts_adopt(user, device.codes_of(request))


user_logged_in.connect(adopt_drafts, dispatch_uid="complaints.adopt_drafts")
ledger.reader(READER, hears, picks=lambda entry: entry.kind in BACK_TO_FILED)
pending.register(READER, assign_filed, deferred=True)
