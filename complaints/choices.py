"""Answers that are rows: listed when a page draws them, checked by one look-up, so a new category needs no release."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any, cast

from django import forms
from django.apps import apps
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from core.formats import name_of

Choices = list[tuple[str, Any]]
# What can be the key of a row at all; anything else never reaches the database.
CODE = re.compile(r"[A-Za-z0-9_-]{1,16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one model that may be an answer, and how they are listed."""

    model: str
    read: Callable[[], Choices]
    only: Mapping[str, Any] = field(default_factory=lambda: {"active": True})

    @property
    def rows(self) -> QuerySet[Any]:
        """The rows that may be chosen."""
        found: QuerySet[Any] = apps.get_model(self.model).objects.filter(**self.only)
        return found

    def among(self, codes: Iterable[str]) -> QuerySet[Any, Any]:
        """(model, key as text, name, English name) of those codes that may be chosen."""
        numeric = apps.get_model(self.model)._meta.pk.get_internal_type() != "CharField"
        known = [code for code in codes if code.isdecimal() or not numeric]
        key = Cast("pk", CharField()) if numeric else "pk"
        return (
            self.rows.order_by()
            .filter(pk__in=known)
            .values_list(Value(self.model, CharField()), key, "name", "name_en")
        )


def look_up(wanted: Iterable[tuple[Source, Iterable[str]]]) -> dict[str, dict[str, str]]:
    """Model -> code -> name of those codes that there are. One statement for all of them, none for nothing.

    Sources of one model choose among the same rows.
    """
    asked: dict[str, tuple[Source, set[str]]] = {}
    for source, codes in wanted:
        asked.setdefault(source.model, (source, set()))[1].update(filter(CODE.fullmatch, codes))
    found: dict[str, dict[str, str]] = {model: {} for model in asked}
    parts = [source.among(sorted(codes)) for source, codes in asked.values() if codes]
    if parts:
        first, *rest = parts
        for model, code, name, name_en in first.union(*rest, all=True) if rest else first:
            found[model][code] = name_of(name, name_en)
    return found


class RowsField(forms.ChoiceField):
    """One row. `there` names those that exist of the codes sent; the form asks for all its fields at once."""

    def __init__(self, *, source: Source, **kwargs: Any) -> None:
        self.source, self.there = source, cast("dict[str, str]", {})
        super().__init__(choices=source.read, **kwargs)

    def valid_value(self, value: Any) -> bool:
        """Whether the form's look-up found it."""
        return str(value) in self.there

    def codes_in(self, data: Any) -> list[str]:
        """The codes in what was sent."""
        return [str(one) for one in (data if isinstance(data, list | tuple) else [data]) if one not in (None, "")]

    def offer(self) -> None:
        """Read the list when it is drawn, once for this form however often the widget looks at it.

        A list nobody has looked at must not answer for them with its first line.
        """
        asks = type(self.widget) is forms.Select and self.required and self.initial is None
        self.choices = cache(lambda: [*([("", _("请选择"))] if asks else []), *self.source.read()])


class ManyRowsField(RowsField, forms.MultipleChoiceField):
    """Several rows."""


# ---- lists --------------------------------------------------------------------------------------------------------


def terms(model: str) -> Source:
    """The active rows of a vocabulary, in their order."""

    def read() -> Choices:
        return [(row.code, row.label) for row in source.rows]

    source = Source(f"complaints.{model}", read)
    return source


def leaves() -> Choices:
    """The leaves of the category tree under "domain · group" headings."""
    rows = LEAVES.rows.select_related("parent").order_by("order")
    grouped = groupby(rows, key=lambda row: f"{row.get_domain_display()} · {row.parent}")
    return [(heading, [(row.code, row.label) for row in found]) for heading, found in grouped]


def counties() -> Choices:
    """The counties under their cities; a city without counties (none in the 2023 edition) would stand for itself."""
    rows = COUNTIES.rows.select_related("parent").order_by("code")
    grouped = groupby(rows, key=lambda row: str(row.parent))
    return [(city, [(row.code, str(row)) for row in found]) for city, found in grouped]


def places() -> Choices:
    """As `counties`, and "outside Guangxi": a consumer may live anywhere."""
    return [("", _("广西以外或者不填")), *counties()]


def authorities() -> Choices:
    """The regulators that may delegate a case."""
    rows = AUTHORITIES.rows.order_by("pk")
    return [("", _("不是委托案件")), *((str(row.pk), str(row)) for row in rows)]


LEAVES = Source("complaints.Category", leaves, {"active": True, "level": "leaf"})
COUNTIES = Source("accounts.Region", counties, {"level": "county"})
PLACES = Source("accounts.Region", places, {"level": "county"})
AUTHORITIES = Source("accounts.Organisation", authorities, {"kind": "authority", "active": True})
