"""What a code on the goods says: the bare number, or an element string or a link of GS1 with batch and dates."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from biip import BiipException, ParseConfig
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementStrings
from biip.gs1_messages import GS1Message
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from stdnum import isbn

from core.checkdigits import valid_gtin

LONGEST = 300
LENGTHS = (8, 12, 13, 14)
SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
# How readers and apps write the separator that keyboards do not have.
SEPARATORS = re.compile(r"<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|␝", re.IGNORECASE)
BETWEEN_DIGITS = re.compile(r"[\s\-‐-―−]")
CONFIG = ParseConfig(gs1_element_strings_verify_date=False)
# 17 is the last day of use; 15 the day up to which food is at its best.
EXPIRES = ("17", "15")

EMPTY = _("请填写商品条码下方的数字")
LETTERS = _("商品条码只有数字，请检查有没有多出的字；不清楚可以不填")
LENGTH = _("商品条码是 8、12、13 或者 14 位数字，现在是 %(n)s 位，请检查有没有漏写或者多写；不清楚可以不填")
CHECK = _("这串数字里有写错的，请对照包装上竖线下面的数字再核对一遍；不清楚可以不填")
ZEROS = _("商品条码不会全是 0，请检查；不清楚可以不填")
NO_GTIN = _("这个码里没有商品条码，请填写包装上竖线下面的数字；不清楚可以不填")
UNREADABLE = _("读不出这个码，请只填写包装上竖线下面的数字；不清楚可以不填")


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A GTIN as 14 digits, and the batch and the last day of use if the code carries them."""

    gtin14: str
    batch: str = ""
    expiry: dt.date | None = None

    @property
    def printed(self) -> str:
        """As it stands under the bars: the same goods have one number, however it was typed or scanned."""
        for length, zeros in ((8, 6), (12, 2), (13, 1)):
            if self.gtin14.startswith("0" * zeros):
                return self.gtin14[-length:]
        return self.gtin14


def read_item_code(text: str) -> ItemCode:
    """The code in `text`: typed, pasted or scanned. Raises ValidationError saying what to mend."""
    if len(text) > LONGEST:
        raise refused(UNREADABLE, "length")
    plain = SEPARATORS.sub("\x1d", unicodedata.normalize("NFKC", text)).strip()
    scanned = SYMBOLOGY.sub("", plain, count=1) if plain.startswith("]") else plain
    if not scanned:
        raise refused(EMPTY, "empty")
    return reader_of(scanned)(scanned.strip("\x1d"))


def reader_of(text: str) -> Callable[[str], ItemCode]:
    """How this kind of text is read."""
    if text.lower().startswith(("http://", "https://")):
        return from_link
    if text.startswith("("):
        return from_printed
    digits = BETWEEN_DIGITS.sub("", text) if "\x1d" not in text else text
    raw = digits.startswith("01") and len(digits) > max(LENGTHS)
    return from_scan if raw or "\x1d" in text else from_digits


def from_digits(text: str) -> ItemCode:
    """The bare number, or that of a book."""
    digits = BETWEEN_DIGITS.sub("", text).upper().removeprefix("ISBN").lstrip(":")
    if len(digits) == 10 and isbn.is_valid(digits):
        digits = isbn.to_isbn13(digits)
    if not (digits.isascii() and digits.isdigit()):
        raise refused(LETTERS, "letters")
    return ItemCode(checked(digits))


def checked(digits: str) -> str:
    """The number as 14 digits; raises ValidationError for a wrong length or a wrong digit."""
    if len(digits) not in LENGTHS:
        raise refused(LENGTH, "length", n=len(digits))
    if not digits.strip("0"):
        raise refused(ZEROS, "zeros")
    if not valid_gtin(digits):
        raise refused(CHECK, "gtin")
    return digits.zfill(14)


def from_link(text: str) -> ItemCode:
    """A GS1 Digital Link, as two-dimensional codes carry it."""
    return from_elements(lambda: GS1DigitalLinkURI.parse(text, config=CONFIG).element_strings, NO_GTIN)


def from_printed(text: str) -> ItemCode:
    """An element string as printed: (01)06901234567892(10)B2608(17)270101."""
    return from_elements(lambda: GS1Message.parse_hri(text, config=CONFIG).element_strings, UNREADABLE)


def from_scan(text: str) -> ItemCode:
    """An element string as a reader sends it, with FNC1 as a separator where one is needed."""
    return from_elements(lambda: GS1Message.parse("".join(text.split(" ")), config=CONFIG).element_strings, UNREADABLE)


def from_elements(parse: Callable[[], GS1ElementStrings], otherwise: StrOrPromise) -> ItemCode:
    """GTIN, batch and last day out of the elements; `otherwise` is said when they cannot be read."""
    try:
        found = {one.ai.ai: one for one in reversed(parse())}
    except (BiipException, ValueError, AssertionError) as error:
        raise refused(otherwise, "gs1") from error
    if "01" not in found:
        raise refused(NO_GTIN, "no_gtin")
    days = (found[ai].date for ai in EXPIRES if ai in found)
    batch = found["10"].value if "10" in found else ""
    return ItemCode(checked(found["01"].value), batch, next((day for day in days if day), None))


def refused(words: StrOrPromise, code: str, **params: int) -> ValidationError:
    """What is said at the field."""
    return ValidationError(words, code=code, params=params or None)
