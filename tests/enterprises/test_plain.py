"""One spelling for many: codes, brands, models, batches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.plain import gtin14, half_width, plain, plain_brand, says_word, shape

CODES = {
    "6901234567892": "06901234567892",
    "690-1234-567892": "06901234567892",
    "６９０１２３４５６７８９２": "06901234567892",
    "036000291452": "00036000291452",
    "96385074": "00000096385074",
    "16901234567899": "16901234567899",
    "6901234567890": "",
    "690123456789": "",
    "": "",
    "abc": "",
    "六九〇": "",
}


@pytest.mark.parametrize(("typed", "code"), CODES.items())
def test_every_code_becomes_fourteen_digits_or_nothing(typed: str, code: str) -> None:
    assert gtin14(typed) == code


SAID = [
    ("示例K9型", "k9", True),
    ("示例 Ｋ９ 型", "k9", True),
    ("示例k-9电动车", "k9", True),
    ("示例K9 2026款", "k9", True),
    ("示例K90", "k9", False),
    ("示例AK9", "k9", False),
    ("示例K9-2", "k9", False),
    ("示例牌 DY-50 电压力锅", "dy50", True),
    ("示例牌DY－50电压力锅", "dy50", True),
    ("示例牌DY-50A", "dy50", False),
    ("“小云朵”推车", "小云朵", True),
    ("示例", "", False),
    ("", "k9", False),
]


@pytest.mark.parametrize(("text", "word", "there"), SAID)
def test_a_model_is_a_word_of_its_own(text: str, word: str, there: bool) -> None:
    assert says_word(half_width(text), word) is there


def test_brands_and_shapes() -> None:
    assert plain_brand("示例牌") == plain_brand(" 示例 ") == "示例"
    assert plain_brand("牌") == ""
    assert shape(plain("B-2608")) == shape(plain("c0001")) == "a9999"
    assert shape("20260718") != shape("b2608")


@given(st.text(max_size=40))
def test_plain_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert gtin14(text) == "" or len(gtin14(text)) == 14
