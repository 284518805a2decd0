"""What the law may give (domain.md §9.4): shown as 可能适用, worked out from the own figures, never a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Hint:
    """One rule that may apply: "H1", its title, one or two sentences, the article, and a sum or date if one follows.

    `result` is yuan; `steps` is how it came about, in words, one line each.
    """

    code: str
    title: str
    words: str
    basis: str
    result: Decimal | None = None
    steps: tuple[str, ...] = ()


def hints_for(answers: Mapping[str, Any]) -> list[Hint]:
    """The hints for what was typed so far (raw answers by field of `FilingForm`; anything may be missing or wrong)."""
    return []
