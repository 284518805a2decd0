"""What the guards of a complaint ask beyond its row. Each is asked at most once per knock at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from accounts.models import Interest, Membership, User
from accounts.selectors import interests_of, memberships_in_force
from complaints.models import Complaint, Party, Respondent
from complaints.workflow.states import ON_DESK, OPEN
from core.actors import STAFF, Actor, Role, covers
from core.models import Clock
from core.secrets import blind_index
from core.workflow import facts

Data = Mapping[str, Any]
PROCEDURES = ("C-REVIEW", "C-REVDEC", "C-ARB", "C-PILR")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a mediator fits a case: in which association in office (None: in none that counts), load, conflict K-code."""

    association: int | None
    has_room: bool
    conflict: str


@facts("contact_proven")
def contact_proven(case: Complaint, actor: Actor, data: Data) -> bool | None:
    """A clerk saw the person; an account proved its contact at sign-up; a visitor's hat names what was proven."""
    if actor.role in STAFF or actor.user_id is not None:
        return True
    indexes = {index[:16] for party in case.parties.all() for index in (party.phone_index, party.email_index) if index}
    return actor.hat.subject.removeprefix("contact:") in indexes


@facts("open_against_business")
def open_against_business(case: Complaint, actor: Actor, data: Data) -> int | None:
    """How many other open complaints this person has against the business (same phone or account; code or name).

    Asked while filing: what was sent says who it is, so neither party nor respondent is read again.
    """
    if "respondent_name" not in data:
        return None
    phone = blind_index(data["phone"], "phone")
    same_person = Q(parties__phone_index=phone) if phone else Q(pk=None)
    if actor.user_id is not None and actor.role not in STAFF:
        same_person |= Q(parties__user=actor.user_id)
    same_business = Q(respondents__name_as_given=data["respondent_name"])
    if data["uscc"]:
        same_business |= Q(respondents__uscc=data["uscc"])
    others = Complaint.objects.filter(same_person, same_business, state__in=OPEN).exclude(pk=case.pk)
    return others.values("pk").distinct().count()


@facts("mediator_fit")
def mediator_fit(case: Complaint, actor: Actor, data: Data) -> Fit | None:
    """Whether the mediator named in the data may have this case."""
    if "mediator" not in data:
        return None
    seats = memberships_in_force().filter(user=data["mediator"], role=Role.MEDIATOR).select_related("organisation")
    if connection.in_atomic_block:  # at the door: two cases at once must not both take a mediator's last place
        seats = seats.select_for_update(no_key=True, of=("self",))
    seat = _seat(case, actor, list(seats))
    if seat is None or seat.organisation is None:
        return Fit(None, has_room=True, conflict="")
    load = open_load([seat.user_id]).get(seat.user_id, 0)
    return Fit(seat.organisation_id, load < seat.organisation.limit, conflict_of(case, seat.user_id))


def _seat(case: Complaint, actor: Actor, seats: list[Membership]) -> Membership | None:
    """The owning association's seat; for a manager from above also one of another association of their area."""
    own = next((seat for seat in seats if seat.organisation_id == case.association_id), None)
    if own is not None or actor.hat.organisation in {None, case.association_id}:
        return own
    return next((s for s in seats if covers(s.area, case.county_id) and covers(actor.hat.area, s.area)), None)


def open_load(users: Iterable[int]) -> dict[int, int]:
    """How many cases lie on each mediator's desk; who has none is not named. One query."""
    rows = Complaint.objects.filter(mediator__in=list(users), state__in=ON_DESK).values_list("mediator")
    return {user: count for user, count in rows.annotate(n=Count("pk")) if user is not None}


@facts("decider_conflict")
def decider_conflict(case: Complaint, actor: Actor, data: Data) -> str:
    """The K-code that keeps this very person from deciding, or empty."""
    return "" if actor.user_id is None else conflict_of(case, actor.user_id)


def conflict_of(case: Complaint, user: int) -> str:
    """K1: is a party (account or phone). K2: a declared interest names the business. K3: acts for it. Else empty."""
    phone = User.objects.filter(pk=user).values_list("phone_index", flat=True).first()
    same_phone = Q(phone_index=phone) if phone else Q(pk=None)
    if Party.objects.filter(Q(user=user) | same_phone, complaint=case).exists():
        return "K1"
    respondents = list(Respondent.objects.filter(complaint=case).values_list("name_as_given", "uscc"))
    if _interests(user, respondents).exists():
        return "K2"
    return "K3" if Respondent.objects.filter(complaint=case, agents__user=user).exists() else ""


def _interests(user: int, respondents: list[tuple[str, str]]) -> QuerySet[Interest]:
    """Declared interests in force in one of these businesses, by code or by name."""
    named = Q(business_name__in=[name for name, _code in respondents])
    coded = Q(uscc__in=[code for _name, code in respondents if code])
    return interests_of(user).filter(named | coded)


@facts("open_procedures")
def open_procedures(case: Complaint, actor: Actor, data: Data) -> list[str]:
    """Clocks of a review, an arbitration or a public-interest step that still run."""
    rows = Clock.objects.filter(stream=case.stream, code__in=PROCEDURES, met_at=None, breached_at=None)
    return list(rows.values_list("code", flat=True))
