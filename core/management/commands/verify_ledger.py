"""`manage.py verify_ledger [STREAM]`: prove the history, or name every fault. Exit status 1 when there is one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.models import LedgerEntry
from core.verify import verify


class Command(BaseCommand):
    help = "Check every entry of the ledger: hashes, gaps, states, heads, words, triggers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stream", nargs="?", default="", help="one stream only, such as case:7")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for fault in verify(options["stream"]):
            faults += 1
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{faults} faults")
        entries = LedgerEntry.objects.filter(**{"stream": options["stream"]} if options["stream"] else {})
        self.stdout.write(f"{entries.count()} entries, no fault")
