"""Numbers that speak for themselves: mobiles, landlines, identity cards, bank cards, passports.

A *piece* is an unbroken row of digits of one sort; a *run* is pieces with few separators between. A number is a row
of whole pieces: the middle of a long order number is never taken for a telephone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.checkdigits import check_character, luhn
from core.scrub.folding import GAP, SEPARATORS, Folded, after, before
from core.scrub.kinds import Kind

LONGEST = 19
_ROWS = re.compile("a+|c+|l+")
_MOBILE = re.compile(r"(?:0|86|0086|086|12593|17951)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2[0-57-9])[2-8]\d{7}|0[3-9]\d\d[2-8]\d{6,7}")
_LANDLINE_ABROAD = re.compile(r"(?:00)?86(?:(?:10|2[0-57-9])[2-8]\d{7}|[3-9]\d\d[2-8]\d{6,7})")
_CARD = re.compile(r"62\d{14,17}|4\d{15}|5[1-5]\d{14}|35\d{14}|(?:60|65|66|68|69|9558)\d{12,15}")
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits at the places start..end of the folded text."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A number over the places start..end; `upto` pieces of the run are used up."""

    start: int
    end: int
    kind: Kind
    upto: int


def is_date(year: str, month: str, day: str) -> bool:
    """Whether it is a day of the calendar since 1900."""
    try:
        return dt.date(int(year), int(month), int(day)).year >= 1900
    except ValueError:
        return False


def is_identity(code: str) -> bool:
    """18 places with province, birthday and check character, or the old 15."""
    if code[:2] not in _PROVINCES:
        return False
    if len(code) == 15:
        return is_date("19" + code[6:8], code[8:10], code[10:12])
    return is_date(code[6:10], code[10:12], code[12:14]) and check_character(code[:17]) == code[17]


def runs(folded: Folded) -> Iterator[list[Piece]]:
    """Pieces with at most GAP separators between them, run by run."""
    run: list[Piece] = []
    for row in _ROWS.finditer(folded.sorts):
        gap = folded.text[run[-1].end : row.start()] if run else ""
        if run and (len(gap) > GAP or not SEPARATORS.issuperset(gap)):
            yield run
            run = []
        run.append(Piece(row.start(), row.end(), folded.digits[row.start() : row.end()]))
    if run:
        yield run


def _has_date(pieces: list[Piece]) -> bool:
    """Whether three of the pieces are written as a date: a telephone is not grouped like that."""
    sizes = [len(piece.digits) for piece in pieces]
    return any(
        sizes[n] == 4 and sizes[n + 1] <= 2 and sizes[n + 2] <= 2 and is_date(*(p.digits for p in pieces[n : n + 3]))
        for n in range(len(pieces) - 2)
    )


def _thousands(folded: Folded, pieces: list[Piece]) -> bool:
    """Whether the commas are those of a large amount: 15,000,000,000."""
    gaps = {folded.text[one.end : two.start] for one, two in pairwise(pieces)}
    return gaps == {","} and all(len(piece.digits) == 3 for piece in pieces[1:])


def _phone(digits: str, *, abroad: bool) -> Kind | None:
    if _MOBILE.fullmatch(digits):
        return Kind.MOBILE
    if _LANDLINE.fullmatch(digits) or (abroad and _LANDLINE_ABROAD.fullmatch(digits)):
        return Kind.LANDLINE
    return None


def _passport(folded: Folded, start: int, digits: str) -> int | None:
    """The place of the letter of a Chinese passport (E12345678, EA1234567) before the digits."""
    end = before(folded.text, start)
    word = folded.text[max(end - 3, 0) : end]
    letters = re.search(r"(?:^|[^0-9a-z])(e[a-hj-np-z]|[eg])$", word)
    if not letters or len(letters[1]) + len(digits) != 9 or is_date(digits[:4], digits[4:6], digits[6:]):
        return None
    return end - len(letters[1])


def _ending_x(folded: Folded, end: int) -> int:
    """The place behind an X that follows at once or after separators; 0 for none."""
    place = after(folded.text, end)
    tail = folded.text[place : place + 2]
    return place + 1 if tail[:1] in {"x", "×"} and not ("0" <= tail[1:] <= "9" or "a" <= tail[1:] <= "z") else 0


def _weigh(folded: Folded, pieces: list[Piece], digits: str) -> tuple[int, int, Kind] | None:
    """What these pieces together are: places and kind."""
    start, end = pieces[0].start, pieces[-1].end
    if len(digits) == 17 and (behind := _ending_x(folded, end)) and is_identity(digits + "X"):
        return start, behind, Kind.ID_CARD
    if len(digits) in {15, 18} and is_identity(digits):
        return start, end, Kind.ID_CARD
    if len(digits) >= 16 and _CARD.fullmatch(digits) and luhn(digits):
        return start, end, Kind.BANK_CARD
    if len(digits) in {7, 8} and (letter := _passport(folded, start, digits)) is not None:
        return letter, end, Kind.PASSPORT
    plus = start > 0 and folded.text[start - 1] == "+"
    kind = _phone(digits, abroad=plus or digits.startswith("00")) if len(digits) >= 11 else None
    if kind is None or _has_date(pieces) or _thousands(folded, pieces):
        return None
    bracket = folded.text[max(start - 1, 0) : start] == "(" and ")" in folded.text[start:end]
    return start - (plus or bracket), end, kind


def _longest(folded: Folded, run: list[Piece], first: int) -> Hit | None:
    """The longest number that begins with the piece `first`: at most LONGEST pieces are looked at."""
    digits, hit = "", None
    for last in range(first, len(run)):
        digits += run[last].digits if len(run[last].digits) <= LONGEST else "0" * (LONGEST + 1)
        if len(digits) > LONGEST:
            break
        if found := _weigh(folded, run[first : last + 1], digits):
            hit = Hit(*found, last + 1)
    return hit


def numbers(folded: Folded) -> Iterator[tuple[int, int, Kind]]:
    """Places and kind of each number, in order."""
    for run in runs(folded):
        first = 0
        while first < len(run):
            hit = _longest(folded, run, first)
            if hit:
                yield hit.start, hit.end, hit.kind
            first = hit.upto if hit else first + 1
