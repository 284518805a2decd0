"""Forms as schemas: the types, choices, lengths and what must be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from pydantic import ValidationError

from core.schema import schema_of, schema_of_view
from core.workflow import StepForm, WordsField


class Colour(models.TextChoices):
    RED = "red", "红"
    BLUE = "blue", "蓝"


class EverythingForm(StepForm):
    words = WordsField(label="说明", max_length=5)
    amount = forms.DecimalField(min_value=0)
    number = forms.IntegerField(min_value=1, max_value=9)
    day = forms.DateField()
    moment = forms.DateTimeField(required=False)
    sure = forms.BooleanField()
    colour = forms.ChoiceField(choices=Colour.choices)
    colours = forms.MultipleChoiceField(choices=[("warm", [("red", "红")]), ("blue", "蓝")])
    maybe = forms.ChoiceField(choices=[("", "—"), *Colour.choices], required=False)
    rows = forms.ChoiceField(choices=lambda: 1 / 0)  # type: ignore[arg-type]
    preset = forms.ChoiceField(choices=Colour.choices, initial=Colour.RED)
    file = forms.FileField()


GOOD: dict[str, Any] = {
    "words": "好", "amount": "12.50", "number": 3, "day": "2026-11-22", "sure": True, "colour": "red",
    "colours": ["red", "blue"], "rows": "anything",
}  # fmt: skip
EVERYTHING = schema_of(EverythingForm, "Everything")


def test_the_schema_asks_for_what_the_form_asks_for() -> None:
    told = EVERYTHING.model_json_schema()
    assert set(told["required"]) == set(GOOD)
    assert "file" not in told["properties"]
    assert told["properties"]["words"] == {"maxLength": 5, "title": "说明", "type": "string"}
    assert told["properties"]["colour"]["enum"] == ["red", "blue"]
    assert told["properties"]["colours"]["items"]["enum"] == ["red", "blue"]
    assert told["properties"]["rows"]["type"] == "string"
    assert told["properties"]["day"]["format"] == "date"
    assert told["properties"]["number"] == {"maximum": 9, "minimum": 1, "title": "", "type": "integer"}
    assert told["additionalProperties"] is False


def test_choices_read_from_rows_are_not_read_for_the_schema() -> None:
    with pytest.raises(ZeroDivisionError):
        list(EverythingForm.base_fields["rows"].choices)  # type: ignore[attr-defined]


def test_what_fits_comes_out_as_the_form_reads_it() -> None:
    given = EVERYTHING(**GOOD).model_dump(mode="json", exclude_none=True)
    assert given == {**GOOD, "preset": "red"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "太长太长太长"}, {"number": 10}, {"number": "x"}, {"colour": "green"}, {"colours": ["green"]},
        {"maybe": "green"}, {"sure": "maybe"}, {"more": 1}, {"day": "22.11.2026"}, {"words": {"a": 1}}, {"words": None},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EVERYTHING(**{**GOOD, **wrong})


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_must_be_there_must_be_there(name: str) -> None:
    with pytest.raises(ValidationError):
        EVERYTHING(**{key: value for key, value in GOOD.items() if key != name})


@dataclass(frozen=True)
class Inner:
    label: StrOrPromise


@dataclass(frozen=True)
class Outer:
    colour: Colour
    inner: tuple[Inner, ...]
    pairs: tuple[tuple[StrOrPromise, StrOrPromise], ...]
    number: int | None
    secret: str = "never"


@dataclass(frozen=True)
class Shown:
    colour: Colour
    inner: tuple[Inner, ...]
    pairs: tuple[tuple[StrOrPromise, StrOrPromise], ...]
    number: int | None


def test_a_projection_is_answered_field_by_field() -> None:
    view = Outer(Colour.RED, (Inner(_("备注")),), (("a", _("备注")),), None)
    answer = schema_of_view(Shown).model_validate(view, from_attributes=True).model_dump(mode="json")
    assert answer == {"colour": "red", "inner": [{"label": "备注"}], "pairs": [["a", "备注"]], "number": None}
