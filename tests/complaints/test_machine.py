"""Random hands on a complaint: only declared ways are gone, and the history is whole after every one of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from complaints.models import Complaint
from core.actors import Actor
from core.models import LedgerEntry
from tests.cast import Cast
from tests.complaints.samples import filed, party
from tests.core.machine import QUICK, Hands, machine_for

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
    assert {"submit", "assign", "reassign", "accept", "withdraw", "close", "clock_ended"} <= reached
    assert Complaint.objects.count() == 0
