"""What the desks show that no single room below knows by itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.selectors import organisation_of
from complaints.models import Complaint, Ground, Remedy
from complaints.selectors import MediatorLoad, mediators_with_load, visible_to
from complaints.workflow.states import OPEN
from core.actors import Actor, Role


def open_of(actor: Actor, *, whole_area: bool = False) -> QuerySet[Complaint]:
    """The open cases of a manager's own association, or of their whole area."""
    cases = visible_to(actor).filter(state__in=OPEN)
    return cases if whole_area else cases.filter(association=actor.hat.organisation)


def candidates(case: Complaint, actor: Actor) -> list[MediatorLoad]:
    """Mediators this person may give the case to, the least loaded first.

    A mediator only themself; a manager from above also those of their own association.
    """
    found = mediators_with_load(case.association)
    if actor.role == Role.MEDIATOR:
        return [one for one in found if one.user.pk == actor.user_id]
    if actor.hat.organisation not in {None, case.association_id}:
        found += mediators_with_load(organisation_of(actor))
    return found


def remedy_labels(codes: Sequence[str]) -> list[str]:
    """The words for remedies, in the order of the list they come from; one query."""
    return [one.label for one in Remedy.objects.filter(code__in=codes)]


def grounds_to_check(step: str) -> list[Ground]:
    """What must be ruled out before the step, as its page lists it (办法 16 for acceptance); one query or none."""
    return list(Ground.objects.filter(kind=Ground.Kind.REJECT, active=True)) if step == "accept" else []
