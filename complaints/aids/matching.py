"""How well everyday words fit: exact, then beginning, then contained, then nearly (rapidfuzz). Knows nothing of rows.

A sentence is searched for the words that stand in it. The longer the word and the fewer leaves it belongs to, the
more it says; one that only stands inside a longer find (手机 in 手机游戏) says little.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz, process

LONGEST = 200
BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
EXACT, UNDER, BEGINNING, INSIDE, SENTENCE, HEADING = 1000.0, 950.0, 800.0, 600.0, 100.0, 90.0
MOST_OF_SENTENCE = 450.0
COVERED = 0.3
# One wrong character of four is forgiven, one of three is another word.
NEARLY = 72.0
LONG_ENOUGH = 4


def fold(text: str) -> str:
    """Full-width as half-width, no marks, no case, no spaces between Chinese words, English without plural."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    kept = " ".join("".join(one if one.isalnum() else " " for one in plain).split())
    return " ".join(singular(word) for word in BESIDE_HAN.sub("", kept).split())


def singular(word: str) -> str:
    """tiles → tile; also what is no plural loses its s, on both sides alike."""
    return word[:-1] if word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def size(word: str) -> float:
    """How much a word says: Chinese by its characters, English by its words and letters."""
    return len(word.split()) + len(word) / 6 if word.isascii() else float(len(word))


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a leaf fits; `place` is that of the word in the leaf's list, the most fitting words being first."""

    score: float
    place: int = 0


@dataclass(slots=True)
class Index:
    """Folded words to the leaves they belong to, each with the word's place in that leaf's list."""

    owners: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    headings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, code: str, words: Iterable[str], headings: Iterable[str]) -> None:
        """The words of one leaf, and the headings it stands under."""
        for place, word in enumerate(filter(None, map(fold, words))):
            self.owners[word].setdefault(code, place)
        for heading in filter(None, map(fold, headings)):
            self.headings[heading].append(code)

    def fits(self, text: str) -> dict[str, Fit]:
        """The leaves that fit, by code; a sum over several words only for a sentence."""
        query = fold(text)
        if not query or (len(query) < 2 and query.isascii()):
            return {}
        found = [*self._words(query), *self._nearly(query)] or list(self._roughly(query))
        best: dict[str, Fit] = {}
        for code, fit in found:
            known = best.get(code)
            if known is None or (-fit.score, fit.place) < (-known.score, known.place):
                best[code] = fit
        return best

    def _words(self, query: str) -> Iterator[tuple[str, Fit]]:
        for word, owners in self.owners.items():
            if score := whole(query, word):
                yield from ((code, Fit(score, place)) for code, place in owners.items())
        for heading, codes in self.headings.items():
            if whole(query, heading):
                yield from ((code, Fit(UNDER if query == heading else HEADING)) for code in codes)
        yield from self._sentence(query)

    def _sentence(self, query: str) -> Iterator[tuple[str, Fit]]:
        """Each leaf with the weight of its words that stand in the text."""
        spans = [(word, span) for word in self.owners for span in places(word, query)]
        sums: dict[str, float] = defaultdict(float)
        for word in {word for word, _span in spans}:
            own = [span for found, span in spans if found == word]
            free = any(not covered(span, (other for _word, other in spans)) for span in own)
            weight = size(word) ** 1.5 / len(self.owners[word]) ** 0.5 * (1 if free else COVERED)
            for code in self.owners[word]:
                sums[code] += weight * 10
        yield from ((code, Fit(SENTENCE + min(total, MOST_OF_SENTENCE))) for code, total in sums.items())

    def _nearly(self, query: str) -> Iterator[tuple[str, Fit]]:
        """A slip of the finger: the query is almost a word."""
        if len(query) >= LONG_ENOUGH:
            words = [word for word in self.owners if len(word) >= LONG_ENOUGH]
            yield from self._near(process.extract(query, words, scorer=fuzz.ratio, score_cutoff=NEARLY, limit=20))

    def _roughly(self, query: str) -> Iterator[tuple[str, Fit]]:
        """A slip of the finger in a sentence; asked only when nothing else was found."""
        words = [word for word in self.owners if LONG_ENOUGH * (1 + word.isascii()) <= len(word) < len(query)]
        yield from self._near(process.extract(query, words, scorer=fuzz.partial_ratio, score_cutoff=NEARLY, limit=20))

    def _near(self, found: Iterable[tuple[str, float, int]]) -> Iterator[tuple[str, Fit]]:
        for word, likeness, _index in found:
            yield from ((code, Fit(likeness * 0.7, place)) for code, place in self.owners[word].items())


def whole(query: str, word: str) -> float:
    """The score of a query that is the word, begins it, or stands in it; 0 for none of these."""
    if query == word:
        return EXACT
    share = 100 * len(query) / len(word)
    if word.startswith(query):
        return BEGINNING + share
    inside = f" {query}" in word if query.isascii() else query in word
    return INSIDE + share if inside else 0.0


def places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the word stands in the text; a Latin one only as a whole."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not word.isascii() or not any(letters(text[max(at - 1, 0) : at + 1]) for at in (start, end)):
            yield start, end
        start = text.find(word, start + 1)


def letters(pair: str) -> bool:
    """Whether both sides of a boundary are Latin letters or digits: then it is none."""
    return any(one.isascii() and other.isascii() and one.isalnum() and other.isalnum() for one, other in pairwise(pair))


def covered(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether it lies inside a longer one."""
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in others)
