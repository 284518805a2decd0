"""The columns of the step grid: one actor for each, without a database."""

from __future__ import annotations

from accounts.models import Organisation
from complaints.models import Complaint
from core.actors import PUBLIC, SYSTEM, Actor, Hat, Role

CASE, OTHER_CASE = 7, 8
OWN, ELSEWHERE, CITY, BODY = 1, 2, 3, 4
MEDIATOR = 100
COUNTY, OTHER_COUNTY, WHOLE_CITY, WHOLE_REGION = "450103", "450203", "450100", "450000"


def case() -> Complaint:
    """A case of 青秀区's association with a mediator; its state plays no part in who may."""
    association = Organisation(pk=OWN, region_id=COUNTY)
    return Complaint(pk=CASE, association=association, mediator_id=MEDIATOR, county_id=COUNTY)


def member(user: int, role: Role, organisation: int, area: str) -> Actor:
    return Actor(user, Hat(role, organisation, area))


def of_case(user: int | None, role: Role, subject: str, one: int = CASE) -> Actor:
    return Actor(user, Hat(role, case=one, subject=subject))


ACTORS: dict[str, Actor] = {
    "consumer": of_case(1, Role.CONSUMER, "party:11"),
    "other_consumer": of_case(2, Role.CONSUMER, "party:12", OTHER_CASE),
    "guest": of_case(None, Role.GUEST, "party:11"),
    "party_link": of_case(None, Role.LINK, "party:11"),
    "link": of_case(None, Role.LINK, "respondent:21"),
    "business": of_case(3, Role.BUSINESS, "respondent:21"),
    "other_business": of_case(4, Role.BUSINESS, "respondent:22", OTHER_CASE),
    "mediator": member(MEDIATOR, Role.MEDIATOR, OWN, COUNTY),
    "colleague": member(101, Role.MEDIATOR, OWN, COUNTY),
    "mediator_elsewhere": member(102, Role.MEDIATOR, ELSEWHERE, OTHER_COUNTY),
    "manager": member(110, Role.MANAGER, OWN, COUNTY),
    "upper_manager": member(111, Role.MANAGER, CITY, WHOLE_CITY),
    "manager_elsewhere": member(112, Role.MANAGER, ELSEWHERE, OTHER_COUNTY),
    "volunteer": member(120, Role.VOLUNTEER, OWN, COUNTY),
    "expert": member(121, Role.EXPERT, OWN, COUNTY),
    "supervisor": member(122, Role.SUPERVISOR, OWN, COUNTY),
    "arbitrator": Actor(130, Hat(Role.ARBITRATOR, BODY, WHOLE_CITY, case=CASE)),
    "authority": member(140, Role.AUTHORITY, BODY, COUNTY),
    "region_admin": member(150, Role.REGION_ADMIN, CITY, WHOLE_REGION),
    "public": PUBLIC,
    "system": SYSTEM,
}
