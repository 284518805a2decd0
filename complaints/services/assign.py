"""Who works on a case: by a person, or by the rule."""

from __future__ import annotations

import logging

from complaints.models import Complaint
from complaints.selectors import mediators_with_load
from complaints.workflow.states import State
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Refused
from core.workflow import Receipt, perform

log = logging.getLogger(__name__)


def complaint_assign(
    case: Complaint, *, by: Actor, mediator: int, version: int | None = None, key: str = ""
) -> Receipt:
    """Give the case to a mediator (T06). Raises as `core.workflow.perform`."""
    return perform(case, "assign", by=by, data={"mediator": mediator}, version=version, key=key)


def complaint_reassign(
    case: Complaint, *, by: Actor, mediator: int, reason: str, note: str = "", version: int | None = None, key: str = ""
) -> Receipt:
    """Give the case to another mediator (T07); clocks go on. `reason`: a `ReassignReason`."""
    data = {"mediator": mediator, "reason": reason, "note": note}
    return perform(case, "reassign", by=by, data=data, version=version, key=key)


def complaint_auto_assign(pk: int) -> Receipt | None:
    """Give a filed case to the least loaded free mediator of its association, if the association wants that.

    Ties go by key; whoever is full or not free of interest is passed over. None when nothing was assigned: then it
    waits for the manager. May be repeated.
    """
    case = Complaint.objects.select_related("association").filter(pk=pk, state=State.FILED).first()
    if case is None or not case.association.auto_assign:
        return None
    for candidate in mediators_with_load(case.association):
        if not candidate.has_room:
            break
        try:
            return perform(case, "assign", by=SYSTEM, data={"mediator": candidate.user.pk}, version=case.version)
        except Refused as refused:
            log.info("case %s passes mediator %s by: %s", pk, candidate.user.pk, [r.rule for r in refused.reasons])
        except Conflict:
            return None
    return None
