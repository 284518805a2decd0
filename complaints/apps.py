"""The room `complaints`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("投诉")

    def ready(self) -> None:
        """Register what this room provides: reference data, facts for the guards, streams, acts, effects, papers."""
        for module in ("reference", "facts", "streams", "acts", "exhibits", "handlers", "papers"):
            import_module(f"complaints.{module}")
