"""Columns whose content the database must not know, and the index columns by which they are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from core import secrets
from core.secrets import blind_index as index

if TYPE_CHECKING:
    Text = models.TextField[str, str]
    Char = models.CharField[str, str]
else:
    Text, Char = models.TextField, models.CharField

__all__ = ["BlindIndexField", "EncryptedField", "encrypted_fields", "index"]


class EncryptedField(Text):
    """Text in Python, ciphertext in the database; empty stays empty.

    The same text encrypts differently each time, so nothing can be looked up in it: give the model a
    `BlindIndexField` and filter on that. Reading a value no key opens raises `core.secrets.Unreadable`.
    """

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        text = super().get_db_prep_value(value, connection, prepared)
        return secrets.encrypt(text) if isinstance(text, str) else text

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """Called by Django on reading."""
        return value if value is None else secrets.decrypt(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` has an answer; every other lookup would silently find nothing."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.name} is encrypted and cannot be looked up by {lookup_name}; filter on its BlindIndexField"
        )

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted; {lookup_name} cannot look into it")


class BlindIndexField(Char):
    """The keyed hash of another field, filled on every save and bulk_create.

    `queryset.update()` and `save(update_fields=…)` must name both columns; the first with `index(value, purpose)`.
    Filter by `phone_index=index("138 0000 0000", "phone")`.
    """

    def __init__(self, *args: Any, of: str = "", purpose: str = "", **kwargs: Any) -> None:
        self.of, self.purpose = of, purpose
        kwargs.update(max_length=64, editable=False, blank=True, default="")
        self.indexed = kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "editable", "blank", "default", "db_index"):
            kwargs.pop(fixed, None)
        if not self.indexed:  # the parent's default is the other way round
            kwargs["db_index"] = False
        return name, path, args, {**kwargs, "of": self.of, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = index(getattr(model_instance, self.of) or "", self.purpose)
        setattr(model_instance, self.attname, value)
        return value


def encrypted_fields() -> Iterator[tuple[type[models.Model], EncryptedField]]:
    """Every encrypted column of the product."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedField):
                yield model, field
