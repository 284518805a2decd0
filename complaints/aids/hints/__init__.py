"""What the law may give (domain.md §9.4): shown as 可能适用, worked out from the own figures, never a finding.

Each rule is a function of what was typed; it answers with its hint, or with None where it has nothing to say. The
rules stand in `sums` (those with an amount), `days` (those with a last day) and `duties` (those of other bodies).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from complaints.aids.hints import days, duties, sums
from complaints.aids.hints.given import Given, given
from complaints.aids.hints.hint import Hint

__all__ = ["RULES", "Hint", "hints_for"]

RULES: tuple[Callable[[Given], Hint | None], ...] = (
    sums.threefold,
    sums.tenfold,
    duties.known_defect,
    days.no_reason_return,
    days.faulty_goods,
    days.burden_of_proof,
    sums.prepaid,
    duties.platform,
    duties.guarantee,
    duties.first_asked,
    duties.farm_inputs,
    sums.deposit,
)
"""H1 to H12, in this order."""


def hints_for(answers: Mapping[str, Any]) -> list[Hint]:
    """The hints for what was typed so far (raw answers by field of `FilingForm`; anything may be missing or wrong).

    Two queries at most: the category and the ways of buying.
    """
    known = given(answers)
    found = (rule(known) for rule in RULES)
    return [hint for hint in found if hint is not None]
