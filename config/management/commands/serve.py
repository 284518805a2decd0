"""`manage.py serve`: the whole site in one process."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import embedded
from config.celery import app
from config.checks import refuse_unsafe_start
from core.local import is_loopback


class Command(BaseCommand):
    """Bring the database up to date, then serve pages, sockets, tasks and the clock."""

    help = __doc__
    requires_system_checks: list[str] = []  # done below, before anything is written

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if settings.DEMO and not is_loopback(host):
            raise CommandError("ZHIQIAO_DEMO=1 serves on loopback only")
        if settings.SITE_URL == settings.LOCAL_SITE_URL:
            settings.SITE_URL = f"http://{host}:{port}"
        refuse_unsafe_start()
        embedded.answer_signals()
        call_command("prepare", stdout=self.stdout)
        self.stdout.write(f"质桥 http://{host}:{port}/")
        self.stdout.flush()
        embedded.serve(app, host, port)
