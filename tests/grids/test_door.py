"""The door agrees with the step grid: for real rows in every state that can be reached, for everybody of the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from complaints.models import Complaint
from complaints.services import complaint_close, complaint_file, complaint_withdraw
from complaints.workflow import State
from core.actors import PUBLIC, SYSTEM, Actor, Hat, Role
from core.errors import DoorError, NotFound, Refused
from core.workflow import available, declarations, perform
from tests.cast import Cast
from tests.complaints.samples import accepted, again, agent, assigned, filed, given, party
from tests.grids.test_steps import GRID

pytestmark = pytest.mark.django_db


def given_up(cast: Cast) -> Complaint:
    """Withdrawn when it had a mediator."""
    case = assigned(cast)
    complaint_withdraw(case, by=party(case), reason="other")
    return again(case.pk)


def closed(cast: Cast) -> Complaint:
    case = given_up(cast)
    complaint_close(case, by=cast.actor("manager"), result="withdrawn")
    return again(case.pk)


REACHED: dict[str, Callable[[Cast], Complaint]] = {
    State.FILED: filed,
    State.ASSIGNED: assigned,
    State.ACCEPTED: accepted,
    State.WITHDRAWN: given_up,
    State.CLOSED: closed,
}
# Column of the grid -> who of the cast stands in it.
STAFF = {
    "mediator": "mediator", "colleague": "mediator2", "mediator_elsewhere": "mediator_elsewhere",
    "manager": "manager", "upper_manager": "city_manager", "volunteer": "volunteer", "expert": "expert",
    "supervisor": "supervisor", "arbitrator": "arbitrator", "authority": "authority", "region_admin": "administrator",
}  # fmt: skip

FILLED: dict[str, dict[str, Any]] = {
    "assign": {"mediator": 1},
    "reassign": {"mediator": 1, "reason": "leave"},
    "accept": {"opinion": "可以受理", "no_ground": "on", "no_conflict": "on"},
    "withdraw": {"reason": "other"},
    "close": {"result": "withdrawn"},
}


def people(case: Complaint, cast: Cast) -> dict[str, Actor]:
    """Every column of the grid; nobody is the mediator of a case that was not assigned."""
    one, respondent = case.parties.get(), case.respondents.get()
    elsewhere = Hat(Role.CONSUMER, case=case.pk + 1, subject="party:0")
    found = {
        "consumer": party(case),
        "other_consumer": Actor(cast.other_consumer.pk, elsewhere),
        "guest": Actor(None, Hat(Role.GUEST, case=case.pk, subject=f"party:{one.pk}")),
        "party_link": Actor(None, Hat(Role.LINK, case=case.pk, subject=f"party:{one.pk}")),
        "link": Actor(None, Hat(Role.LINK, case=case.pk, subject=f"respondent:{respondent.pk}")),
        "business": agent(case, cast),
        "other_business": Actor(cast.other_business.pk, Hat(Role.BUSINESS, case=case.pk + 1, subject="respondent:0")),
        "manager_elsewhere": Actor(1, Hat(Role.MANAGER, cast.association_elsewhere.pk, "450203")),
        "public": PUBLIC,
        "system": SYSTEM,
        **{column: cast.actor(name) for column, name in STAFF.items()},
    }
    return found if case.mediator_id else {column: one for column, one in found.items() if column != "mediator"}


@pytest.mark.parametrize("state", REACHED)
def test_the_door_answers_everybody_as_decided(cast: Cast, state: str) -> None:
    case = REACHED[state](cast)
    assert case.state == state
    wrong = []
    for column, actor in people(case, cast).items():
        for step, one in declarations(Complaint).items():
            if not one.step.offered or step == "submit":
                continue
            found = unauthorised(case, step, actor)
            if found != ("never" in GRID[step][column]):
                wrong.append((column, step, found))
    assert wrong == []


class Undo(Exception):
    """Takes back what a step did."""


def unauthorised(case: Complaint, step: str, actor: Actor) -> bool:
    """Whether the door hides the case from this actor; asked with a form that passes, and taken back."""
    try:
        with transaction.atomic():
            perform(case, step, by=actor, data=FILLED[step])
            raise Undo
    except NotFound:
        return True
    except (DoorError, Undo):
        return False


@pytest.mark.parametrize("state", REACHED)
def test_what_is_shown_as_possible_is_exactly_what_was_decided(cast: Cast, state: str) -> None:
    case = REACHED[state](cast)
    for column, actor in people(case, cast).items():
        shown = {action.name for action in available(case, actor)}
        decided = {
            step for step, one in declarations(Complaint).items()
            if one.step.offered and state in GRID[step][column].get("from", ())
        }  # fmt: skip
        assert shown == decided, column


@pytest.mark.parametrize("state", REACHED)
def test_the_wrong_state_is_refused_and_says_what_is_possible(cast: Cast, state: str) -> None:
    case = REACHED[state](cast)
    refusals = 0
    for column, actor in people(case, cast).items():
        for step, one in declarations(Complaint).items():
            line = GRID[step][column].get("from", ())
            if one.step.offered and line and state not in line and step != "submit":
                refused = refusal(case, step, actor)
                assert "state" in {reason.rule for reason in refused.reasons}, (column, step)
                refusals += 1
    assert refusals


def refusal(case: Complaint, step: str, actor: Actor) -> Refused:
    with pytest.raises(Refused) as refused:
        perform(case, step, by=actor, data=FILLED[step])
    return refused.value


def test_what_is_not_offered_is_refused_whoever_may(cast: Cast) -> None:
    case = assigned(cast)
    for column, actor in people(case, cast).items():
        for step, one in declarations(Complaint).items():
            if one.step.offered or actor.role not in one.who.all_roles:
                continue
            with pytest.raises(Refused) as refused:
                perform(case, step, by=actor)
            assert [reason.rule for reason in refused.value.reasons] == ["not-offered"], (column, step)


def test_what_is_not_offered_does_not_exist_for_who_never_may(cast: Cast) -> None:
    case = assigned(cast)
    for column, actor in people(case, cast).items():
        for step, one in declarations(Complaint).items():
            if not one.step.offered and actor.role not in one.who.all_roles:
                with pytest.raises(NotFound):
                    perform(case, step, by=actor)
                assert "never" in GRID[step][column]


def test_filing_is_open_to_exactly_those_decided(cast: Cast) -> None:
    case = filed(cast)
    for column, actor in people(case, cast).items():
        if "never" in GRID["submit"][column]:
            with pytest.raises(NotFound):
                complaint_file(by=actor, data=given(), key=f"try-{column}")
    assert Complaint.objects.count() == 1
