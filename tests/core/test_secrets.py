"""The key ring and the blind index."""

from __future__ import annotations

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core import secrets

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_encrypted_comes_back(text: str) -> None:
    assert secrets.decrypt(secrets.encrypt(text)) == text


def test_the_stored_form_does_not_show_the_text_and_never_repeats() -> None:
    first, second = secrets.encrypt("450103199001010011"), secrets.encrypt("450103199001010011")
    assert "450103" not in first
    assert first != second


def test_empty_stays_empty() -> None:
    assert (secrets.encrypt(""), secrets.decrypt("")) == ("", "")


def test_first_key_encrypts_and_all_decrypt(settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    stored = secrets.encrypt("陈桂花")
    settings.FIELD_KEYS = [NEW, OLD]
    assert secrets.decrypt(stored) == "陈桂花"
    assert not secrets.is_current(stored)
    moved = secrets.reencrypt(stored)
    assert secrets.is_current(moved)
    settings.FIELD_KEYS = [NEW]
    assert secrets.decrypt(moved) == "陈桂花"


def test_a_missing_key_raises_and_does_not_show_the_value(settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    stored = secrets.encrypt("13800000000")
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(secrets.Unreadable) as caught:
        secrets.decrypt(stored)
    assert stored not in repr(caught.value)
    assert caught.value.__cause__ is None


@given(st.integers(0, 200), st.integers(1, 255))
def test_every_changed_byte_is_noticed(place: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(secrets.encrypt("13800000000")))
    raw[place % len(raw)] ^= change
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(base64.urlsafe_b64encode(bytes(raw)).decode())


@pytest.mark.parametrize("stored", ["13800000000", "not base64 at all", "gAAAAA", "密文", "\ud800"])
def test_plain_text_in_the_column_is_never_passed_through(stored: str) -> None:
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(stored)
    assert not secrets.is_current(stored)


@pytest.mark.parametrize("keys", [[], [""], ["short"], [OLD, "short"], ["密钥"]])
def test_a_ring_that_is_no_ring_fails_loudly(settings: Settings, keys: list[str]) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(secrets.KeyRingError):
        secrets.encrypt("13800000000")


def test_the_default_ring_of_a_first_run_is_valid(settings: Settings) -> None:
    settings.FIELD_KEYS = [settings.INSECURE_FIELD_KEY]
    assert secrets.decrypt(secrets.encrypt("x")) == "x"


PHONES = [
    "13800000000",
    "+8613800000000",
    "0086 138 0000 0000",
    "138-0000-0000",
    "１３８００００００００",
    " 13800000000 ",
]


@pytest.mark.parametrize("spelling", PHONES)
def test_one_phone_has_one_index(spelling: str) -> None:
    assert secrets.normalise(spelling, "phone") == "+8613800000000"
    assert secrets.blind_index(spelling, "phone") == secrets.blind_index("13800000000", "phone")


def test_another_phone_has_another_index() -> None:
    assert secrets.blind_index("13800000001", "phone") != secrets.blind_index("13800000000", "phone")


def test_a_phone_that_is_none_still_has_one_spelling() -> None:
    assert secrets.blind_index("不详", "phone") == secrets.blind_index("不详 ", "phone") != ""


@pytest.mark.parametrize(
    "spelling", ["11010519491231002x", " 11010519491231002X", "110105 19491231 002x", "１１０１０５19491231002Ｘ"]
)
def test_one_identity_number_has_one_index(spelling: str) -> None:
    assert secrets.blind_index(spelling, "id_no") == secrets.blind_index("11010519491231002X", "id_no")


def test_e_mail_ignores_case() -> None:
    assert secrets.blind_index("A@Example.CN", "email") == secrets.blind_index("a@example.cn", "email")


def test_purpose_and_key_separate(settings: Settings) -> None:
    before = secrets.blind_index("13800000000", "phone")
    assert len(before) == 64
    assert before != secrets.blind_index("13800000000", "account")
    settings.INDEX_KEY = "another"
    assert before != secrets.blind_index("13800000000", "phone")


@pytest.mark.parametrize("nothing", ["", "  "])
def test_nothing_has_no_index(nothing: str) -> None:
    assert secrets.blind_index(nothing, "account") == ""
