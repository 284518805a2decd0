"""One rule of law that may apply."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Hint:
    """One rule that may apply: "H1", its title, one or two sentences, the article, and a sum if one follows.

    `result` is yuan; `steps` is how it came about, in words, one line each. `notes` are days, limits and exceptions.
    """

    code: str
    title: str
    words: str
    basis: str
    result: Decimal | None = None
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
