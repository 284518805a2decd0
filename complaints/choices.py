"""The choices of forms, read from the rows when a form is made: a new category needs no release."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

Choices = list[tuple[str, Any]]


def terms(model: str, **only: Any) -> Callable[[], Choices]:
    """The active rows of a vocabulary, in their order."""

    def read() -> Choices:
        rows = apps.get_model("complaints", model).objects.filter(active=True, **only)
        return [(row.code, row.label) for row in rows]

    return read


def leaves() -> Choices:
    """The leaves of the category tree under "domain · group" headings."""
    rows = (
        apps.get_model("complaints", "Category")
        .objects.filter(active=True, level="leaf")
        .select_related("parent")
        .order_by("order")
    )
    grouped = groupby(rows, key=lambda row: f"{row.get_domain_display()} · {row.parent}")
    return [(heading, [(row.code, row.label) for row in found]) for heading, found in grouped]


def counties() -> Choices:
    """The counties under their cities; a city without counties (none in the 2023 edition) would stand for itself."""
    rows = apps.get_model("accounts", "Region").objects.filter(level="county").select_related("parent").order_by("code")
    grouped = groupby(rows, key=lambda row: str(row.parent))
    return [(city, [(row.code, str(row)) for row in found]) for city, found in grouped]


def places() -> Choices:
    """As `counties`, and "outside Guangxi": a consumer may live anywhere."""
    return [("", _("广西以外或者不填")), *counties()]


def authorities() -> Choices:
    """The regulators that may delegate a case."""
    rows = apps.get_model("accounts", "Organisation").objects.filter(kind="authority", active=True).order_by("pk")
    return [("", _("不是委托案件")), *((str(row.pk), str(row)) for row in rows)]
