"""Who acts in a complaint, and in which relation to the case. Readable without a database."""

from __future__ import annotations

from typing import Any

from core.actors import STAFF, Actor, Role, Who, covers


def _in_this_case(case: Any, by: Actor) -> bool:
    """The hat was proven for this very case."""
    return case.pk is not None and by.hat.case == case.pk


def _respondent(case: Any, by: Actor) -> bool:
    return _in_this_case(case, by) and by.hat.subject.startswith("respondent:")


def _own_association(case: Any, by: Actor) -> bool:
    return by.hat.organisation is not None and by.hat.organisation == case.association_id


def _mediator(case: Any, by: Actor) -> bool:
    return by.user_id is not None and case.mediator_id == by.user_id and _own_association(case, by)


def _above(case: Any, by: Actor) -> bool:
    """Another association's manager, whose area truly contains that of the owning one."""
    if by.hat.organisation in {None, case.association_id} or not covers(by.hat.area, case.county_id):
        return False
    below: str = case.association.region_id
    return by.hat.area != below and covers(by.hat.area, below)


def _clerk(_case: Any, by: Actor) -> bool:
    return by.hat.organisation is not None


# A link does what it names and nothing else: one sent to the consumer names no step yet.
CONSUMER = Who((Role.CONSUMER, Role.GUEST), _in_this_case)
BUSINESS = Who((Role.BUSINESS, Role.LINK), _respondent)
AGENT = Who((Role.BUSINESS,), _respondent)
MEDIATOR = Who((Role.MEDIATOR,), _mediator)
COLLEAGUE = Who((Role.MEDIATOR,), _own_association)
MANAGER = Who((Role.MANAGER,), _own_association)
UPPER_MANAGER = Who((Role.MANAGER,), _above)
ARBITRATOR = Who((Role.ARBITRATOR,), _in_this_case)
SYSTEM = Who((Role.SYSTEM,))
# Before there is a case: the person for themself (an account, or a visitor's proven contact), or a clerk who writes
# it down for someone on the telephone, at the counter or by letter.
FILER = Who((Role.CONSUMER,)) | Who(tuple(sorted(STAFF)), _clerk)
