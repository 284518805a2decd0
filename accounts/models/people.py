"""People who sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import time
from core.fields import EncryptedField

if TYPE_CHECKING:
    Address = models.EmailField[str | None, str | None]
else:
    Address = models.EmailField


class AddressField(Address):
    """An e-mail address in lower case; none at all is NULL, so that many people may have none."""

    def get_prep_value(self, value: Any) -> Any:
        return (super().get_prep_value(value) or "").lower() or None


class UserManager(BaseUserManager["User"]):
    """Finds people; `accounts.services` makes them."""


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by e-mail or by mobile phone; what they may do comes from memberships and proofs.

    `phone` (E.164) is encrypted. `phone_index` is its blind index, set only once the number is proven: an unproven
    number belongs to nobody and is in nobody's way.
    """

    class Sex(models.TextChoices):
        """Chooses between 先生 and 女士 where only the family name may be shown."""

        MALE = "男", _("先生")
        FEMALE = "女", _("女士")

    name = models.CharField(_("姓名"), max_length=40)
    sex = models.CharField(_("称呼"), max_length=1, choices=Sex.choices, blank=True, default="")
    email = AddressField(_("电子邮箱"), unique=True, null=True, blank=True)
    phone = EncryptedField(_("手机号"), blank=True, default="")
    phone_index = models.CharField(  # noqa: DJ001 - unique, and many have none
        _("手机号索引"), max_length=64, unique=True, null=True, editable=False
    )
    language = models.CharField(_("语言"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    is_active = models.BooleanField(_("可以登录"), default=True)
    date_joined = models.DateTimeField(_("注册时间"), default=time.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """How the person is shown to themself."""
        return self.name

    @property
    def phone_verified(self) -> bool:
        """Whether the number was proven by a code."""
        return bool(self.phone_index)

    def get_full_name(self) -> str:
        """The whole name."""
        return self.name

    def get_short_name(self) -> str:
        """The name again: Chinese names are not cut."""
        return self.name
