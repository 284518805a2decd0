"""Where the sign-in library meets this product: phones, codes and words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts import phones, services
from accounts.fields import PhoneField
from accounts.models import User
from accounts.selectors import language_of, user_by_email, user_by_phone
from core import outbound
from core.secrets import blind_index

MISMATCH = _("账号或密码不对，请检查后再试；也可以改用验证码登录。")
TOO_MANY = _("尝试次数太多，请过几分钟再试。")
TAKEN = _("不能使用这个号码或邮箱，它已经属于另一个账号。")

# What the library asks to be told -> our template and what the person was doing.
LETTERS: dict[str, tuple[str, StrOrPromise]] = {
    "login_code": ("code", _("登录")),
    "email_confirmation": ("code", _("验证邮箱")),
    "email_confirmation_signup": ("code", _("注册")),
    "password_reset_code": ("code", _("重设密码")),
    "unknown_account": ("account_unknown", ""),
    "account_already_exists": ("account_exists", ""),
    "password_changed": ("account_changed", _("登录密码已修改")),
    "password_set": ("account_changed", _("已设置登录密码")),
    "password_reset": ("account_changed", _("登录密码已重设")),
    "email_changed": ("account_changed", _("登录邮箱已更换")),
    "email_confirm": ("account_changed", _("邮箱已验证")),
    "email_deleted": ("account_changed", _("登录邮箱已移除")),
}


OUR_STAGES = {
    "allauth.account.stages.PhoneVerificationStage": "accounts.stages.PhoneVerificationStage",
    "allauth.account.stages.EmailVerificationStage": "accounts.stages.EmailVerificationStage",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People sign in by e-mail or phone; whatever leaves goes through `core.outbound`."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。"),
        "email_password_mismatch": MISMATCH,
        "phone_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "email_taken": TAKEN,
        "phone_taken": TAKEN,
        "duplicate_email": _("这个邮箱已经是您的登录邮箱。"),
        "enter_current_password": _("现在的密码不对，请重新填写。"),
        "incorrect_code": _("验证码不对，请核对后再填。"),
        "incorrect_password": _("密码不对，请重新填写。"),
        "invalid_login": _("请填写手机号或邮箱。"),
        "invalid_or_expired_key": _("链接已失效，请重新申请。"),
        "invalid_password_reset": _("链接已失效，请重新申请。"),
        "rate_limited": _("操作太频繁了，请稍等一会儿再试。"),
        "same_as_current": _("这就是现在用的，请填写新的。"),
        "select_only_one": _("手机号和邮箱填一个就可以。"),
        "too_many_login_attempts": TOO_MANY,
    }

    def get_login_stages(self) -> list[str]:
        """As the library has them, with our own where a number or an address must be proven."""
        found: list[str] = super().get_login_stages()
        return [OUR_STAGES.get(path, path) for path in found]

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        """Keep the name, and the language of the page, before the library saves the rest."""
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or user.language
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Changing address or number asks for the password again, of those who have one."""
        return bool(self.request.user.has_usable_password())

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        """The field in which numbers are typed."""
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The number and whether it is proven."""
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Note a number that is to be proven (sign-up), or that is."""
        (services.user_prove_phone if verified else services.user_claim_phone)(user=user, phone=phone)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """The code was right."""
        services.user_prove_phone(user=user, phone=phone)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Who has proven this number, however it is typed."""
        try:
            return user_by_phone(phones.parse(phone))
        except ValidationError:
            return None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """The code for a number."""
        self._text(phone, "code", {"code": code}, user)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Tell the number itself, and nobody else, that it has no account."""
        self._text(phone, "account_unknown", {"signup_url": self._address("account_signup")})

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Tell the number itself, and nobody else, that it has an account."""
        links = {"login_url": self._address("account_request_login_code")}
        self._text(phone, "account_exists", links, user_by_phone(phone))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every e-mail of the library, in our words. Only what the words need goes along."""
        template, purpose = LETTERS[template_prefix.rpartition("/")[2]]
        kept: dict[str, Any] = {name: context[name] for name in ("code", "signup_url") if name in context}
        links = {"login_url": self._address("account_request_login_code")}
        told = {"purpose": purpose, **links, **kept}
        outbound.send("email", email, template, told, language=language_of(user_by_email(email)))

    def _text(self, phone: str, template: str, ctx: dict[str, Any], user: User | None = None) -> None:
        outbound.send("sms", phone, template, ctx, language=language_of(user))

    def _address(self, name: str) -> str:
        return str(self.request.build_absolute_uri(reverse(name)))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed attempts are counted per account, however it was typed; the library forgets the phone."""
        login = next((credentials[name] for name in ("email", "phone", "username") if credentials.get(name)), "")
        return blind_index(str(login).strip().lower(), "login")
