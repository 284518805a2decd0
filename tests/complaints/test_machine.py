"""Random hands on a complaint: only declared ways are gone, and the history is whole after every one of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from complaints.models import Complaint
from core import time
from core.actors import Actor
from core.models import LedgerEntry
from core.workflow import declarations, perform, settle
from tests.cast import Cast
from tests.complaints.samples import again, filed, party
from tests.core.machine import QUICK, START, Hands, machine_for

YEAR = dt.timedelta(days=365)

WORDS = st.sampled_from([*["说明"] * 8, "", "反\u202e向"])
YES = st.sampled_from([*[True] * 9, False])


def answers(cast: Cast) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """What people send with each offered step: mostly fitting, sometimes not."""
    mediators = st.sampled_from(
        [cast.mediator.pk] * 4 + [cast.mediator2.pk, cast.mediator_elsewhere.pk, cast.disabled.pk]
    )
    others = st.sampled_from([cast.mediator2.pk] * 4 + [cast.mediator.pk, cast.mediator.pk, cast.mediator_elsewhere.pk])
    return {
        "assign": st.fixed_dictionaries({"mediator": mediators}),
        "reassign": st.fixed_dictionaries(
            {"mediator": others, "reason": st.sampled_from([*["leave", "recusal"] * 4, "nonsense"]), "note": WORDS}
        ),
        "accept": st.fixed_dictionaries({"no_ground": YES, "no_conflict": YES, "opinion": WORDS}),
        "withdraw": st.fixed_dictionaries(
            {"reason": st.sampled_from(["settled", "mistake", "nonsense"]), "pressured": st.booleans(), "note": WORDS}
        ),
        "close": st.fixed_dictionaries(
            {"result": st.sampled_from(["withdrawn", "withdrawn", "awarded"]), "note": WORDS}
        ),
        # Files that were never stored and evidence that is not there: always refused, and nothing may change.
        "add_evidence": st.fixed_dictionaries({"stored": st.just(["x"]), "sight": st.sampled_from(["all", "staff"])}),
        "withdraw_evidence": st.fixed_dictionaries({"evidence": st.integers(0, 9), "reason": WORDS}),
    }


def hands_on_complaints(cast: Cast) -> type[Hands]:
    """The machine of a complaint with the whole cast at it."""
    staff = [cast.actor(name) for name in ("mediator", "mediator2", "mediator_elsewhere", "manager", "city_manager")]
    outside = [cast.actor(name) for name in ("volunteer", "supervisor", "arbitrator", "authority", "administrator")]
    people: list[Actor] = []

    def make() -> Complaint:
        case = filed(cast)
        people[:] = [party(case), cast.actor("other_consumer"), *staff, *outside]
        return case

    return machine_for(Complaint, make=make, actors=people, data=answers(cast))


@pytest.mark.django_db
def test_random_hands_never_leave_the_declared_ways(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = hands_on_complaints(cast)
    reached: set[str] = set()
    teardown = machine.teardown

    def note_and_tear_down(hands: Hands) -> None:
        reached.update(LedgerEntry.objects.values_list("kind", flat=True))
        teardown(hands)

    monkeypatch.setattr(machine, "teardown", note_and_tear_down)
    run_state_machine_as_test(machine, settings=settings(QUICK, max_examples=36))
    assert {"submit", "assign", "accept", "withdraw"} <= reached  # how much further it comes is chance
    assert Complaint.objects.count() == 0


COURSES: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "to another mediator, accepted, withdrawn, closed by hand": [
        ("assign", "manager", {"mediator": "mediator"}),
        ("reassign", "manager", {"mediator": "mediator2", "reason": "leave", "note": "休假"}),
        ("accept", "mediator2", {"no_ground": True, "no_conflict": True, "opinion": "符合条件"}),
        ("withdraw", "party", {"reason": "settled", "note": ""}),
        ("close", "manager", {"result": "withdrawn", "note": ""}),
    ],
    "nobody does anything, and its clocks end": [],
}


@pytest.mark.django_db
def test_the_steps_the_hands_may_miss_are_within_their_reach(cast: Cast) -> None:
    """Every step that is offered, by the people and with the words the random hands choose among."""
    reached: set[str] = set()
    for course in COURSES.values():
        with time.at(START):
            case = filed(cast, respondent_name=f"示例商店{len(reached)}")
            for name, who, sent in course:
                by = party(case) if who == "party" else cast.actor(who)
                given = {**sent, **({"mediator": getattr(cast, sent["mediator"]).pk} if "mediator" in sent else {})}
                perform(again(case.pk), name, by=by, data=given)
        with time.at(START + YEAR):
            settle(case.stream)
        reached.update(LedgerEntry.objects.filter(stream__startswith=case.stream).values_list("kind", flat=True))
    offered = {name for name, one in declarations(Complaint).items() if one.step.offered}
    assert offered | {"clock_ended"} <= reached
