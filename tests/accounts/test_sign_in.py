"""Signing in: by password or by code, by e-mail or by phone."""

from __future__ import annotations

import re
import time as wall
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import services
from accounts.models import User
from core.models import OutboxMessage
from tests.accounts.test_sign_up import last_code
from tests.cast import PASSWORD

TOKEN = re.compile(r"[0-9A-Za-z]{64}")

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS, NUMBER = "guihua@example.com", "+8613900001111"


@pytest.fixture
def person() -> User:
    return services.user_create(name="陈桂花", email=ADDRESS, phone=NUMBER, password=PASSWORD)


def log_in(client: Client, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def ask_code(client: Client, contact: str, **more: Any) -> Any:
    return client.post("/accounts/login/code/", {"contact": contact, **more})


def signed_in(client: Client) -> str | None:
    found: str | None = client.session.get("_auth_user_id")
    return found


@pytest.mark.parametrize(
    "login",
    [ADDRESS, "Guihua@Example.com", "13900001111", "+86 139 0000 1111", "１３９００００１１１１", "139-0000-1111"],
)
def test_by_password_however_the_account_is_typed(client: Client, person: User, login: str) -> None:
    answer = log_in(client, login, next="/accounts/settings/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/settings/"
    assert signed_in(client) == str(person.pk)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_next_never_leaves_the_site(client: Client, person: User, elsewhere: str) -> None:
    assert log_in(client, ADDRESS, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize(("contact", "to"), [(ADDRESS, ADDRESS), ("13900001111", NUMBER)])
def test_by_code(client: Client, person: User, contact: str, to: str) -> None:
    answer = ask_code(client, contact, next="/accounts/settings/")
    assert answer["Location"] == "/accounts/login/code/confirm/?next=%2Faccounts%2Fsettings%2F"
    assert OutboxMessage.objects.get().channel == ("email" if "@" in to else "sms")
    answer = client.post(answer["Location"], {"code": last_code(to)})
    assert answer["Location"] == "/accounts/settings/"
    assert signed_in(client) == str(person.pk)


def test_a_code_typed_full_width_with_a_space_is_the_same_code(client: Client, person: User) -> None:
    ask_code(client, ADDRESS)
    code = last_code(ADDRESS)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code[:3]) + " " + code[3:]
    client.post("/accounts/login/code/confirm/", {"code": wide})
    assert signed_in(client) == str(person.pk)


def test_a_wrong_code_is_refused_and_three_end_the_attempt(client: Client, person: User) -> None:
    ask_code(client, ADDRESS)
    right = last_code(ADDRESS)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _attempt in range(2):
        answer = client.post("/accounts/login/code/confirm/", {"code": wrong})
        assert "验证码不对" in answer.content.decode()
    client.post("/accounts/login/code/confirm/", {"code": wrong})
    client.post("/accounts/login/code/confirm/", {"code": right})
    assert signed_in(client) is None


def test_a_code_is_good_for_five_minutes(client: Client, person: User) -> None:
    ask_code(client, ADDRESS)
    with time_machine.travel(wall.time() + 301, tick=True):
        client.post("/accounts/login/code/confirm/", {"code": last_code(ADDRESS)})
    assert signed_in(client) is None


def test_a_code_of_one_visit_is_worth_nothing_in_another(client: Client, person: User) -> None:
    ask_code(Client(), ADDRESS)
    ask_code(client, "13900001111")
    client.post("/accounts/login/code/confirm/", {"code": last_code(ADDRESS)})
    assert signed_in(client) is None


@pytest.mark.parametrize(
    ("login", "password"),
    [
        (ADDRESS, "wrong password"),
        ("nobody@example.com", PASSWORD),
        ("13900001111", "wrong password"),
        ("13900002222", PASSWORD),
    ],
)
def test_unknown_account_and_wrong_password_look_the_same(
    client: Client, person: User, login: str, password: str
) -> None:
    answer = log_in(client, login, password)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == ["账号或密码不对，请检查后再试；也可以改用验证码登录。"]
    assert signed_in(client) is None


@pytest.mark.parametrize(("known", "unknown"), [(ADDRESS, "nobody@example.com"), ("13900001111", "13900002222")])
def test_asking_a_code_answers_the_same_for_an_unknown_account(person: User, known: str, unknown: str) -> None:
    pages = []
    for contact in (known, unknown):
        client = Client()
        answer = ask_code(client, contact)
        page = client.get(answer["Location"]).content.decode()
        pages.append(TOKEN.sub("", page.replace(f"+86{contact}", "…").replace(contact, "…")))
    assert pages[0] == pages[1]
    assert "还没有注册" in OutboxMessage.objects.latest("id").text


def test_failed_passwords_are_counted_per_account(person: User) -> None:
    for _attempt in range(5):
        log_in(Client(), "13900001111", "wrong password")
    answer = log_in(Client(), "+86 139 0000 1111")
    assert answer.context["form"].non_field_errors() == ["尝试次数太多，请过几分钟再试。"]
    assert log_in(Client(), ADDRESS).status_code == 302


def test_failed_passwords_of_one_number_do_not_lock_out_another(person: User) -> None:
    for _attempt in range(5):
        log_in(Client(), "13900002222", "wrong password")
    assert log_in(Client(), "13900001111").status_code == 302


def test_failed_passwords_of_one_address_do_not_lock_out_one_like_it(person: User) -> None:
    services.user_create(name="乙", email="a1@example.com", password=PASSWORD)
    for _attempt in range(5):
        log_in(Client(), "b1@example.com", "wrong password")
    assert log_in(Client(), "a1@example.com").status_code == 302


def test_codes_are_limited_per_account(person: User) -> None:
    for _attempt in range(3):
        assert ask_code(Client(), ADDRESS).status_code == 302
    answer = ask_code(Client(), ADDRESS)
    assert answer.context["form"].errors["contact"] == ["尝试次数太多，请过几分钟再试。"]
    assert OutboxMessage.objects.count() == 3


def test_too_many_tries_from_one_place_get_429_in_our_words(person: User) -> None:
    for _attempt in range(30):
        Client().post("/accounts/login/", {"login": "", "password": ""})
    answer = log_in(Client(), ADDRESS)
    assert answer.status_code == 429
    assert "请稍等一会儿" in answer.content.decode()


def test_a_disabled_person_does_not_come_in_and_a_running_visit_ends(client: Client, person: User) -> None:
    running = Client()
    log_in(running, ADDRESS)
    services.user_disable(user=person)
    assert log_in(client, ADDRESS)["Location"] == "/accounts/inactive/"
    assert signed_in(client) is None
    ask_code(client, "13900001111")
    assert (
        client.post("/accounts/login/code/confirm/", {"code": last_code(NUMBER)})["Location"] == "/accounts/inactive/"
    )
    assert signed_in(client) is None
    ask_code(client, ADDRESS)
    assert "还没有注册" in OutboxMessage.objects.latest("id").text
    assert running.get("/accounts/settings/")["Location"].startswith("/accounts/login/")
    assert "已停用" in client.get("/accounts/inactive/").content.decode()


def test_signing_out_asks_first_and_ends_the_visit(client: Client, person: User) -> None:
    log_in(client, ADDRESS)
    assert "退出登录" in client.get("/accounts/logout/").content.decode()
    assert signed_in(client) == str(person.pk)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert signed_in(client) is None


def test_a_forgotten_password_is_set_anew_by_a_code(client: Client, person: User) -> None:
    answer = client.post("/accounts/password/reset/", {"email": ADDRESS})
    answer = client.post(answer["Location"], {"code": last_code(ADDRESS)})
    new = "another good password 7"
    client.post(answer["Location"], {"password1": new, "password2": new})
    assert log_in(Client(), ADDRESS, new).status_code == 302
    assert "登录密码已重设" in OutboxMessage.objects.latest("id").text


def test_who_came_by_a_code_need_not_know_the_old_password(client: Client, person: User) -> None:
    ask_code(client, "13900001111")
    client.post("/accounts/login/code/confirm/", {"code": last_code(NUMBER)})
    new = "another good password 7"
    assert client.post("/accounts/password/change/", {"password1": new, "password2": new}).status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)


def test_who_came_by_password_must_know_the_old_one(client: Client, person: User) -> None:
    log_in(client, ADDRESS)
    new = "another good password 7"
    answer = client.post("/accounts/password/change/", {"password1": new, "password2": new, "oldpassword": "guess"})
    assert answer.context["form"].errors["oldpassword"] == ["现在的密码不对，请重新填写。"]


def test_a_new_number_counts_only_after_its_code(client: Client, person: User) -> None:
    log_in(client, ADDRESS)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/accounts/phone/change/", {"phone": "13900003333"})
    assert answer["Location"] == "/accounts/phone/verify/"
    person.refresh_from_db()
    assert person.phone == NUMBER
    client.post("/accounts/phone/verify/", {"code": last_code("+8613900003333")})
    person.refresh_from_db()
    assert (person.phone, person.phone_verified) == ("+8613900003333", True)


def test_a_new_address_counts_only_after_its_code(client: Client, person: User) -> None:
    log_in(client, ADDRESS)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/accounts/email/", {"email": "new@example.com", "action_add": "1"})
    assert answer["Location"] == "/accounts/confirm-email/"
    person.refresh_from_db()
    assert person.email == ADDRESS
    client.post("/accounts/confirm-email/", {"code": last_code("new@example.com")})
    person.refresh_from_db()
    assert person.email == "new@example.com"


@pytest.mark.parametrize(
    "page",
    ["login/", "signup/", "login/code/", "password/reset/", "inactive/"],
)
def test_pages_open_without_an_account(client: Client, page: str) -> None:
    answer = client.get(f"/accounts/{page}")
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(
    "page", ["settings/", "email/", "phone/change/", "password/change/", "logout/", "reauthenticate/"]
)
def test_pages_open_when_signed_in(client: Client, person: User, page: str) -> None:
    log_in(client, ADDRESS)
    assert client.get(f"/accounts/{page}").status_code == 200


def test_settings_keep_how_one_is_addressed(client: Client, person: User) -> None:
    log_in(client, ADDRESS)
    client.post("/accounts/settings/", {"name": "陈桂花花", "sex": "女", "language": "en"})
    person.refresh_from_db()
    assert (person.name, person.sex, person.language) == ("陈桂花花", "女", "en")
