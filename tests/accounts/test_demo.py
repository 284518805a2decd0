"""The demonstration's people: there, on this machine, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import demo
from accounts.models import User
from accounts.selectors import hats_of
from core.actors import Role

pytestmark = pytest.mark.django_db

LOGINS = [
    "consumer",
    "consumer2",
    "business",
    "business2",
    "mediator",
    "mediator2",
    "manager",
    "region",
    "volunteer",
    "expert",
    "supervisor",
    "arbitrator",
    "authority",
    "admin",
]


@pytest.fixture
def on(settings: Settings, tmp_path: Path) -> Settings:
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    return settings


def test_everybody_is_there_with_their_role_and_place(on: Settings) -> None:
    demo.demo_people()
    found = {str(user.email).split("@", maxsplit=1)[0]: hats_of(user) for user in User.objects.all()}
    assert sorted(found) == sorted(LOGINS)
    places = {name: (hats[0].role, hats[0].area) for name, hats in found.items() if hats}
    assert places["mediator"] == places["mediator2"] == (Role.MEDIATOR, "450103")
    assert places["manager"] == (Role.MANAGER, "450103")
    assert places["region"] == (Role.MANAGER, "450000")
    assert places["admin"] == (Role.REGION_ADMIN, "450000")
    assert places["arbitrator"] == (Role.ARBITRATOR, "450100")
    assert places["authority"] == (Role.AUTHORITY, "450103")
    assert not set(places) & {"consumer", "consumer2", "business", "business2"}


def test_one_password_per_data_folder_that_holds_when_run_again(on: Settings, tmp_path: Path) -> None:
    first = demo.demo_people()
    kept = User.objects.get(email="admin@demo.example").password
    assert demo.demo_people() == first
    assert User.objects.get(email="admin@demo.example").password == kept
    assert User.objects.count() == len(LOGINS)
    assert User.objects.get(email="mediator@demo.example").check_password(first)
    on.DATA_DIR = tmp_path / "other"
    second = demo.demo_people()
    assert second != first
    assert User.objects.get(email="mediator@demo.example").check_password(second)


def test_the_command_says_how_to_sign_in(
    on: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.management.commands.demo.demo_cases", lambda: 0)  # they have a test of their own
    call_command("demo")
    told = capsys.readouterr().out
    assert demo.password() in told
    assert "mediator@demo.example" in told


def test_nobody_is_made_outside_the_demonstration(settings: Settings) -> None:
    settings.DEMO = settings.TESTING = False
    with pytest.raises(RuntimeError):
        demo.demo_people()
    assert not User.objects.exists()


def test_one_click_signs_in(client: Client, on: Settings) -> None:
    demo.demo_people()
    page = client.get("/demo/").content.decode()
    assert "陈秋月" in page
    assert "南宁市青秀区消委会" in page
    for who in ("mediator", "manager"):
        answer = client.post("/demo/", {"email": f"{who}@demo.example", "next": "/accounts/settings/"})
        assert answer["Location"] == "/accounts/settings/"
        assert client.session["_auth_user_id"] == str(User.objects.get(email=f"{who}@demo.example").pk)
    assert client.post("/demo/", {"email": "mediator@demo.example", "next": "https://evil.example/"})["Location"] == "/"
    assert client.post("/demo/", {"email": "root@demo.example"}).status_code == 404


def test_a_click_from_another_site_does_not_sign_in(on: Settings) -> None:
    demo.demo_people()
    assert Client(enforce_csrf_checks=True).post("/demo/", {"email": "admin@demo.example"}).status_code == 403


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "10.0.0.1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
    ],
)
def test_from_elsewhere_there_is_no_such_page(client: Client, on: Settings, meta: dict[str, Any]) -> None:
    demo.demo_people()
    assert client.get("/demo/", **meta).status_code == 404
    assert client.post("/demo/", {"email": "admin@demo.example"}, **meta).status_code == 404
    assert client.get("/outbox/", **meta).status_code == 404


def test_without_the_demonstration_there_is_no_such_page(client: Client, on: Settings) -> None:
    demo.demo_people()
    on.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"email": "admin@demo.example"}).status_code == 404
    assert "_auth_user_id" not in client.session
