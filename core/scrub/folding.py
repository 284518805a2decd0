"""One plain spelling for every disguise, with the way back to the original offsets.

Full-width, circled and mathematical digits become digits, invisible characters go, Chinese numerals and look-alike
letters can be read as digits. Each place of the folded text knows which characters of the original it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.scrub.kinds import Kind, Span

# Between the digits of one number people put spaces, dashes, dots, brackets, line breaks.
SEPARATORS = frozenset(" \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029-‐‑‒–—―−_.·•・∙。/\\|()[]*~,、'`")
GAP = 3  # at most so many in a row
BARRIER = "\ue000"  # stands where something was found already; fits nothing

_NUMERALS = ("零〇○", "一壹幺", "二贰貳", "三叁", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
CHINESE = {numeral: str(digit) for digit, numerals in enumerate(_NUMERALS) for numeral in numerals}
LETTERS = {"o": "0", "i": "1", "l": "1"}
_LOOK_ALIKE = str.maketrans("оοօіıӏ", "oooiil")
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_TOKEN = re.compile(r"[0-9a-z]+")
_CONFUSABLE = re.compile(r"[0-9oil]+x?")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """What one character reads as: nothing when it cannot be seen, a digit, or its plain lower-case form."""
    if unicodedata.category(char) in {"Cf", "Mn", "Me"} or char in _UNSEEN or char == BARRIER:
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", char).lower().translate(_LOOK_ALIKE)


@dataclass(slots=True)
class Folded:
    """`text` and `digits` have one character per place; `digits` reads a digit wherever one can be read.

    `sorts` tells how: "a" a digit as such, "c" a Chinese numeral, "l" a letter, " " none. `starts` and `ends` are
    offsets in the original.
    """

    text: str
    digits: str
    sorts: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int, kind: Kind) -> Span:
        """The places start..end as a span of the original."""
        return Span(self.starts[start], self.ends[end - 1], kind)

    def block(self, places: list[tuple[int, int]]) -> None:
        """Let nothing be found there again."""
        for name in ("text", "digits", "sorts") if places else ():
            chars = list(getattr(self, name))
            for start, end in places:
                chars[start:end] = BARRIER * (end - start)
            setattr(self, name, "".join(chars))


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Letters that stand for digits: only in words made of nothing but digits, o, i and l."""
    for token in _TOKEN.finditer(text):
        if _CONFUSABLE.fullmatch(token[0]):
            yield from ((token.start() + n, LETTERS[char]) for n, char in enumerate(token[0]) if char in LETTERS)


def fold(text: str) -> Folded:
    """The folded text. Linear; a character of the original never becomes more than NFKC makes of it."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, char in enumerate(text):
        plain = _plain(char)
        chars += plain
        starts += [place] * len(plain)
        ends += [place + 1] * len(plain)
        if not plain and ends:  # what cannot be seen goes with the character before it
            ends[-1] = place + 1
    digits = [CHINESE.get(char, char) for char in chars]
    sorts = ["a" if char in "0123456789" else "c" if char in CHINESE else " " for char in chars]
    joined = "".join(chars)
    for place, digit in _letters(joined):
        digits[place], sorts[place] = digit, "l"
    return Folded(joined, "".join(digits), "".join(sorts), starts, ends)


def after(text: str, place: int) -> int:
    """The first place from `place` on that is no separator, looking at most GAP far; else `place`."""
    for end in range(place, min(place + GAP, len(text)) + 1):
        if end == len(text) or text[end] not in SEPARATORS:
            return end
    return place


def before(text: str, place: int) -> int:
    """As `after`, backwards: the end of what stands before the separators."""
    for end in range(place, max(place - GAP, 0) - 1, -1):
        if end == 0 or text[end - 1] not in SEPARATORS:
            return end
    return place
