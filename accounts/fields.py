"""What people type to say which account is theirs."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts import phones


class PhoneField(forms.CharField):
    """A mobile number in any of its usual forms; cleaned to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("max_length", 32)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        return phones.parse(text) if text else ""


class ContactField(forms.CharField):
    """A mobile number or an e-mail address; cleaned to E.164 or to lower case. `@` tells them apart."""

    widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号或邮箱"))
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().clean(value))
        return parse_address(text) if "@" in text else phones.parse(text)


class CodeField(forms.CharField):
    """Six digits, full-width and spaces forgiven."""

    widget = forms.TextInput(
        attrs={"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"}
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("验证码"))
        kwargs.setdefault("help_text", _("6 位数字。"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        return "".join(unicodedata.normalize("NFKC", super().clean(value)).split())


def parse_address(text: str) -> str:
    """The address in lower case; raises ValidationError with words that say what is missing."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError(_("邮箱地址不完整，请检查，例如 ming@example.com。"), code="invalid_email") from error
    return text.lower()
