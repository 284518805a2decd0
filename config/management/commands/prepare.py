"""`manage.py prepare`: bring catalogues, tables and demonstration data up to date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from config import catalogues


class Command(BaseCommand):
    """Cheap when nothing changed; `demo` itself leaves alone what is already there."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        catalogues.compile_changed()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and "demo" in get_commands():
            call_command("demo", stdout=self.stdout)
