"""Random hands on the lab's permit: whatever they do, the history is whole and only declared ways were gone."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from core.models import LedgerEntry
from core.workflow import perform
from tests.core.machine import QUICK, Hands, machine_for
from tests.core.test_door import CLERK, HEAD, OTHER_CLERK, OWNER, STRANGER, ask, examined, granted
from tests.lab.models import Permit

WORDS = st.sampled_from([*["合格"] * 8, "", "空\x00字"])
DATA = {
    "ask": st.just({"size": "20", "story": "再来", "phone": "1"}),
    "examine": st.fixed_dictionaries({"inspector": st.sampled_from(["7", "8", "9", "13", "x"])}),
    "grant": st.fixed_dictionaries({"reason": WORDS}),
    "note": st.fixed_dictionaries({"reason": WORDS}),
}


@pytest.mark.django_db
def test_random_hands_never_leave_the_declared_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: set[str] = set()
    teardown = Hands.teardown

    def note_and_tear_down(hands: Hands) -> None:
        reached.update(LedgerEntry.objects.values_list("kind", flat=True))
        teardown(hands)

    monkeypatch.setattr(Hands, "teardown", note_and_tear_down)
    for make in (ask, examined, granted):  # each from another point of its way, or few would get to the end
        machine = machine_for(Permit, make=make, actors=[OWNER, STRANGER, CLERK, OTHER_CLERK, HEAD], data=DATA)
        run_state_machine_as_test(machine, settings=settings(QUICK, max_examples=20))
    assert {"ask", "examine", "change", "grant", "archive", "note", "proposed", "approved", "declined"} <= reached
    assert Permit.objects.count() == 0


@pytest.mark.django_db
def test_the_machine_notices_a_door_that_lets_strangers_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.workflow.door.require_who", lambda *_args: None)
    monkeypatch.setattr("core.workflow.taking.require_edge", lambda *_args: None)
    machine = machine_for(Permit, make=ask, actors=[STRANGER], data=DATA)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=QUICK)


@pytest.mark.django_db
def test_the_machine_notices_a_refusal_that_changed_something(monkeypatch: pytest.MonkeyPatch) -> None:
    def leaky(case: Permit, *args: object, **named: object) -> object:
        Permit.objects.filter(pk=case.pk).update(changes=99)
        return perform(case, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("tests.core.machine.perform", leaky)
    machine = machine_for(Permit, make=ask, actors=[STRANGER], data=DATA)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=QUICK)
