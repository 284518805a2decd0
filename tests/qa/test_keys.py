"""Foreign keys point down or level, and nothing of a person's removal reaches the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from core.models import LedgerEntry
from tests.qa.house import LEVEL

User = settings.AUTH_USER_MODEL.lower()


def keys() -> Iterator[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Each key of our rooms' models; the packages' models are their own affair."""
    for model in apps.get_models():
        if model._meta.app_label in LEVEL:
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey) and not field.remote_field.parent_link:
                    yield model, field


def is_user(model: type[models.Model]) -> bool:
    return model._meta.label_lower == User


def test_keys_point_down_or_level() -> None:
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in keys()
        if not is_user(field.related_model)
        and LEVEL.get(field.related_model._meta.app_label, -1) > LEVEL[model._meta.app_label]
    ]
    assert upward == []


def test_removing_a_person_cascades_only_inside_their_own_room() -> None:
    """Below and above `accounts`, a row outlives the person it names."""
    found = [
        f"{model._meta.label}.{field.name}"
        for model, field in keys()
        if is_user(field.related_model)
        and field.remote_field.on_delete is models.CASCADE
        and model._meta.app_label != "accounts"
    ]
    assert found == []


def test_the_ledger_holds_plain_ids() -> None:
    assert [field.name for field in LedgerEntry._meta.get_fields() if field.many_to_one or field.one_to_one] == []
