"""What a form says when something is missing or wrong: one place, plain words, naming what is meant.

A field's own `error_messages` always win.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Words = dict[str, StrOrPromise]

# Django's own limits fill in `limit_value`, `show_value` and `max`.
LENGTHS: Words = {
    "max_length": _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个"),
    "min_length": _("至少 %(limit_value)d 个字，现在有 %(show_value)d 个"),
}
FIGURES: Words = {
    "min_value": _("不能小于 %(limit_value)s"),
    "max_value": _("不能大于 %(limit_value)s"),
    "max_digits": _("数字太长，请检查"),
    "max_whole_digits": _("数字太长，请检查"),
    "max_decimal_places": _("小数最多 %(max)s 位"),
}
LIST: Words = {"invalid_choice": _("请从列表中选择"), "invalid_list": _("请从列表中选择")}

# The first class that fits a field says what it may complain of.
BY_FIELD: tuple[tuple[type[forms.Field], Words], ...] = (
    (forms.DateTimeField, {"invalid": _("请填写正确的日期和时间，例如 2026-11-22 09:30")}),
    (forms.DateField, {"invalid": _("请填写正确的日期，例如 2026-11-22")}),
    (forms.DecimalField, {"invalid": _("请填写数字，例如 128.50"), **FIGURES}),
    (forms.IntegerField, {"invalid": _("请填写整数"), **FIGURES}),
    (forms.EmailField, {"invalid": _("邮箱地址不完整，请检查，例如 ming@example.com。"), **LENGTHS}),
    (forms.URLField, {"invalid": _("请填写完整的网址，例如 https://shop.example.com"), **LENGTHS}),
    (forms.CharField, LENGTHS),
    (forms.FileField, {"empty": _("这个文件是空的，请重新选择")}),
    (forms.ChoiceField, LIST),
)
CHOSEN = (forms.ChoiceField, forms.FileField)


class PlainForm(forms.BaseForm):
    """Mixed into every form of the house, before the form class: its errors read plainly."""

    def full_clean(self) -> None:
        """Django's own, after the words are in place: fields and labels may still have changed since `__init__`."""
        for name, field in self.fields.items():
            speak_plainly(field, field.label or name)
        super().full_clean()


def speak_plainly(field: forms.Field, label: StrOrPromise) -> None:
    """Replace those messages that are still Django's."""
    plain = {**words_for(field), "required": required_words(field, label)}
    for code, words in plain.items():
        if code in field.error_messages and is_djangos(field, code):
            field.error_messages[code] = words
    # These come from validators, which look for words here but bring their own.
    for code in plain.keys() - field.error_messages.keys():
        field.error_messages[code] = plain[code]


def words_for(field: forms.Field) -> Mapping[str, StrOrPromise]:
    """What a field of this kind may complain of, besides being empty."""
    return next((words for kind, words in BY_FIELD if isinstance(field, kind)), {})


def required_words(field: forms.Field, label: StrOrPromise) -> StrOrPromise:
    """What to do with an empty field: tick it, choose, or fill it in."""
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return format_lazy(_("请勾选「{label}」"), label=label)
    return format_lazy(_("请选择{label}") if isinstance(field, CHOSEN) else _("请填写{label}"), label=label)


def is_djangos(field: forms.Field, code: str) -> bool:
    """Whether the message is the default of one of Django's own field classes."""
    owner = next((kind for kind in type(field).__mro__ if code in vars(kind).get("default_error_messages", {})), None)
    if owner is None or not owner.__module__.startswith("django."):
        return False
    return field.error_messages[code] is owner.default_error_messages[code]  # type: ignore[attr-defined]
