"""`manage.py workflow_docs [--check]`: write docs/workflow.md from the declared steps, or say that it is stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.describe import document


class Command(BaseCommand):
    help = "Write docs/workflow.md from the declared steps; with --check only compare (exit status 1 when stale)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the file is stale")
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "docs" / "workflow.md")

    def handle(self, *args: Any, check: bool, file: Path, **options: Any) -> None:
        new = document()
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        if check and new != old:
            raise CommandError(f"{file.name} is stale; run manage.py workflow_docs")
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(new, encoding="utf-8", newline="\n")
            self.stdout.write(f"{file.name}: {len(new.splitlines())} lines")
