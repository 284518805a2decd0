"""The room `core`: what every other room stands on."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate

from core import append_only


def keep_append_only(using: str, **kwargs: Any) -> None:
    """Put the ledger's triggers back: SQLite loses them when a migration rebuilds the table."""
    append_only.install(connections[using])


def keep_cache_table(using: str, **kwargs: Any) -> None:
    """The table of rate limits, where they are counted in the database; there already is no news."""
    if using == DEFAULT_DB_ALIAS:
        call_command("createcachetable", verbosity=0)


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks  # noqa: F401
        from core.documents import issuing  # noqa: F401
        from core.reference import load_all

        post_migrate.connect(keep_append_only, sender=self)
        post_migrate.connect(keep_cache_table, sender=self)
        post_migrate.connect(load_all, sender=self, dispatch_uid="core.reference")
