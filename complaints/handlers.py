"""What follows from what happened to a case, in this room."""

from __future__ import annotations

from collections.abc import Sequence

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
        if entry.kind in BACK_TO_FILED:
            complaint_auto_assign(int(entry.stream.split(":")[1]))


ledger.reader(READER, hears)
pending.register(READER, assign_filed)
