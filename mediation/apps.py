"""The room `mediation`."""

from importlib import import_module

from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"

    def ready(self) -> None:
        """Register what this room provides: the streams of the desks."""
        import_module("mediation.streams")
