"""What a narrative already says: offered to the person field by field, never filled in silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`value` for the field `field` of `FilingForm`, read from `words` of the text (characters `start` to `end`)."""

    field: str
    value: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Flag:
    """Something in the text that identifies a person (kind as in `core.scrub`); masked before the other side reads it."""

    kind: str
    words: str
    start: int
    end: int


def suggestions(text: str, today: dt.date) -> list[Suggestion]:
    """Brand and model, batch, shop, order number, item code, dates and amounts, in the order of the text."""
    return []


def flags(text: str, own: Collection[str] = ()) -> list[Flag]:
    """Personal data in the text; what is in `own` (the writer's own name, phone, address) is not named."""
    return []
