"""Check characters refuse what a slip of the finger makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checkdigits import check_character, luhn, valid_gtin, valid_uscc

CASE = "450103202611220007"
SIGNS = "0123456789X"


def right(code: str) -> bool:
    return "X" not in code[:-1] and check_character(code[:-1]) == code[-1]


def test_the_case_number_of_the_documents() -> None:
    assert check_character(CASE) == "X"


@pytest.mark.parametrize("identity", ["11010519491231002X", "440524188001010014"])
def test_the_identity_card_has_the_same_scheme(identity: str) -> None:
    assert right(identity)


@given(st.text(st.sampled_from("0123456789"), min_size=18, max_size=18))
def test_every_single_wrong_sign_is_caught(digits: str) -> None:
    code = digits + check_character(digits)
    wrong = [code[:n] + sign + code[n + 1 :] for n in range(19) for sign in SIGNS if sign != code[n]]
    assert len(wrong) == 190
    assert not any(right(each) for each in wrong)


@given(st.text(st.sampled_from("0123456789"), min_size=18, max_size=18))
def test_every_swap_of_neighbours_is_caught(digits: str) -> None:
    code = digits + check_character(digits)
    swapped = [code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(18) if code[n] != code[n + 1]]
    assert not any(right(each) for each in swapped)


@pytest.mark.parametrize("nothing", ["", "45010X", "４５", "GX450103", "45 01"])
def test_only_digits_have_one(nothing: str) -> None:
    with pytest.raises(ValueError, match="only digits"):
        check_character(nothing)


def test_luhn() -> None:
    assert luhn("4111111111111111")
    assert not any(luhn("411111111111111" + digit) for digit in "023456789")


USCC = "91110000600037341L"


def test_social_credit_code() -> None:
    assert valid_uscc(USCC)


@pytest.mark.parametrize(
    "code",
    ["", USCC[:-1], USCC + "0", "91110000600037340L", "19110000600037341L", "91110000600037341I", "９" + USCC[1:]],
)
def test_social_credit_code_refused(code: str) -> None:
    assert not valid_uscc(code)


def test_social_credit_code_catches_every_single_wrong_sign() -> None:
    wrong = [USCC[:n] + sign + USCC[n + 1 :] for n in range(8, 18) for sign in "0123456789ABCDEFGH" if sign != USCC[n]]
    assert not any(valid_uscc(each) for each in wrong)


@pytest.mark.parametrize("code", ["96385074", "036000291452", "6901234567892", "16901234567899"])
def test_gtin(code: str) -> None:
    assert valid_gtin(code)
    assert not any(valid_gtin(code[:-1] + digit) for digit in "0123456789" if digit != code[-1])


@pytest.mark.parametrize(
    "code",
    ["", "6901234567891", "690123456789", "69-01234567892", "6901234567892 ", "６901234567892", "B2608", "0" * 15],
)
def test_gtin_refused(code: str) -> None:
    assert not valid_gtin(code)
