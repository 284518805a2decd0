"""A text made ready for reading: half-width, cut into sentences and clauses, every place where it was."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from decimal import Decimal
from functools import cached_property

from cn2an import cn2an

# One character for one, so that places stay places.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ASKING = re.compile(r"[。!?\n]")
_SENTENCE = re.compile(r"[。!?;\n]")
_CLAUSE = re.compile(r"[。!?;\n、:]|,(?!\d{3}(?!\d))")

NUMERALS = "零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_COUNTED = re.compile(r"[一二三四五六七八九](?=[万千百][一二三四五六七八九]$)")


def any_of(words: str) -> str:
    """A pattern for any of the words, the longest first."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


class Reading:
    """`text` reads like the original, character by character; `today` is the day on which it was written."""

    def __init__(self, text: str, today: dt.date) -> None:
        self.text = text.translate(_HALF_WIDTH)
        self.today = today

    @cached_property
    def _cuts(self) -> dict[re.Pattern[str], list[int]]:
        return {cut: [0, *(found.end() for found in cut.finditer(self.text))] for cut in (_ASKING, _SENTENCE, _CLAUSE)}

    def _begin(self, cut: re.Pattern[str], place: int) -> int:
        starts = self._cuts[cut]
        return starts[bisect_right(starts, place) - 1]

    def _end(self, cut: re.Pattern[str], place: int) -> int:
        found = cut.search(self.text, place)
        return found.start() if found else len(self.text)

    def paragraph_before(self, place: int, most: int = 120) -> str:
        """From the last full stop: what an enumeration of requests hangs on."""
        return self.text[max(self._begin(_ASKING, place), place - most) : place]

    def sentence_before(self, place: int, most: int = 60) -> str:
        """The sentence up to `place`, as far as `most` characters."""
        return self.text[max(self._begin(_SENTENCE, place), place - most) : place]

    def sentence_after(self, place: int, most: int = 60) -> str:
        """The sentence from `place` on, as far as `most` characters."""
        return self.text[place : min(self._end(_SENTENCE, place), place + most)]

    def clause_start(self, place: int) -> int:
        """Where the clause begins."""
        return self._begin(_CLAUSE, place)

    def clause_before(self, place: int) -> str:
        """The clause up to `place`."""
        return self.text[self.clause_start(place) : place]

    def clause_after(self, place: int) -> str:
        """The clause from `place` on."""
        return self.text[place : self._end(_CLAUSE, place)]


def whole_number(text: str) -> int | None:
    """A number in Arabic or in Chinese numerals: 12, 十二, 两千三百, 一万二; None for what is not written like one."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    plain = text.replace("两", "二").replace("○", "零").replace("〇", "零")
    try:
        return int(cn2an(plain, "normal" if _COUNTED.search(plain) else "strict"))
    except ValueError:
        return None


def scaled(digits: str, unit: str) -> Decimal | None:
    """1.4 and 万 make 14000."""
    factor = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[unit]
    value = (Decimal(digits.replace(",", "")) * factor).normalize()
    return value if 0 < value < 10**10 and value == value.quantize(Decimal("0.01")) else None
