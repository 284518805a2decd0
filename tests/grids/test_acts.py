"""Act × role: the cells come from the declarations, the answers from `acts.toml`, decided by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from complaints.models import Complaint
from core import streams
from core.actors import Role
from core.workflow import acts_of
from tests.grids.people import ACTORS, OTHER_CASE, case, of_case

GRID: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "acts.toml").read_text("utf-8"))
STREAMS = {name: table.pop("stream") for name, table in GRID.items()}
CELLS = [(act, column) for act in acts_of(Complaint) for column in ACTORS]


@pytest.mark.parametrize(("act", "column"), CELLS)
def test_the_declaration_says_what_was_decided_by_hand(act: str, column: str) -> None:
    assert acts_of(Complaint)[act].who(case(), ACTORS[column]) == ("yes" in GRID[act][column])


def test_every_act_and_role_has_its_line_in_words_and_no_line_is_left_over() -> None:
    assert set(GRID) == set(acts_of(Complaint))
    for act, lines in GRID.items():
        assert set(lines) == set(ACTORS), act
        for column, line in lines.items():
            ((answer, words),) = line.items()
            assert answer in {"yes", "never"}, (act, column)
            assert words.strip(), (act, column)


@pytest.mark.parametrize("act", list(acts_of(Complaint)))
def test_every_act_is_written_to_a_stream_somebody_may_see(act: str) -> None:
    assert acts_of(Complaint)[act].stream == STREAMS[act]
    assert streams.kind_of(f"case:7:{STREAMS[act]}") is not None


@pytest.mark.parametrize("act", list(acts_of(Complaint)))
def test_a_hat_proven_for_another_case_opens_nothing(act: str) -> None:
    for role in (Role.CONSUMER, Role.GUEST, Role.BUSINESS, Role.LINK, Role.ARBITRATOR):
        for subject in ("party:11", "respondent:21"):
            assert not acts_of(Complaint)[act].who(case(), of_case(1, role, subject, OTHER_CASE))
