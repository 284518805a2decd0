"""A code proves a phone or an address: once, for ten minutes, for the thing it was sent for, to whoever holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts.models import ContactCode
from accounts.proofs import PER_ADDRESS, PER_CONTACT, PER_SUBJECT, TRIES, code_check, code_send
from accounts.services import user_create
from accounts.tasks import forget_codes
from core import time
from core.errors import Invalid, TooMany
from core.models import OutboxMessage
from core.secrets import blind_index
from tests.accounts.codes import newest_code
from tests.core.crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, EMAIL = "13877100001", "Gui.Hua@example.com"
FILE, GUEST = ContactCode.Purpose.FILE, ContactCode.Purpose.GUEST
START = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time.at(START):
        yield


def send(subject: str = "draft:1", *, phone: str = PHONE, email: str = "", source: str = "") -> str:
    """Ask for a code; returns the code that came."""
    code_send(purpose=FILE, subject=subject, phone=phone, email=email, source=source)
    return newest_code()


def check(code: str, subject: str = "draft:1", purpose: ContactCode.Purpose = FILE) -> str:
    return code_check(purpose=purpose, subject=subject, code=code)


def refused(code: str, subject: str = "draft:1", purpose: ContactCode.Purpose = FILE) -> str:
    """What is said to a code that proves nothing; it stands at the field of the code."""
    with pytest.raises(Invalid) as caught:
        check(code, subject, purpose)
    assert list(caught.value.errors) == ["code"]
    return str(caught.value.errors["code"][0])


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_code_that_came_proves_the_contact() -> None:
    code = send()
    assert (len(code), code.isdecimal()) == (6, True)
    letter = OutboxMessage.objects.get()
    assert (letter.channel, letter.to) == ("sms", "+8613877100001")
    assert check(code) == blind_index(PHONE, "phone")


def test_an_address_is_proved_by_e_mail() -> None:
    masked = code_send(purpose=FILE, subject="draft:1", email=EMAIL)
    assert masked == "G***@example.com"
    letter = OutboxMessage.objects.get()
    assert (letter.channel, letter.to) == ("email", EMAIL)
    assert "提交投诉验证码" in letter.subject
    assert check(newest_code()) == blind_index(EMAIL.lower(), "email")


def test_the_page_is_told_where_to_only_masked() -> None:
    assert code_send(purpose=FILE, subject="draft:1", phone="+86 138 7710 0001") == "138****0001"


def test_neither_code_nor_contact_is_kept() -> None:
    code = send()
    row = str(ContactCode.objects.values().get())
    assert code not in row
    assert PHONE not in row


def test_full_width_and_spaces_are_forgiven() -> None:
    code = send()
    assert check(f" {code[:3]} {code[3:].translate(str.maketrans('0123456789', '０１２３４５６７８９'))}")


def test_a_used_code_is_dead() -> None:
    code = send()
    check(code)
    assert "失效" in refused(code)


def test_a_code_lives_ten_minutes() -> None:
    code = send()
    with time.at(START + 10 * MINUTE):
        assert "失效" in refused(code)
    with time.at(START + 10 * MINUTE - SECOND):
        assert check(code)


def test_a_new_code_ends_those_before_it_for_the_same_thing_only() -> None:
    first, elsewhere = send(), send("draft:2", phone="13877100002")
    with time.at(START + MINUTE):
        second = send()
        assert refused(first) if first != second else True
        assert check(second)
        assert check(elsewhere, "draft:2")


def test_five_wrong_tries_end_a_code_also_for_the_right_one() -> None:
    code = send()
    for _n in range(TRIES):
        assert "不对" in refused(other(code))
    assert "失效" in refused(code)


def test_a_code_is_good_for_what_it_was_sent_for_only() -> None:
    code = send()
    refused(code, "draft:2")
    refused(code, "draft:1", GUEST)
    assert check(code)


@pytest.mark.parametrize("nonsense", ["", "12345", "1234567", "abcdef", "٣٣٣٣٣٣", "000000 OR 1"])
def test_nonsense_is_a_wrong_code(nonsense: str) -> None:
    send()
    assert refused(nonsense)


def test_without_a_code_nothing_is_proved() -> None:
    assert "失效" in refused("123456")


@pytest.mark.parametrize("phone", ["0771-5555555", "12345", "+1 202 555 0100"])
def test_what_takes_no_text_message_is_said_at_the_phone(phone: str) -> None:
    with pytest.raises(Invalid) as caught:
        send(phone=phone)
    assert list(caught.value.errors) == ["phone"]
    assert not OutboxMessage.objects.exists()


def test_without_any_contact_there_is_nowhere_to_send() -> None:
    with pytest.raises(Invalid):
        send(phone="")


def test_a_minute_between_two_codes_to_one_contact() -> None:
    send()
    with time.at(START + 59 * SECOND), pytest.raises(TooMany) as caught:
        send("draft:2")
    assert caught.value.retry_after == 1
    with time.at(START + MINUTE):
        assert send("draft:2")
    assert OutboxMessage.objects.count() == 2


def test_five_codes_an_hour_to_one_contact() -> None:
    for n in range(PER_CONTACT.most):
        with time.at(START + n * MINUTE):
            send(f"draft:{n}")
    with time.at(START + 9 * MINUTE), pytest.raises(TooMany):
        send("draft:9")
    with time.at(START + 9 * MINUTE):
        assert send("draft:9", phone="13877100002")


def test_ten_codes_a_day_for_one_thing() -> None:
    for n in range(PER_SUBJECT.most):
        send(phone=f"138771001{n:02d}")
    with pytest.raises(TooMany):
        send(phone="13877100200")
    assert send("draft:2", phone="13877100200")


def test_twenty_codes_an_hour_from_one_address() -> None:
    for n in range(PER_ADDRESS.most):
        send(f"draft:{n}", phone=f"138771001{n:02d}", source="192.0.2.1")
    with pytest.raises(TooMany):
        send("draft:99", phone="13877100200", source="192.0.2.1")
    assert send("draft:99", phone="13877100200", source="192.0.2.2")


def test_whoever_asks_too_often_uses_up_nothing_of_the_others() -> None:
    for n in range(PER_ADDRESS.most):
        send(f"draft:{n}", phone=f"138771001{n:02d}", source="192.0.2.1")
    for n in range(PER_CONTACT.most + 1):
        with time.at(START + n * MINUTE), pytest.raises(TooMany):
            send("draft:99", source="192.0.2.1")
    with time.at(START + 20 * MINUTE):
        assert send("draft:99", source="192.0.2.2")


def test_known_and_unknown_contacts_are_answered_alike() -> None:
    user_create(name="陈桂花", phone="13877100009")
    answers = [code_send(purpose=FILE, subject=f"draft:{n}", phone=f"1387710000{n}") for n in (8, 9)]
    assert answers == ["138****0008", "138****0009"]
    letters = OutboxMessage.objects.order_by("pk").values_list("text", flat=True)
    assert len({"".join(c for c in text if not c.isdecimal()) for text in letters}) == 1


def test_whoever_has_an_account_is_written_to_in_their_language() -> None:
    user_create(name="Chen Guihua", phone="13877100009", language="en")
    send(phone="13877100009")
    assert "code" in OutboxMessage.objects.get().text


def test_of_two_right_codes_at_once_one_wins() -> None:
    code = send()
    (outcomes,) = at_once([lambda: check(code)] * 4)
    assert [type(one) for one in outcomes].count(str) == 1
    assert [type(one) for one in outcomes].count(Invalid) == 3


def test_many_wrong_tries_at_once_are_no_more_than_five() -> None:
    code = send()
    wrong = other(code)
    (outcomes,) = at_once([lambda: check(wrong)] * 12)
    assert all(isinstance(one, Invalid) for one in outcomes)
    words = [str(one.errors["code"][0]) for one in outcomes]
    assert ContactCode.objects.get().tries == TRIES
    assert sum("不对" in one for one in words) == TRIES


def test_of_two_requests_at_once_one_code_leaves() -> None:
    (outcomes,) = at_once([lambda: code_send(purpose=FILE, subject="draft:1", phone=PHONE)] * 4)
    assert [type(one) for one in outcomes].count(str) == 1
    assert {type(one) for one in outcomes if not isinstance(one, str)} == {TooMany}
    assert OutboxMessage.objects.count() == ContactCode.objects.count() == 1


def test_a_try_inside_a_transaction_is_a_mistake() -> None:
    """A rollback would give the try back."""
    code = send()
    with transaction.atomic(), pytest.raises(RuntimeError):
        check(code)


def test_old_codes_are_swept() -> None:
    send()
    with time.at(START + dt.timedelta(days=2)):
        assert forget_codes() == 0
    with time.at(START + dt.timedelta(days=2) + 11 * MINUTE):
        assert forget_codes() == 1
    assert not ContactCode.objects.exists()
