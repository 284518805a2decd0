"""Forms and projections as schemas of the API: what a page asks for and shows is what the API asks for and answers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from django import forms
from django.utils.choices import BaseChoiceIterator, flatten_choices
from django.utils.functional import Promise
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, create_model

LIMITS = (("max_length", "max_length"), ("min_length", "min_length"), ("min_value", "ge"), ("max_value", "le"))


class Strict(Schema):
    """A body in which a field nobody asked for is an error, not silence."""

    model_config = ConfigDict(extra="forbid")


@cache
def schema_of(form: type[forms.Form], name: str) -> type[Schema]:
    """The JSON body for `form`; the form itself still has the last word on what it holds.

    A field with an initial value may be left out. Files are not sent as JSON and have no place here.
    """
    found: dict[str, Any] = {
        key: _declared(field) for key, field in form.base_fields.items() if not isinstance(field, forms.FileField)
    }
    made: type[Schema] = create_model(name, __base__=Strict, **found)
    return made


def _declared(field: forms.Field) -> tuple[Any, Any]:
    about = {"title": str(field.label or ""), "description": str(field.help_text or "") or None, **_limits(field)}
    if not field.required:
        return kind_of(field) | None, Field(None, **about)
    if field.initial is not None and not callable(field.initial):
        return kind_of(field), Field(field.initial, validate_default=True, **about)
    return kind_of(field), Field(..., **about)


def _limits(field: forms.Field) -> dict[str, Any]:
    """Lengths and bounds, where the field has them and they are no callables."""
    values = {ours: getattr(field, theirs, None) for theirs, ours in LIMITS}
    return {name: value for name, value in values.items() if value is not None and not callable(value)}


def kind_of(field: forms.Field) -> Any:
    """The type of a field's value in JSON; text where nothing more is known."""
    return next((make(field) for kind, make in KINDS if isinstance(field, kind)), str)


def one_of(field: forms.ChoiceField) -> Any:
    """The codes to choose from; text when they are read from rows, which change without a release."""
    if isinstance(field.choices, BaseChoiceIterator):
        return str
    pairs: Any = flatten_choices(cast(Any, field.choices))
    codes = tuple(str(code) for code, _words in pairs if code != "")
    return Literal[codes] if codes else str


# Asked in this order: the more special class first.
KINDS: tuple[tuple[type[forms.Field], Callable[[Any], Any]], ...] = (
    (forms.MultipleChoiceField, lambda field: list[one_of(field)]),  # type: ignore[misc]
    (forms.ChoiceField, one_of),
    (forms.BooleanField, lambda _field: bool),
    (forms.DecimalField, lambda _field: Decimal),
    (forms.FloatField, lambda _field: float),
    (forms.IntegerField, lambda _field: int),
    (forms.DateTimeField, lambda _field: dt.datetime),
    (forms.DateField, lambda _field: dt.date),
    (forms.TimeField, lambda _field: dt.time),
    (forms.UUIDField, lambda _field: uuid.UUID),
)


# ---- projections --------------------------------------------------------------------------------------------------

# Translated words become text in the language of the request, members of enumerations their value.
Words = Annotated[str, BeforeValidator(str)]
Code = Annotated[str, BeforeValidator(lambda value: value.value if isinstance(value, Enum) else value)]


@cache
def schema_of_view(view: Any) -> type[Schema]:
    """The answer that holds a projection (a dataclass), field by field: nothing else can slip in."""
    hints = get_type_hints(view)
    shown: dict[str, Any] = {one.name: (_shown(hints[one.name]), ...) for one in fields(view)}
    made: type[Schema] = create_model(view.__name__, __base__=Schema, **shown)
    return made


def _shown(hint: Any) -> Any:
    parts = get_args(hint)
    if get_origin(hint) in {Union, UnionType}:
        return Words if Promise in parts else Union[tuple(_shown(part) for part in parts)]  # noqa: UP007 - made at run time
    if parts:
        return get_origin(hint)[tuple(part if part is Ellipsis else _shown(part) for part in parts)]
    if is_dataclass(hint):
        return schema_of_view(cast(Any, hint))
    return Code if isinstance(hint, type) and issubclass(hint, Enum) else hint
