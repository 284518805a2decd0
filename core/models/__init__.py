"""Tables of `core`: the ledger and what belongs to it. No table here knows an app."""

from core.models.clocks import Clock, ClockRule, Holiday
from core.models.documents import Document, DocumentCounter
from core.models.files import StoredFile
from core.models.ledger import LedgerEntry, Pending, StepText, Stream
from core.models.limits import RateCount
from core.models.outbox import OutboxMessage
from core.models.proposals import Proposal
from core.models.stateful import Stateful

__all__ = [
    "Clock",
    "ClockRule",
    "Document",
    "DocumentCounter",
    "Holiday",
    "LedgerEntry",
    "OutboxMessage",
    "Pending",
    "Proposal",
    "RateCount",
    "Stateful",
    "StepText",
    "StoredFile",
    "Stream",
]
