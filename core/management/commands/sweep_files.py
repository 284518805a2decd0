"""`manage.py sweep_files`: remove stored files nobody needs; `--dry-run` only says how many."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.files.orphans import sweep


class Command(BaseCommand):
    help = "Remove files older than a day that nothing points to, bytes without a row, and unfinished uploads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count them and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        found = sweep(dry=options["dry_run"])
        verb = "would be removed" if options["dry_run"] else "removed"
        self.stdout.write(f"{verb}: {found.rows} files, {found.strays} stray bytes, {found.unfinished} unfinished")
