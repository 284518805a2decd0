"""Signing up: one number or one address, proven by a code."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import services
from accounts.models import User
from accounts.selectors import user_by_phone
from core.models import OutboxMessage
from tests.cast import PASSWORD, Cast, email, phone

pytestmark = pytest.mark.django_db(transaction=True)


def last_code(to: str) -> str:
    """The six digits of the last message to somebody."""
    message = OutboxMessage.objects.filter(to=to).latest("id")
    found = re.search(r"\b\d{6}\b", message.text)
    assert found, message.text
    return found.group()


def sign_up(client: Client, contact: str, **more: Any) -> Any:
    return client.post("/accounts/signup/", {"name": "韦小芳", "contact": contact, **more})


def test_sign_up_by_phone_with_code_end_to_end(client: Client) -> None:
    answer = sign_up(client, "138 0000 0000", next="/accounts/settings/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/phone/verify/"
    assert "_auth_user_id" not in client.session
    assert "+8613800000000" in client.get("/accounts/phone/verify/").content.decode()
    answer = client.post("/accounts/phone/verify/", {"code": last_code("+8613800000000")})
    assert answer["Location"] == "/accounts/settings/"
    user = User.objects.get()
    assert (user.name, user.phone, user.phone_verified) == ("韦小芳", "+8613800000000", True)
    assert (user.email, user.has_usable_password()) == (None, False)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_by_email_with_code_end_to_end(client: Client) -> None:
    answer = sign_up(client, "Ming@Example.com", password1=PASSWORD)
    assert answer["Location"] == "/accounts/confirm-email/"
    client.post("/accounts/confirm-email/", {"code": last_code("ming@example.com")})
    user = User.objects.get(email="ming@example.com")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(PASSWORD)
    assert (user.phone, user.phone_index) == ("", None)


def test_an_unproven_number_is_nobody_s_and_can_be_taken_by_its_owner(client: Client) -> None:
    sign_up(Client(), "13800000000", password1=PASSWORD)
    assert user_by_phone("+8613800000000") is None
    cache.clear()
    sign_up(client, "13800000000")
    client.post("/accounts/phone/verify/", {"code": last_code("+8613800000000")})
    owner = user_by_phone("+8613800000000")
    assert owner is not None
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert not owner.check_password(PASSWORD)


def test_a_second_code_to_a_number_within_half_a_minute_is_429_not_500(client: Client) -> None:
    sign_up(Client(), "13800000000")
    answer = sign_up(client, "13800000000")
    assert answer.status_code == 429
    assert OutboxMessage.objects.count() == 1


def test_an_unproven_address_can_be_taken_by_its_owner_without_the_password_of_the_first(client: Client) -> None:
    sign_up(Client(), "ming@example.com", password1="a stranger's password")
    stranger = User.objects.get()
    services.user_forget_unproven(address="ming@example.com")
    assert not User.objects.filter(pk=stranger.pk).exists()
    sign_up(client, "ming@example.com", password1=PASSWORD)
    assert not User.objects.get().check_password("a stranger's password")


def test_forgetting_spares_who_has_proven_something_or_works_here(cast: Cast) -> None:
    assert services.user_forget_unproven(address=email("consumer")) == 0
    assert services.user_forget_unproven(address=email("mediator")) == 0
    assert services.user_forget_unproven() == 0
    assert User.objects.filter(email=email("consumer")).exists()


def test_sign_up_with_a_taken_number_or_address_looks_the_same_and_tells_only_the_owner(cast: Cast) -> None:
    before = User.objects.count()
    assert sign_up(Client(), phone("consumer"))["Location"] == "/accounts/phone/verify/"
    assert sign_up(Client(), email("consumer"))["Location"] == "/accounts/confirm-email/"
    assert User.objects.count() == before
    texts = list(OutboxMessage.objects.order_by("id").values_list("text", flat=True))
    assert len(texts) == 2
    assert all("已经有账号" in text and not re.search(r"\b\d{6}\b", text) for text in texts)


@pytest.mark.parametrize("contact", ["", "12345", "0771-5555555", "+1 202 555 0100", "ming@", "@", "1380000000"])
def test_what_is_no_mobile_number_and_no_address_is_refused(client: Client, contact: str) -> None:
    answer = sign_up(client, contact)
    assert answer.status_code == 200
    assert answer.context["form"].errors["contact"]
    assert not User.objects.exists()


def test_hidden_characters_in_a_name_are_refused(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"name": "韦\u202e小芳", "contact": "13800000000"})
    assert answer.context["form"].errors["name"]


def test_a_weak_password_is_refused(client: Client) -> None:
    assert sign_up(client, "13800000000", password1="12345678").context["form"].errors["password1"]


def test_a_wrong_code_does_not_prove_and_three_end_the_attempt(client: Client) -> None:
    sign_up(client, "13800000000")
    right = last_code("+8613800000000")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _attempt in range(2):
        answer = client.post("/accounts/phone/verify/", {"code": wrong})
        assert "验证码不对" in answer.content.decode()
    assert client.post("/accounts/phone/verify/", {"code": wrong})["Location"] == "/accounts/login/"
    assert client.post("/accounts/phone/verify/", {"code": right})["Location"] == "/accounts/login/"
    assert not User.objects.get().phone_verified
