"""What a narrative already says: offered to the person field by field, never filled in silently.

Rules of this field only, each of them narrow: where a text can be read in two ways, nothing is offered. Chinese
numerals are read by cn2an; what identifies a person is found by `core.scrub`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from complaints.aids.extract import amounts, days, goods, shops
from complaints.aids.extract.personal import flags
from complaints.aids.extract.reading import Reading
from complaints.aids.extract.shapes import Candidate, Flag, Suggestion, choose

__all__ = ["Flag", "Suggestion", "flags", "suggestions"]

Finder = Callable[[Reading], Iterable[Candidate]]
FINDERS: tuple[Finder, ...] = (
    goods.brand_models, goods.batches, goods.item_codes, goods.order_numbers, shops.names, days.roles, amounts.roles,
)  # fmt: skip


def suggestions(text: str, today: dt.date) -> list[Suggestion]:
    """Brand and model, batch, shop, order number, item code, dates and amounts, in the order of the text.

    At most one for a field. Dates are ISO days not after `today`, amounts plain yuan.
    """
    reading = Reading(text, today)
    found = choose(candidate for finder in FINDERS for candidate in finder(reading))
    kept = days.in_order([found[field] for field in found])
    return sorted(
        (
            Suggestion(one.field, one.value, text[one.start : one.end], one.start, one.end, exact=one.exact)
            for one in kept
        ),
        key=lambda one: (one.start, one.field),
    )
