"""One plain spelling of codes, brands, models and batches, whoever typed them."""

from __future__ import annotations

import re
import unicodedata

from core.checkdigits import valid_gtin

_REST = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"[\s\-—–－]")
_DIGIT = re.compile(r"[0-9]")
_LETTER = re.compile(r"[a-z]")


def half_width(text: str) -> str:
    """Half-width and small; spaces and signs stay."""
    return unicodedata.normalize("NFKC", text).lower()


def plain(text: str) -> str:
    """Letters and digits alone: 示例 Ｋ９-型 and 示例k9型 are one."""
    return _REST.sub("", half_width(text))


def plain_brand(text: str) -> str:
    """The brand without 牌."""
    return plain(text).removesuffix("牌")


def gtin14(code: str) -> str:
    """The bar code as GTIN-14; "" when it is none (GB 12904: the check digit must fit)."""
    digits = _NOT_DIGITS.sub("", unicodedata.normalize("NFKC", code))
    return digits.zfill(14) if valid_gtin(digits) else ""


def shape(batch: str) -> str:
    """How a plain batch number is built: b2608 and c0001 alike. Only such can be compared."""
    return _LETTER.sub("a", _DIGIT.sub("9", batch))


def says_word(text: str, word: str) -> bool:
    """Whether the half-width text has this plain word, spaced as it may be, and not as a part of a longer one.

    K9 is in 示例 K-9型, and neither in K90 nor in K9-2.
    """
    letters = r"[\W_]*".join(map(re.escape, word))
    return bool(word) and bool(re.search(rf"(?<![0-9a-z]){letters}(?![0-9a-z]|-[0-9a-z])", text))
