"""The machine is the one of the domain: same states, same edges, same numbers."""

from __future__ import annotations

import pytest

from complaints.models import Complaint
from complaints.workflow import Stage, State
from complaints.workflow.states import OPEN, RESULTS_OF_STATE
from core.actors import Role
from core.workflow import declarations

ADJACENCY = """
draft: filed
filed: negotiating settled assigned withdrawn
negotiating: filed settled withdrawn
supplementing: assigned rejected withdrawn
assigned: filed supplementing accepted rejected transferred settled withdrawn
accepted: mediating terminated transferred arbitrating referred settled withdrawn
mediating: suspended mediated terminated settled transferred withdrawn
suspended: mediating terminated withdrawn
mediated: closed arbitrating
terminated: arbitrating referred transferred closed
arbitrating: arbitrated terminated
arbitrated: closed
referred: terminated closed
rejected: closed assigned
transferred: closed
withdrawn: closed assigned
settled: closed assigned
closed: assigned
"""
SELF_LOOPS = {
    "reassign", "answer", "report_breach", "apply_confirmation", "arbitration_update", "link_pil", "request_review",
    "merge_joint",
}  # fmt: skip
OFFERED = {
    "submit": "T02",
    "assign": "T06",
    "reassign": "T07",
    "accept": "T12",
    "withdraw": "T34",
    "close": "T35",
}
DRAFT_AND_DECIDE = {"lapse_supplement", "reject", "terminate", "link_pil", "refer_pil"}


def expected() -> dict[str, set[str]]:
    lines = (line.split(":") for line in ADJACENCY.strip().splitlines())
    return {source: set(targets.split()) for source, targets in lines}


def test_the_edges_are_exactly_those_of_the_domain() -> None:
    found: dict[str, set[str]] = {state: set() for state in State.values}
    for one in declarations(Complaint).values():
        for source in one.targets:
            if one.target(source) != source:
                found[source].add(one.target(source))
    assert found == expected()


def test_every_row_of_the_table_is_declared_once_and_in_order() -> None:
    numbers = [one.step.number for one in declarations(Complaint).values()]
    assert numbers == [f"T{n:02d}" for n in range(2, 39)]


def test_self_loops_keep_the_state() -> None:
    loops = {name for name, one in declarations(Complaint).items() if set(one.targets.values()) == {None}}
    assert loops == SELF_LOOPS


def test_what_is_offered_is_what_works() -> None:
    offered = {name: one.step.number for name, one in declarations(Complaint).items() if one.step.offered}
    assert offered == OFFERED


def test_four_eyes_where_the_table_says_so() -> None:
    found = {name for name, one in declarations(Complaint).items() if one.step.second_person is not None}
    assert found == DRAFT_AND_DECIDE


def test_every_step_names_its_basis_and_label() -> None:
    assert all(one.step.basis and one.step.label for one in declarations(Complaint).values())


def test_clocks_that_end_a_state_belong_to_the_system() -> None:
    for one in declarations(Complaint).values():
        if one.step.at_end_of:
            assert Role.SYSTEM in one.who.all_roles, one.name


def test_seventeen_states_in_five_words_and_an_end() -> None:
    cases = set(State) - {State.DRAFT}
    assert len(cases) == 17
    assert {state.stage for state in cases} == set(Stage) - {Stage.NONE}


def test_whatever_is_open_can_be_withdrawn_and_nothing_else() -> None:
    assert set(declarations(Complaint)["withdraw"].targets) == set(OPEN)


def test_whatever_closes_by_the_archive_date_has_a_result_to_write() -> None:
    assert set(declarations(Complaint)["close"].targets) == set(RESULTS_OF_STATE)


@pytest.mark.parametrize(
    "name", ["withdraw", "reject", "terminate", "record_award", "transfer_out", "arbitration_ended"]
)
def test_entering_an_end_starts_the_archive_clock(name: str) -> None:
    assert "C-ARCHIVE" in declarations(Complaint)[name].step.start
