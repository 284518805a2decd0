"""The order in which kinds are looked for: what is found first cannot be found again as something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from core.scrub.folding import Folded, fold
from core.scrub.keywords import keyworded
from core.scrub.kinds import Kind, Span, placeholders
from core.scrub.mail import mails
from core.scrub.numbers import numbers
from core.scrub.places import houses, plates, streets

Finder = Callable[[Folded], Iterable[tuple[int, int, Kind]]]

FINDERS: tuple[Finder, ...] = (mails, keyworded, numbers, plates, houses, streets)
# Our own case numbers carry the identity card's check character; a year no complainant was born in tells them apart.
_CASE = re.compile(r"(?<![0-9a-z])gx[0-9]{6}-20(?:2[6-9]|[3-9][0-9])[0-9]{4}-[0-9]{4}-[0-9x](?![0-9a-z])")


def _spared(folded: Folded) -> list[tuple[int, int]]:
    """Case numbers and what a former scrub left."""
    former = re.compile("|".join(re.escape(fold(words).text) for words in placeholders()))
    return [match.span() for pattern in (_CASE, former) for match in pattern.finditer(folded.text)]


def find(text: str) -> list[Span]:
    """Where personal data stands: spans of the original text, in order, never overlapping."""
    folded = fold(text)
    folded.block(_spared(folded))
    spans: list[Span] = []
    for finder in FINDERS:
        found = list(finder(folded))
        spans += [folded.span(*hit) for hit in found]
        folded.block([(start, end) for start, end, _kind in found])
    return sorted(spans)
