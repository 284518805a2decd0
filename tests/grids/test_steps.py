"""State × step × role: the cells come from the declarations, the answers from `steps.toml`, decided by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from complaints.models import Complaint
from complaints.workflow import State
from core.actors import Actor, Role
from core.workflow import declarations
from tests.grids.people import ACTORS, OTHER_CASE, case, of_case

GRID: dict[str, dict[str, dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "steps.toml").read_text("utf-8"))
CELLS = [(step, role) for step in declarations(Complaint) for role in ACTORS]


def decided(step: str, role: str) -> set[str]:
    """The states from which the hand-written line lets this role do this step."""
    return set(GRID[step][role].get("from", ()))


def declared_for(step: str, actor: Actor) -> set[str]:
    """The states from which the code does."""
    one = declarations(Complaint)[step]
    return set(one.targets) if one.who(case(), actor) else set()


@pytest.mark.parametrize(("step", "role"), CELLS)
def test_the_declaration_says_what_was_decided_by_hand(step: str, role: str) -> None:
    found, wanted = declared_for(step, ACTORS[role]), decided(step, role)
    differing = {state for state in State.values if (state in found) != (state in wanted)}
    assert not differing, f"{role} may {step}: declared from {sorted(found)}, decided {sorted(wanted)}"


def test_every_step_and_role_has_its_line_and_no_line_is_left_over() -> None:
    assert list(GRID) == list(declarations(Complaint))
    for step, lines in GRID.items():
        assert set(lines) == set(ACTORS), step


def test_every_state_is_decided_on() -> None:
    """A new state that nobody may leave or stay in would pass unseen."""
    named = {state for lines in GRID.values() for line in lines.values() for state in line.get("from", ())}
    assert named == set(State.values)


def test_every_line_says_why_in_words() -> None:
    for step, lines in GRID.items():
        for role, line in lines.items():
            (words,) = [line[key] for key in ("rule", "never") if key in line]
            assert words.strip(), (step, role)
            assert ("from" in line) == ("rule" in line), (step, role)
            assert line.get("from", ["some"]), (step, role)
            assert line.keys() <= {"from", "rule", "never"}, (step, role)


def test_every_role_stands_in_the_grid() -> None:
    assert {actor.role for actor in ACTORS.values()} == set(Role)


def test_whoever_approves_is_decided_too() -> None:
    """Four eyes: the second person is named in the line of the first, and is never the first."""
    for step, one in declarations(Complaint).items():
        if one.step.second_person is not None:
            for role, actor in ACTORS.items():
                drafts, approves = one.who(case(), actor), one.step.second_person(case(), actor)
                assert not (drafts and approves), (step, role)


@pytest.mark.parametrize(
    ("change", "cells"),
    [("wider", {("accept", "colleague")}), ("narrower", {("withdraw", "guest")})],
)
def test_the_comparison_notices_a_changed_answer(
    monkeypatch: pytest.MonkeyPatch, change: str, cells: set[tuple[str, str]]
) -> None:
    for step, role in cells:
        answer = {"from": ["assigned"], "rule": "x"} if change == "wider" else {"never": "x"}
        monkeypatch.setitem(GRID[step], role, answer)
    differing = {(step, role) for step, role in CELLS if declared_for(step, ACTORS[role]) != decided(step, role)}
    assert differing == cells


@pytest.mark.parametrize("step", [name for name in declarations(Complaint) if name != "submit"])
def test_a_hat_proven_for_another_case_opens_nothing(step: str) -> None:
    for role in (Role.CONSUMER, Role.GUEST, Role.BUSINESS, Role.LINK, Role.ARBITRATOR):
        for subject in ("party:11", "respondent:21"):
            assert not declared_for(step, of_case(1, role, subject, OTHER_CASE))
