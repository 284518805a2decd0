"""The answers of a draft as people read them, stage by stage, each with the way to change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from complaints.choices import RowsField
from complaints.fields import PhoneField
from complaints.filing import FilingForm
from complaints.models import Draft
from complaints.pages import BY_SLUG, CHECK, STAGES, Page, pages_of
from complaints.views.wizard import address
from core import formats

# Not told while they stand as they stood: nobody was asked to choose.
QUIET = frozenset({"kind", "salutation", "help_needed", "persons"})


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: its label, its words ("" where a required one is missing), and where it is changed."""

    label: StrOrPromise
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """The answers of one stage; `files_url` leads to the page of the files where the stage has them."""

    label: StrOrPromise
    lines: list[Line]
    files_url: str = ""


def told(form: FilingForm, draft: Draft) -> list[Told]:
    """Every stage of the whole form. An answer left empty is shown only where one is required."""
    form.is_valid()  # what is told is what would be filed
    found = []
    for stage in STAGES:
        pages = pages_of(stage.slug)
        lines = [line for page in pages if page is not CHECK for line in lines_of(form, draft, page)]
        files = address(BY_SLUG["evidence"], draft, back="check") if BY_SLUG["evidence"] in pages else ""
        found.append(Told(stage.label if stage.slug != CHECK.stage else _("您的联系方式"), lines, files))
    return found


def lines_of(form: FilingForm, draft: Draft, page: Page) -> Iterator[Line]:
    """The answers of one page."""
    for name in page.fields:
        words = words_of(form, name)
        if words or (form.fields[name].required and name not in QUIET):
            yield Line(form[name].label, words, address(page, draft, back="check", anchor=f"id_{name}"))


def words_of(form: FilingForm, name: str) -> str:
    """An answer as its reader knows it; what cannot be understood as it was typed."""
    field, raw = form.fields[name], form[name].data
    if name in QUIET and str(raw) == str(field.initial):
        return ""
    if isinstance(field, forms.BooleanField):
        return _("是") if raw else ""
    if isinstance(field, RowsField):
        return formats.mark("、").join(field.there.get(code, code) for code in field.codes_in(raw))
    if isinstance(field, forms.ChoiceField):
        choices: Any = flatten_choices(cast(Any, field.choices))
        return str(dict(choices).get(raw, ""))
    return plain(form.cleaned_data.get(name), field) or str(raw or "")


def plain(value: Any, field: forms.Field) -> str:
    """An amount, a day, a number as the house writes them; "" for anything else."""
    if isinstance(value, Decimal):
        return formats.money(value)
    if isinstance(value, dt.date):
        return formats.full_day(value)
    return formats.phone(value) if isinstance(field, PhoneField) and value else ""
