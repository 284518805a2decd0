"""What is left of a name, a number, an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core.masking import county_only, mask_account, mask_id, mask_name, mask_phone, token

NAMES = [
    ("陈桂花", "女", "陈女士"), ("陈桂花", "", "陈先生/女士"), ("韦大山", "男", "韦先生"),
    ("欧阳桂花", "女", "欧阳女士"),
    ("司马山", "m", "司马先生"), ("欧阳", "男", "欧先生"), (" 陈桂花", "F", "陈女士"), ("", "", "某先生/女士"),
    ("阿依古丽·买买提", "女", "阿女士"), ("陈桂花", "不详", "陈先生/女士"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sex", "masked"), NAMES)
def test_name(name: str, sex: str, masked: str) -> None:
    assert mask_name(name, sex) == masked


PHONES = [
    ("13807710000", "138****0000"), ("+86 138 0771 0000", "138****0000"), ("１３８０７７１００００", "138****0000"),
    ("0771-5551010", "771****1010"), ("5551010", "****10"), ("12315", "****15"), ("", ""), ("不详", "****"),
]  # fmt: skip


@pytest.mark.parametrize(("phone", "masked"), PHONES)
def test_phone(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


IDS = [
    ("11010519491231002x", "1101**********002X"), ("110105491231002", "110*********002"), ("E14010938", "E1*****38"),
    ("AB12", "A**2"), ("A1", "**"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "masked"), IDS)
def test_identity_number(code: str, masked: str) -> None:
    assert mask_id(code) == masked


@given(st.text(st.sampled_from("0123456789X"), min_size=1, max_size=18))
def test_at_least_half_of_an_identity_number_is_hidden(code: str) -> None:
    masked = mask_id(code)
    assert len(masked) == len(code)
    assert masked.count("*") * 2 >= len(code)


ACCOUNTS = [
    ("6222 0213 8077 1006", "****1006"), ("guihua@example.com", "g***@example.com"), ("13807710000", "****0000"),
    ("12345", "****"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("account", "masked"), ACCOUNTS)
def test_account(account: str, masked: str) -> None:
    assert mask_account(account) == masked


def test_token_is_stable_scoped_and_keyed(settings: Settings) -> None:
    first = token(7)
    assert first == token(7)
    label, code = first.split("-")
    assert label == "消费者"
    assert len(code) == 4
    assert set(code) <= set("0123456789ABCDEF")
    assert len({token(pk) for pk in range(200)}) > 190
    assert [token(pk, "case:1") for pk in range(20)] != [token(pk, "case:2") for pk in range(20)]
    before = [token(pk) for pk in range(20)]
    settings.INDEX_KEY = "another key"
    assert [token(pk) for pk in range(20)] != before


PLACES = [
    ("广西壮族自治区南宁市青秀区民族大道100号3栋", "广西壮族自治区南宁市青秀区"),
    ("南宁市西乡塘区幸福小区3栋", "南宁市西乡塘区"), ("柳州市三江侗族自治县古宜镇12号", "柳州市三江侗族自治县"),
    ("横州市横州镇", "横州市"), ("防城港市东兴市兴东路8号", "防城港市东兴市"), ("上思县思阳镇", "上思县"),
    ("广西壮族自治区 桂林市 阳朔县 西街1号", "广西壮族自治区桂林市阳朔县"), ("幸福小区3栋501", ""),
    ("民族大道100号", ""),
    ("我家住在城里的青秀区", ""), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("address", "county"), PLACES)
def test_county_only(address: str, county: str) -> None:
    assert county_only(address) == county
