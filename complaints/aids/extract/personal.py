"""Personal data in a text, named before it is sent: the same finds that `core.scrub` masks for the other side."""

from __future__ import annotations

import re
from collections.abc import Collection

from complaints.aids.extract.shapes import Flag
from core.scrub import find
from core.scrub.folding import fold

_PREFIX = re.compile(r"^(?:0086|86|0)(?=1[3-9]\d{9}$)")


def flags(text: str, own: Collection[str] = ()) -> list[Flag]:
    """Personal data in the text; what is in `own` (the writer's own name, phone, address) is not named.

    Names of people are not among them: nothing masks those, so the person must not be told that they will be.
    """
    known = [folded for folded in map(_folded, own) if folded]
    return [
        Flag(span.kind.value, words, span.start, span.end)
        for span in find(text)
        if not _is_own(_folded(words := text[span.start : span.end]), known)
    ]


def _folded(words: str) -> str:
    """Letters and digits alone, however they were dressed up; a mobile without the code of the country."""
    return _PREFIX.sub("", re.sub(r"[\W_]", "", fold(words).digits))


def _is_own(words: str, known: list[str]) -> bool:
    return len(words) >= 3 and any(words in value for value in known)
