"""`manage.py import_recalls FILE [--dry-run]`: take over a list of recalls. Exit status 1 when a row was left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enterprises.recall_rows import Unreadable, read
from enterprises.services import recalls_import


class Command(BaseCommand):
    help = "Import recall notices from CSV (UTF-8, UTF-16 or GB 18030) or JSON lines; importing again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list; the first line of a CSV names its columns")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            rows = read(file.read_bytes())
        except (OSError, Unreadable) as error:
            raise CommandError(f"{file}: {error}") from error
        found = recalls_import(rows, dry_run=dry_run)
        for fault in found.faults:
            self.stderr.write(str(fault))
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{found.new} {would}new, {found.changed} {would}changed, {found.same} as before, "
            f"{len(found.faults)} left out"
        )
        if found.faults:
            raise CommandError(f"{len(found.faults)} of {len(rows)} rows were left out")
