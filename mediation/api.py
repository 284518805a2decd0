"""The API of complaints, under /api/v1/: the same selectors, projections and steps as the pages.

Sign in by session; a change needs the CSRF token and an `Idempotency-Key`. `hat` names the hat (`Hat.code`) where a
person has several for the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from django.core.exceptions import ValidationError

from accounts.hats import consumer_actor
from accounts.selectors import hats_of
from complaints.models import Complaint
from complaints.numbers import parse_number
from complaints.projections import CaseView, audience_of, case_view, line_view
from complaints.selectors import Area, actors_in, in_detail, page_of, visible_to
from complaints.services import complaint_file
from complaints.timeline import TimelineItem, entries_of, timeline
from complaints.workflow.states import State
from core.actors import STAFF, Actor, Hat, Role
from core.api import Cases, cases_router, new_api, wear
from core.errors import NotFound
from core.workflow import Receipt

AREAS: tuple[Area, ...] = get_args(Area)


def find(user: Any, number: str, hat: str) -> tuple[Complaint, Actor]:
    """The case and the hat worn in it. Raises NotFound, or Invalid where a hat must be named."""
    try:
        known = parse_number(number)
    except ValidationError:
        raise NotFound from None
    case = in_detail(Complaint.objects.exclude(state=State.DRAFT)).filter(number=known).first()
    if case is None:
        raise NotFound
    return case, wear([actor for area in AREAS for actor in actors_in(user, case, area)], hat)


def reader(user: Any, hat: str) -> Actor:
    """The hat in which a list is read: the one asked for, else the first staff hat, else the person as a consumer."""
    staff = [Actor(user.pk, one) for one in hats_of(user) if one.role in STAFF]
    everyday = [consumer_actor(user), Actor(user.pk, Hat(Role.BUSINESS))]
    return wear([*staff, *everyday], hat) if hat else (staff or everyday)[0]


def page(user: Any, hat: str, after: str, size: int) -> tuple[Sequence[CaseView], str]:
    """One page of the cases this person may open under the hat, newest first."""
    by = reader(user, hat)
    found = page_of(visible_to(by), after=after, size=size)
    return [line_view(case, audience_of(case, _in_case(user, case, by))) for case in found.rows], found.after


def _in_case(user: Any, case: Complaint, by: Actor) -> Actor:
    """A consumer reads each case as the party they are in it; no query, the parties are loaded."""
    if by.role != Role.CONSUMER:
        return by
    return next(iter(actors_in(user, case, "party")), by)


def view(case: Complaint, actor: Actor) -> CaseView:
    """The case as this actor reads it."""
    return case_view(case, audience_of(case, actor), subject=actor.hat.subject)


def entries(case: Complaint, actor: Actor, after: int, size: int) -> Sequence[TimelineItem]:
    """What happened after a version, with the words this actor may read."""
    return timeline(entries_of(case, after=after)[:size], audience_of(case, actor))


def file(user: Any, hat: str, data: Mapping[str, Any], key: str) -> tuple[Receipt, str]:
    """File a complaint as oneself, or under a staff hat for somebody who called or came."""
    staff = [Actor(user.pk, one) for one in hats_of(user) if one.role in STAFF] if hat else []
    receipt = complaint_file(by=wear([*staff, consumer_actor(user)], hat), data=data, key=key)
    return receipt, Complaint.objects.values_list("number", flat=True).get(pk=receipt.pk)


CASES = Cases(
    model=Complaint, creates="submit", line=CaseView, full=CaseView, item=TimelineItem, page=page, find=find,
    view=view, entries=entries, file=file,
)  # fmt: skip

api = new_api("质桥", "api")
api.add_router("", cases_router(CASES))
