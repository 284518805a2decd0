"""The forms of sign-up and sign-in: the library's, in our words and with one field for number or address."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as theirs
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.fields import CodeField, ContactField
from accounts.models import User
from accounts.selectors import user_by_email
from core import time
from core.form_words import PlainForm
from core.forms import NamesSelect
from core.workflow.forms import refuse_hidden

NEW_PASSWORD = _("至少 8 位，不要只用数字，也不要用常见的密码。")


def reword(form: forms.Form, **labels: Any) -> None:
    """Our labels; the library's placeholders and help go, a label above the box says more."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
        field.label = labels.get(name, field.label)
        if name == "password1":
            field.help_text = NEW_PASSWORD


class LoginForm(PlainForm, theirs.LoginForm):  # type: ignore[misc]
    """Number or address, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        reword(self, password=_("密码"), remember=_("在这台设备上保持登录"))
        self.order_fields(["login", "password", "remember"])


class SignupForm(PlainForm, theirs.SignupForm):  # type: ignore[misc]
    """A name, one number or address to prove, and a password if wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("phone")
        self.fields.pop("email")
        self.fields["name"] = forms.CharField(max_length=40, validators=[refuse_hidden])
        self.fields["contact"] = ContactField()
        reword(self, name=_("姓名"), password1=_("密码"))
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["contact"].help_text = _("我们会发一个验证码，确认是您本人在用。")
        self.order_fields(["name", "contact", "password1"])

    def clean_contact(self) -> str:
        """Say which of the two it is; an address that nobody has proven is free again."""
        contact: str = self.cleaned_data["contact"]
        if "@" not in contact:
            self.cleaned_data["phone"] = contact
            return contact
        services.user_forget_unproven(address=contact)
        self.cleaned_data["email"] = self.validate_unique_email(contact)
        return contact


class RequestLoginCodeForm(PlainForm, theirs.RequestLoginCodeForm):  # type: ignore[misc]
    """Where the code goes. Answers the same whether the account exists or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("phone")
        self.fields.pop("email")
        self.fields["contact"] = ContactField()

    def clean_contact(self) -> str:
        """Count the request against the account, and find who has proven it."""
        contact: str = self.cleaned_data["contact"]
        kind = "email" if "@" in contact else "phone"
        self.cleaned_data[kind] = contact
        getattr(self, f"clean_{kind}")()
        if kind == "email":
            self._user = user_by_email(contact)
        return contact


class ConfirmLoginCodeForm(PlainForm, theirs.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that came."""

    code = CodeField()


class ConfirmEmailVerificationCodeForm(PlainForm, theirs.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that came to the address."""

    code = CodeField()


class ConfirmPasswordResetCodeForm(PlainForm, theirs.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that came to the address."""

    code = CodeField()


class VerifyPhoneForm(PlainForm, theirs.VerifyPhoneForm):  # type: ignore[misc]
    """The code that came to the number."""

    code = CodeField()


class ChangePasswordForm(PlainForm, theirs.ChangePasswordForm):  # type: ignore[misc]
    """A new password; who has just signed in by a code need not remember the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if came_by_code(self.user):
            del self.fields["oldpassword"]
        reword(self, oldpassword=_("现在的密码"), password1=_("新密码"), password2=_("再填一次新密码"))


class SetPasswordForm(PlainForm, theirs.SetPasswordForm):  # type: ignore[misc]
    """The first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password1=_("密码"), password2=_("再填一次密码"))


class ResetPasswordForm(PlainForm, theirs.ResetPasswordForm):  # type: ignore[misc]
    """The address to which the code goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email=_("邮箱"))


class ResetPasswordKeyForm(PlainForm, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password after the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password1=_("新密码"), password2=_("再填一次新密码"))


class AddEmailForm(PlainForm, theirs.AddEmailForm):  # type: ignore[misc]
    """Another address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email=_("新邮箱"))


class ReauthenticateForm(PlainForm, theirs.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password=_("密码"))


class SettingsForm(PlainForm, forms.Form):
    """How a person is addressed."""

    name = forms.CharField(label=_("姓名"), max_length=40, validators=[refuse_hidden])
    sex = forms.ChoiceField(label=_("称呼"), choices=[("", _("不填")), *User.Sex.choices], required=False)
    language = forms.ChoiceField(label=_("网页和消息用的语言"), choices=settings.LANGUAGES, widget=NamesSelect)


def came_by_code(user: User) -> bool:
    """Whether this visit began with a code a short while ago."""
    since = time.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(context.request, user)
    return any(each["method"] == "code" and each["at"] >= since for each in records)
