"""The forms of steps: the one place where the shape of what people send is checked, for page, API and import alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid
from core.form_words import PlainForm

# Controls that turn text around or hide it; a name or a reason has no use for them.
HIDING = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
ALLOWED_CONTROLS = frozenset("\n\r\t")


def refuse_hidden(value: Any) -> None:
    """Refuse NUL, surrogates and the controls that reorder or hide text."""
    if isinstance(value, str) and any(
        c in HIDING or (c not in ALLOWED_CONTROLS and unicodedata.category(c) in {"Cc", "Cs"}) for c in value
    ):
        raise ValidationError(_("含有看不见的控制字符，请删除后重新输入"), code="hidden")


class WordsField(forms.CharField):
    """Free words. They are kept as `StepText`, which a person may have erased, never in the ledger itself."""

    widget = forms.Textarea


class StepForm(PlainForm, forms.Form):
    """What a step asks for: codes, ids, dates, amounts, and words (`WordsField`).

    Fields named in `private` are kept in rows of their own (a party's phone) and leave no trace in the ledger.
    """

    private: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators = [refuse_hidden, *field.validators]

    @classmethod
    def split(cls, cleaned: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """(codes for the entry, words for StepText); empty words are left out."""
        words = {n for n, f in cls.base_fields.items() if isinstance(f, WordsField)} - set(cls.private)
        codes = {n: v for n, v in cleaned.items() if n not in words and n not in cls.private}
        return codes, {n: str(cleaned[n]) for n in sorted(words) if cleaned.get(n)}


def clean(form: type[StepForm], data: Mapping[str, Any]) -> dict[str, Any]:
    """The form's cleaned data; raises `Invalid` with the form's errors by field."""
    bound = form(dict(data) if not hasattr(data, "getlist") else data)
    if not bound.is_valid():
        raise Invalid(bound.errors)
    return bound.cleaned_data
