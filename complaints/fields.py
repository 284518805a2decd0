"""Form fields that know what a thing must look like, and say it plainly when it does not."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.aids.codes import LONGEST, read_item_code
from core import time
from core.checkdigits import valid_uscc

MOBILE = re.compile(r"1[3-9]\d{9}")
REAL_NAME = re.compile(r"[\u3400-\u9fff·•\U00020000-\U0003ffff]{2,30}|[A-Za-z][A-Za-z .'’-]{1,48}")
TITLES = ("先生", "女士", "小姐")
TRIAL_NAMES = frozenset({"匿名", "测试", "无名", "无名氏", "消费者", "不知道", "张三三三"})


def plain_digits(value: str) -> str:
    """Full-width to half-width, without spaces and hyphens: what people paste from elsewhere."""
    return re.sub(r"[\s\-—–－]", "", unicodedata.normalize("NFKC", value))


class PastDateField(forms.DateField):
    """A day up to today (in Guangxi)."""

    widget = forms.DateInput(attrs={"type": "date"})

    def clean(self, value: Any) -> dt.date | None:
        """Raises ValidationError for a day that has not come yet, or one before 1990."""
        day: dt.date | None = super().clean(value)
        if day is not None and day > time.today():
            raise ValidationError(_("日期不能晚于今天"), code="future")
        if day is not None and day.year < 1990:
            raise ValidationError(_("请检查年份"), code="too_old")
        return day


class RealNameField(forms.CharField):
    """A person's name (办法 10 asks for the real one): two or more Chinese characters, or a Latin name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 50, **kwargs})

    def clean(self, value: Any) -> str:
        """Raises ValidationError for what cannot be a name."""
        name: str = super().clean(value)
        if not name and not self.required:
            return ""
        if not REAL_NAME.fullmatch(name) or name in TRIAL_NAMES or name.endswith(TITLES):
            raise ValidationError(_("请填写真实姓名，例如「陈桂花」"), code="name")
        return name


class PhoneField(forms.CharField):
    """A phone number of the mainland, kept as +86…; a fixed line needs its area code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, **kwargs})
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        """Raises ValidationError for what nobody could be called by."""
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(unicodedata.normalize("NFKC", text), "CN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or number.country_code != 86 or not phonenumbers.is_valid_number(number):
            raise ValidationError(_("请填写 11 位手机号码，或者带区号的固定电话"), code="phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class UsccField(forms.CharField):
    """统一社会信用代码: 18 characters with a check character (GB 32100)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, **kwargs})

    def clean(self, value: Any) -> str:
        """Raises ValidationError when the check character does not fit."""
        code = plain_digits(super().clean(value)).upper()
        if code and not valid_uscc(code):
            raise ValidationError(_("这不是有效的统一社会信用代码，请对照营业执照检查；不清楚可以不填"), code="uscc")
        return code


class ItemCodeField(forms.CharField):
    """The bar code of the goods: GTIN-8, -12, -13 or -14, typed, or scanned with what else stands in the code.

    The value is the number as printed under the bars; `complaints.aids.codes.read_item_code` also gives the batch.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST, **kwargs})
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        """Raises ValidationError saying what is wrong with the code."""
        text = super().clean(value)
        return read_item_code(text).printed if text else ""


class AmountField(forms.DecimalField):
    """Yuan and fen, not negative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2, **kwargs})

    def to_python(self, value: Any) -> Any:
        """As people write it: full-width digits, thousands commas, a yuan sign or 元."""
        if isinstance(value, str):
            value = re.sub(r"[,，\s¥￥元]", "", unicodedata.normalize("NFKC", value))
        return super().to_python(value)
