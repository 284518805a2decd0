"""The room `accounts`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        """Let `core` know the reference rows of this room."""
        from accounts import reference  # noqa: F401
