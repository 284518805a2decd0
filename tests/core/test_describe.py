"""The workflow page: everything declared stands there, and a stale page is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import translation

from core import describe
from core.workflow import declarations
from tests.lab.models import Permit


def lines() -> dict[str, str]:
    """The table's line of each step, by its number."""
    rows = [line for line in describe.steps_table(Permit).splitlines()[2:] if line]
    return {line.split(" | ")[0].strip("| "): line for line in rows}


def test_every_declared_step_has_one_line_in_the_order_written() -> None:
    assert list(lines()) == [one.step.number for one in declarations(Permit).values()]


def test_a_line_tells_guard_clock_and_second_person() -> None:
    found = lines()
    assert "面积须小于100 `small_enough`" in found["L1"]
    assert "起 C-ASSIGN" in found["L1"]
    assert "止 C-ASSIGN" in found["L2"]
    assert "已审查 → 已许可 | 调解员" in found["L4"]
    assert "消委会负责人" in found["L4"]
    assert "届满时 C-ARCHIVE" in found["L5"]
    assert "尚未开通" in found["L6"]
    assert "尚未开通" not in found["L5"]


def test_a_line_tells_both_ways_in_and_that_the_state_stays() -> None:
    assert "消费者（`own`）<br>调解员" in lines()["L3"]
    assert "已申请、已审查 → （不变）" in lines()["L3"]


def test_a_line_tells_the_fields_of_the_form() -> None:
    line = lines()["L1"]
    assert "`size`（必填）" in line
    assert "`story`（必填，文字，至多 500 字）" in line


def test_a_long_form_stands_under_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(describe.long_forms(Permit)) == []
    monkeypatch.setattr(describe, "FEW", 2)
    assert "3 项，见下" in lines()["L1"]
    heading, fields = describe.long_forms(Permit)
    assert heading.startswith("#### L1 申请")
    assert "- `size`（必填）\n" in fields


def test_the_diagram_draws_loops_at_their_state() -> None:
    drawn = describe.mermaid(Permit).splitlines()
    assert drawn[0] == "stateDiagram-v2"
    assert '  state "已申请" as asked' in drawn
    assert "  [*] --> new" in drawn
    assert "  asked --> asked: L3 修改" in drawn
    assert "  examined --> examined: L3 修改" in drawn
    assert "  archived --> asked: L6 撤销（未开通）" in drawn
    assert sum("-->" in line for line in drawn) == 1 + sum(len(d.targets) for d in declarations(Permit).values())


class Stage(models.TextChoices):
    OVER = "over", "已结束"


class Staged(models.TextChoices):
    CLOSED = "closed", "已结案"

    @property
    def stage(self) -> Stage:
        return Stage.OVER


def test_the_stage_is_read_from_the_states_themselves() -> None:
    staged: models.CharField[str, str] = models.CharField(choices=Staged.choices, default=Staged.CLOSED)
    assert describe.stage_of(staged, "closed") == "已结束"
    assert describe.stage_of(models.CharField(default="closed"), "closed") == ""
    assert {stage for _code, _label, stage in describe.states(Permit)} == {""}


def test_marks_of_the_diagram_in_words_are_harmless() -> None:
    assert describe.plain_words('a:b;"c"\nd') == "a：b；”c” d"
    assert describe.table(("a",), [("x|y",)]).splitlines()[2] == "| x\\|y |"


def test_the_page_is_the_same_in_every_language_and_tells_nothing_of_tests() -> None:
    chinese = describe.document()
    with translation.override("en"):
        assert describe.document() == chinese
    assert "Permit" not in chinese


def test_a_stale_page_fails_the_check_and_writing_cures_it(tmp_path: Path) -> None:
    page = tmp_path / "workflow.md"
    with pytest.raises(CommandError):
        call_command("workflow_docs", "--check", file=page)
    assert not page.exists()
    call_command("workflow_docs", file=page)
    call_command("workflow_docs", "--check", file=page)
    page.write_text(page.read_text() + "\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("workflow_docs", "--check", file=page)
