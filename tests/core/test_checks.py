"""What fails the start: a step that names what nobody provides."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from core import checks
from core.workflow import declarations
from tests.lab.models import Permit


def altered(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Let the lab's step `examine` declare something else."""
    one = declarations(Permit)["examine"]
    changed = dataclasses.replace(one, step=dataclasses.replace(one.step, **changes))
    monkeypatch.setattr(checks, "declarations", lambda model: {"examine": changed} if model is Permit else {})


def test_the_product_as_it_is_passes() -> None:
    assert checks.every_name_has_one_provider(None) == []
    assert checks.every_clock_has_a_rule(None) == []


@pytest.mark.parametrize(
    ("kind", "found"), [("facts", 0), ("documents", 0), ("notify", 0)], ids=["fact", "document", "notice"]
)
def test_a_name_nobody_provides_fails_the_start(monkeypatch: pytest.MonkeyPatch, kind: str, found: int) -> None:
    altered(monkeypatch, **{kind: ("no_such",)})
    (error,) = checks.every_name_has_one_provider(None)
    assert (error.id, f"{found} providers" in error.msg, "no_such" in error.msg) == ("core.E001", True, True)


def test_a_name_two_provide_fails_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.named["facts"], "inspector_present", [len, len])
    altered(monkeypatch)
    (error,) = checks.every_name_has_one_provider(None)
    assert "2 providers" in error.msg


def test_names_of_steps_not_yet_offered_are_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    altered(monkeypatch, facts=("no_such",), offered=False)
    assert checks.every_name_has_one_provider(None) == []


@pytest.mark.parametrize("turned", [{"start": ("C-NONE",)}, {"start": ("C-PILR",)}, {"stop": ("C-NONE",)}])
def test_a_clock_without_a_rule_fails_the_start(monkeypatch: pytest.MonkeyPatch, turned: dict[str, Any]) -> None:
    altered(monkeypatch, **{"stop": (), **turned})
    (error,) = checks.every_clock_has_a_rule(None)
    assert error.id == "core.E003"


def test_a_variant_is_a_rule_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    altered(monkeypatch, start=("C-PILR/region",), stop=("C-PILR",))
    assert checks.every_clock_has_a_rule(None) == []
