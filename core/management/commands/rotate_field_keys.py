"""`manage.py rotate_field_keys`: after a new first key in ZHIQIAO_FIELD_KEYS, before the old one is taken out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.fields import encrypted_fields
from core.rotation import rotate


class Command(BaseCommand):
    """Re-encrypts every encrypted column under the first key; fails when a value cannot be read."""

    help = "Re-encrypt stored secrets under the first key of ZHIQIAO_FIELD_KEYS, in batches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = 0
        for model, field in encrypted_fields():
            tally = rotate(model, field, size=options["batch"])
            unreadable += tally.unreadable
            self.stdout.write(f"{model._meta.label}.{field.name}: {tally.moved} moved, {tally.unreadable} unreadable")
        if unreadable:
            raise CommandError(f"{unreadable} values cannot be read with any key; keep the old keys and look into it")
