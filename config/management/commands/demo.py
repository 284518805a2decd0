"""`manage.py demo`: make what the demonstration needs and say how to sign in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts import demo
from config.demo import demo_cases, demo_recalls


class Command(BaseCommand):
    """Leaves alone what is already there."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        common = demo.demo_people()
        demo_recalls()
        demo_cases()
        for each in demo.listed():
            self.stdout.write(f"{each.email:28} {each.role_label} {each.name}")
        self.stdout.write(f"password: {common}")
