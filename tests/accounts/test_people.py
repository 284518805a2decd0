"""What the tables promise about people."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import ProtectedError
from django.db.models.deletion import CASCADE

from accounts import phones, services
from accounts.models import User
from accounts.selectors import phone_of, user_by_email, user_by_phone
from core.models import OutboxMessage
from tests.cast import Cast, email

pytestmark = pytest.mark.django_db


def test_many_people_have_neither_address_nor_number() -> None:
    first, second = services.user_create(name="甲"), services.user_create(name="乙")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.email, first.phone, first.phone_index) == (second.email, second.phone, second.phone_index)
    assert first.email is None


def test_an_address_and_a_number_belong_to_one_person() -> None:
    services.user_create(name="甲", email="A@example.com", phone="13800000000")
    assert User.objects.get().email == "a@example.com"
    with pytest.raises(IntegrityError):
        services.user_create(name="乙", email="a@Example.com")


def test_a_number_belongs_to_one_person() -> None:
    services.user_create(name="甲", phone="13800000000")
    with pytest.raises(IntegrityError):
        services.user_create(name="乙", phone="+86 138 0000 0000")


def test_the_number_is_not_readable_in_the_database() -> None:
    user = services.user_create(name="甲", phone="13800000000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM accounts_user")
        stored = " ".join(cursor.fetchone())
    assert "13800000000" not in stored
    found = user_by_phone("+8613800000000")
    assert found == user
    assert found is not None
    assert phone_of(found) == "13800000000"


@pytest.mark.parametrize(
    "text",
    [
        "13800000000",
        "+86 138 0000 0000",
        "138-0000-0000",
        "１３８００００００００",
        "＋８６１３８００００００００",
        "008613800000000",
    ],
)
def test_the_usual_ways_to_type_a_number(text: str) -> None:
    assert phones.parse(text) == "+8613800000000"


@pytest.mark.parametrize("text", ["", "abc", "110", "1380000000", "138000000000", "0771-5555555", "+1 202 555 0100"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="11 位"):
        phones.parse(text)


def test_only_a_proven_address_finds_somebody(cast: Cast) -> None:
    assert user_by_email(email("consumer").upper()) == cast.consumer
    assert user_by_email(email("disabled")) is None
    User.objects.create(name="未验证", email="unproven@example.com")
    assert user_by_email("unproven@example.com") is None


def test_a_person_with_a_history_cannot_be_deleted(cast: Cast) -> None:
    with pytest.raises(ProtectedError):
        cast.mediator.delete()


def test_no_table_of_ours_goes_with_a_person() -> None:
    theirs = {"account", "auth", "sessions"}
    fields = [field for field in User._meta.related_objects if field.related_model._meta.app_label not in theirs]
    ours = [field for field in fields if not field.related_model._meta.auto_created]
    assert {field.related_model._meta.model_name for field in ours} >= {"membership", "interest"}
    assert not [field for field in ours if getattr(field, "on_delete", None) is CASCADE]


def test_nothing_leaves_when_people_are_made(cast: Cast) -> None:
    assert not OutboxMessage.objects.exists()
