"""What is offered, and how one reading is chosen among several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`value` for the field `field` of `FilingForm`, read from `words` of the text (characters `start` to `end`).

    `exact` is False for a day of which the text tells only the month or the holiday: `value` is then its first day, to
    be looked at by the person.
    """

    field: str
    value: str
    words: str
    start: int
    end: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that identifies a person (`kind` as in `core.scrub`); masked before the other side reads it."""

    kind: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible reading. The lowest `tier` of a field counts; an empty `value` says that the text leaves it open."""

    field: str
    value: str
    start: int
    end: int
    tier: int = 0
    exact: bool = True


def choose(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """The one reading of each field; none for a field that can be read in several ways."""
    by_field: dict[str, list[Candidate]] = {}
    for one in candidates:
        by_field.setdefault(one.field, []).append(one)
    chosen = {field: _only(found) for field, found in by_field.items()}
    return {field: one for field, one in chosen.items() if one is not None}


def _only(found: list[Candidate]) -> Candidate | None:
    """The first of the best, when all of the best say the same. A day beats the mere month of another mention."""
    tier = min(one.tier for one in found)
    best = [one for one in found if one.tier == tier]
    best = [one for one in best if one.exact] or best
    if len({one.value for one in best}) > 1 or not best[0].value:
        return None
    return min(best, key=lambda one: one.start)
