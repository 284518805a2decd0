"""Which desks hear of an entry: that of the case's association, and after a move the one that had it."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import Membership, Organisation
from accounts.selectors import association_at
from complaints.models import Complaint
from core.actors import Role
from core.errors import NotFound
from core.models import LedgerEntry
from core.workflow.rows import case_of
from mediation.streams import desk_stream

# Steps that may carry a case from one association to another.
MOVES = frozenset({"reassign", "move_association"})


def desks_of(entry: LedgerEntry) -> set[str]:
    """The desk streams that an entry of a case's main stream concerns; nothing for other streams."""
    case = complaint_of(entry.stream)
    if case is None:
        return set()
    former = set(former_places(case, entry)) if entry.kind in MOVES else set()
    return {desk_stream(place) for place in {case.association_id, *former}}


def complaint_of(stream: str) -> Complaint | None:
    """The complaint behind a main stream."""
    try:
        model, pk = case_of(stream)
    except NotFound:
        return None
    return Complaint.objects.filter(pk=pk).only("association", "county").first() if model is Complaint else None


def former_places(case: Complaint, entry: LedgerEntry) -> Iterator[int]:
    """Where the case may have come from.

    The ledger keeps who acted and who had it, not whose it was: hence the place of the one who acted, that of the
    mediator before, and the one the county stands for. One desk told in vain is no harm.
    """
    _role, _at, place = entry.hat.partition("@")
    if place.isdecimal() and Organisation.objects.filter(pk=place, kind=Organisation.Kind.ASSOCIATION).exists():
        yield int(place)
    before = LedgerEntry.objects.filter(stream=entry.stream, seq__lt=entry.seq, kind__in=("assign", "reassign"))
    last = before.order_by("-seq").values_list("data", flat=True).first()
    if last is not None:
        seats = Membership.objects.filter(user=last["mediator"], role=Role.MEDIATOR).exclude(organisation=None)
        yield from seats.values_list("organisation", flat=True)
    if own := association_at(case.county_id):
        yield own.pk
