"""The errors of our forms: plain, naming the field, in both languages; a field's own words win."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.form_words import PlainForm
from core.workflow import StepForm, WordsField


class Form(PlainForm, forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=3, min_length=2)
    kind = forms.ChoiceField(label=_("类别"), choices=[("a", "甲")])
    kinds = forms.MultipleChoiceField(label=_("类别"), choices=[("a", "甲")])
    agreed = forms.BooleanField(label=_("同意"))
    day = forms.DateField(label=_("日期"))
    at = forms.DateTimeField(label=_("时间"))
    persons = forms.IntegerField(label=_("涉及人数"), min_value=1, max_value=9)
    amount = forms.DecimalField(label=_("争议金额"), max_digits=5, decimal_places=2)
    email = forms.EmailField(label=_("邮箱"))
    link = forms.URLField(label=_("店铺链接"), assume_scheme="https")
    own = forms.CharField(label=_("理由"), error_messages={"required": _("请至少选择一项要求")})


def errors(**given: Any) -> dict[str, str]:
    return {name: " ".join(map(str, found)) for name, found in Form(given).errors.items()}


def test_what_is_missing_is_named() -> None:
    found = errors()
    assert found["name"] == "请填写姓名"
    assert found["kind"] == "请选择类别"
    assert found["kinds"] == "请选择类别"
    assert found["agreed"] == "请勾选「同意」"
    assert found["own"] == "请至少选择一项要求"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "陈桂花香", "最多 3 个字，现在有 4 个"),
        ("name", "陈", "至少 2 个字，现在有 1 个"),
        ("kind", "z", "请从列表中选择"),
        ("kinds", ["z"], "请从列表中选择"),
        ("day", "昨天", "请填写正确的日期，例如 2026-11-22"),
        ("at", "昨天", "请填写正确的日期和时间，例如 2026-11-22 09:30"),
        ("persons", "三", "请填写整数"),
        ("persons", "0", "不能小于 1"),
        ("persons", "10", "不能大于 9"),
        ("amount", "六百", "请填写数字，例如 128.50"),
        ("amount", "1.234", "小数最多 2 位"),
        ("amount", "123456", "数字太长，请检查"),
        ("email", "ming", "邮箱地址不完整，请检查，例如 ming@example.com。"),
        ("link", "我的店", "请填写完整的网址，例如 https://shop.example.com"),
    ],
)
def test_what_is_wrong_says_how_it_should_be(field: str, value: Any, words: str) -> None:
    assert words in errors(**{field: value})[field]


def test_the_same_in_english() -> None:
    with translation.override("en"):
        assert errors()["name"] == "Please fill in: Name"
        assert errors(name="Chen")["name"] == "At most 3 characters; there are 4 now"


def test_forms_of_steps_speak_so_and_a_second_look_changes_nothing() -> None:
    class Step(StepForm):
        reason = WordsField(label=_("理由"), max_length=5)

    form = Step({"reason": ""})
    assert form.errors["reason"] == ["请填写理由"]
    form.full_clean()
    assert form.errors["reason"] == ["请填写理由"]
    assert Step({"reason": "太长的一个理由"}).errors["reason"] == ["最多 5 个字，现在有 7 个"]
    assert Step.base_fields["reason"].error_messages["required"] != "请填写理由"
