"""Codes on goods: what is right is read, what is wrong is refused with the reason."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import ean

from complaints.aids.codes import LENGTHS, LONGEST, ItemCode, read_item_code
from complaints.fields import ItemCodeField

MILK = ItemCode("06901234567892")
BATCHED = ItemCode("06901234567892", "B2608", dt.date(2027, 1, 1))
GS = "\x1d"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("6901234567892", MILK),
        (" 6901234567892\n", MILK),
        ("６９０１２３４５６７８９２", MILK),
        ("690-1234-567892", MILK),
        ("690 1234 5678 92", MILK),
        ("6901234　567892", MILK),
        ("690—1234－567892", MILK),
        ("06901234567892", MILK),
        ("96385074", ItemCode("00000096385074")),
        ("036000291452", ItemCode("00036000291452")),
        ("0036000291452", ItemCode("00036000291452")),
        ("16901234567899", ItemCode("16901234567899")),
        ("978-7-111-12806-9", ItemCode("09787111128069")),
        ("ISBN 978-7-111-12806-9", ItemCode("09787111128069")),
        ("ISBN：978-7-111-12806-9", ItemCode("09787111128069")),
        ("7-111-12806-0", ItemCode("09787111128069")),
        ("]E06901234567892", MILK),
        ("(01)06901234567892(10)B2608(17)270101", BATCHED),
        ("（01）06901234567892（10）B2608（17）270101", BATCHED),
        ("(01) 06901234567892 (17) 270101 (10) B2608", BATCHED),
        (f"010690123456789210B2608{GS}17270101", BATCHED),
        ("010690123456789210B2608<GS>17270101", BATCHED),
        ("010690123456789210B2608{GS}17270101", BATCHED),
        ("010690123456789210B2608␝17270101", BATCHED),
        (f"{GS}010690123456789210B2608{GS}17270101{GS}", BATCHED),
        ("]C101069012345678921727010110B2608", BATCHED),
        (f"]d2010690123456789210B2608{GS}17270101", BATCHED),
        (f"]Q3010690123456789210B2608{GS}17270101", BATCHED),
        ("0106901234567892", MILK),
        ("010690123456789217270101", ItemCode("06901234567892", "", dt.date(2027, 1, 1))),
        ("010690123456789215270131", ItemCode("06901234567892", "", dt.date(2027, 1, 31))),
        ("https://id.gs1.org/01/06901234567892/10/B2608?17=270101", BATCHED),
        ("HTTPS://example.cn/s/01/06901234567892/10/B2608?17=270101&from=app", BATCHED),
        ("]Q1https://id.gs1.org/01/06901234567892/10/B2608?17=270101", BATCHED),
        # 00 for the day is the end of the month; a day that is none is left out, the goods are still known.
        ("(01)06901234567892(17)270200", ItemCode("06901234567892", "", dt.date(2027, 2, 28))),
        ("(01)06901234567892(17)270230", MILK),
    ],
)
def test_read(text: str, wanted: ItemCode) -> None:
    assert read_item_code(text) == wanted


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("", "empty", "请填写商品条码下方的数字"),
        ("   ", "empty", "请填写"),
        ("]E0", "empty", "请填写"),
        ("6901234567893", "gtin", "有写错的，请对照包装"),
        ("9601234567892", "gtin", "有写错的"),
        ("690123456789", "gtin", "有写错的"),
        ("69012345678", "length", "现在是 11 位"),
        ("123", "length", "现在是 3 位"),
        ("81234567890123456789", "length", "现在是 20 位"),
        ("0000000000000", "zeros", "不会全是 0"),
        ("B2608", "letters", "只有数字"),
        ("69O1234567892", "letters", "只有数字"),
        ("٦٩٠١٢٣٤٥٦٧٨٩٢", "letters", "只有数字"),
        ("7-111-12806-5", "length", "现在是 10 位"),
        ("(01)06901234567893(10)B2608", "gtin", "有写错的"),
        ("0106901234567893", "gtin", "有写错的"),
        ("(10)B2608(17)270101", "no_gtin", "没有商品条码"),
        ("(00)006141411234567890", "no_gtin", "没有商品条码"),
        ("(ab)06901234567892", "gs1", "读不出"),
        ("(", "gs1", "读不出"),
        ("(01)12", "gs1", "读不出"),
        ("(01)06901234567892(17)271301", "gs1", "读不出"),
        (f"99{GS}zz{GS}01", "gs1", "读不出"),
        ("https://example.cn/p/6901234567892", "gs1", "没有商品条码"),
        ("https://", "gs1", "没有商品条码"),
        ("http://[::1", "gs1", "没有商品条码"),
        ("https://id.gs1.org/01/06901234567893", "gtin", "有写错的"),
        ("6901234567892" * 30, "length", "读不出"),
        ("javascript:alert(1)", "letters", "只有数字"),
        ("\x00", "letters", "只有数字"),
    ],
)
def test_refused_with_the_reason(text: str, code: str, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_item_code(text)
    assert caught.value.code == code
    assert says in caught.value.messages[0]


@pytest.mark.parametrize("digit", "0123456789")
def test_the_words_never_give_the_digit_away(digit: str) -> None:
    """Who only changes the last digit until it fits has not looked at the goods again."""
    if digit == "2":
        assert read_item_code("6901234567892") == MILK
        return
    with pytest.raises(ValidationError) as caught:
        read_item_code(f"690123456789{digit}")
    assert not any(one.isdigit() for one in caught.value.messages[0])


def valid_codes() -> st.SearchStrategy[str]:
    """Every length, with its check digit."""

    def complete(digits: str) -> str:
        return digits + str(ean.calc_check_digit(digits))

    payload = st.sampled_from(LENGTHS).flatmap(lambda n: st.text("0123456789", min_size=n - 1, max_size=n - 1))
    return payload.filter(lambda digits: bool(digits.strip("0"))).map(complete)


@given(valid_codes())
def test_every_valid_code_is_read_in_every_dress(code: str) -> None:
    wanted = ItemCode(code.zfill(14))
    full = code.translate({ord(half): ord(half) + 0xFEE0 for half in "0123456789"})
    for dress in (code, full, " ".join(code), "-".join(code), f"(01){wanted.gtin14}", f"]C101{wanted.gtin14}"):
        assert read_item_code(dress) == wanted
    assert read_item_code(wanted.printed) == wanted
    assert len(wanted.printed) in LENGTHS


@given(valid_codes(), st.integers(0, 13), st.integers(1, 9))
def test_one_changed_digit_is_refused(code: str, at: int, by: int) -> None:
    at %= len(code)
    changed = f"{code[:at]}{(int(code[at]) + by) % 10}{code[at + 1 :]}"
    assume(changed.strip("0"))
    for dress in (changed, f"(01){changed.zfill(14)}", f"01{changed.zfill(14)}"):
        with pytest.raises(ValidationError) as caught:
            read_item_code(dress)
        assert caught.value.code == "gtin"


@given(st.text(max_size=LONGEST + 20) | st.text("(01)69234578\x1d]Chtps:/10", max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    field = ItemCodeField(required=False)
    try:
        kept = field.clean(text)
    except ValidationError as error:
        said = error.messages
    else:
        said = []
        assert kept == "" or len(read_item_code(text).batch) <= 20
        assert len(kept) in {0, *LENGTHS}
    assert all(said)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("6901234567892", "6901234567892"),
        ("06901234567892", "6901234567892"),
        ("036000291452", "036000291452"),
        ("96385074", "96385074"),
        ("(01)06901234567892(10)B2608", "6901234567892"),
        ("https://id.gs1.org/01/16901234567899", "16901234567899"),
    ],
)
def test_the_field_keeps_what_is_printed_under_the_bars(typed: str, kept: str) -> None:
    assert ItemCodeField(required=False).clean(typed) == kept


def test_the_field_says_what_is_wrong_and_may_be_required() -> None:
    with pytest.raises(ValidationError, match="现在是 11 位"):
        ItemCodeField(required=False).clean("69012345678")
    with pytest.raises(ValidationError):
        ItemCodeField().clean("")
