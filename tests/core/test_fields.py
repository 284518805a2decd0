"""Encrypted columns on a real table, and their rotation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.models.functions import Lower
from django.test.utils import isolate_apps
from pytest_django import Settings

from core import rotation, secrets
from core.fields import BlindIndexField, EncryptedField, encrypted_fields, index

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()

with isolate_apps():  # an empty registry: a second one with core in it would connect its receivers twice

    class Holder(models.Model):
        phone = EncryptedField(blank=True, default="")
        phone_index = BlindIndexField(of="phone", purpose="phone")

        objects: models.Manager[Holder] = models.Manager()

        class Meta:
            app_label = "core"
            db_table = "tests_holder"

        def __str__(self) -> str:
            return str(self.pk)


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE tests_holder (id integer PRIMARY KEY, phone text NOT NULL, phone_index varchar(64) NOT NULL)"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tests_holder")


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM tests_holder ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def overwrite(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tests_holder SET phone = %s", [value])


def test_text_in_python_ciphertext_in_the_database() -> None:
    Holder.objects.create(pk=1, phone="13800000000")
    assert Holder.objects.get(pk=1).phone == "13800000000"
    assert "138" not in stored()[0]
    assert Holder.objects.values_list("phone", flat=True).get() == "13800000000"


@pytest.mark.parametrize("how", ["create", "bulk_create", "update", "bulk_update", "save"])
def test_every_way_of_writing_encrypts(how: str) -> None:
    row = Holder(pk=1, phone="1")
    if how == "create":
        row = Holder(pk=1, phone="13800000000")
        row.save(force_insert=True)
    elif how == "bulk_create":
        Holder.objects.bulk_create([Holder(pk=1, phone="13800000000")])
    else:
        row.save(force_insert=True)
        row.phone = "13800000000"
        if how == "update":
            Holder.objects.update(phone=row.phone)
        elif how == "bulk_update":
            Holder.objects.bulk_update([row], ["phone"])
        else:
            row.save()
    assert stored()[0].startswith("gAAAA")
    assert Holder.objects.get().phone == "13800000000"


def test_empty_is_stored_as_empty() -> None:
    Holder.objects.create(pk=1, phone="")
    assert stored() == [""]
    assert Holder.objects.get().phone_index == ""


def test_a_tampered_row_raises_instead_of_showing_ciphertext() -> None:
    Holder.objects.create(pk=1, phone="13800000000")
    overwrite(stored()[0][:-3] + "AA=")
    with pytest.raises(secrets.Unreadable):
        Holder.objects.get()


LOOKUPS: list[dict[str, Any]] = [
    {"phone": "1"}, {"phone__exact": "1"}, {"phone__in": ["1"]}, {"phone__contains": "1"}, {"phone__gt": "1"},
    {"phone__iexact": "1"}, {"phone__length": 1},
]  # fmt: skip


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: next(iter(lookup)))
def test_nothing_can_be_looked_up_in_it(lookup: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        Holder.objects.filter(**lookup)


def test_isnull_is_allowed_and_ciphertext_does_not_leak_through_an_expression() -> None:
    Holder.objects.create(pk=1, phone="13800000000")
    assert Holder.objects.filter(phone__isnull=False).count() == 1
    with pytest.raises(secrets.Unreadable):
        list(Holder.objects.annotate(low=Lower("phone", output_field=EncryptedField())).values_list("low"))


def test_found_by_its_index_in_any_spelling() -> None:
    Holder.objects.create(pk=1, phone="138 0000 0000")
    assert Holder.objects.get(phone_index=index("+8613800000000", "phone")).phone == "138 0000 0000"
    assert not Holder.objects.filter(phone_index=index("13800000001", "phone")).exists()


def test_the_index_follows_a_change() -> None:
    row = Holder.objects.create(pk=1, phone="13800000000")
    row.phone = "13900000000"
    row.save()
    assert Holder.objects.get().phone_index == index("13900000000", "phone")


def test_fields_survive_a_migration() -> None:
    field = BlindIndexField(of="phone", purpose="phone", db_index=False)
    _name, path, args, kwargs = field.deconstruct()
    again = BlindIndexField(*args, **kwargs)
    assert path == "core.fields.BlindIndexField"
    assert again.deconstruct()[3] == kwargs == {"of": "phone", "purpose": "phone", "db_index": False}
    assert EncryptedField(default="").deconstruct()[1] == "core.fields.EncryptedField"


def column() -> EncryptedField:
    field = Holder._meta.get_field("phone")
    assert isinstance(field, EncryptedField)
    return field


@pytest.fixture
def old_rows(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FIELD_KEYS = [OLD]
    Holder.objects.bulk_create([Holder(pk=n, phone=f"1380000000{n}") for n in range(7)] + [Holder(pk=7, phone="")])
    settings.FIELD_KEYS = [NEW, OLD]
    command = "core.management.commands.rotate_field_keys.encrypted_fields"
    monkeypatch.setattr(command, lambda: [(Holder, column())])


@pytest.mark.usefixtures("old_rows")
def test_rotation_moves_all_in_batches_and_then_nothing(settings: Settings) -> None:
    assert rotation.rotate(Holder, column(), size=3) == rotation.Tally(moved=7, unreadable=0)
    settings.FIELD_KEYS = [NEW]
    assert [row.phone for row in Holder.objects.order_by("pk")] == [f"1380000000{n}" for n in range(7)] + [""]
    assert rotation.rotate(Holder, column(), size=3) == rotation.Tally()


@pytest.mark.usefixtures("old_rows")
def test_rotation_does_not_overwrite_a_newer_value() -> None:
    before = stored()[0]
    Holder.objects.filter(pk=0).update(phone="13999999999")
    assert rotation._move(Holder, column(), 0, before) == 0
    assert Holder.objects.get(pk=0).phone == "13999999999"


@pytest.mark.usefixtures("old_rows")
def test_the_command_counts_and_fails_on_what_no_key_opens(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rotate_field_keys", batch=2)
    assert "core.Holder.phone: 7 moved, 0 unreadable" in capsys.readouterr().out
    overwrite("lost")
    with pytest.raises(CommandError, match="8 values"):
        call_command("rotate_field_keys")


def test_encrypted_columns_of_the_product_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "get_models", lambda **_: [Holder])
    assert list(encrypted_fields()) == [(Holder, column())]
