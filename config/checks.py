"""What must hold before the site answers anybody. Each finding names the variable to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name
from django.core.checks.registry import registry
from django.core.management.base import SystemCheckError

from core.local import is_loopback

Apps = Sequence[AppConfig] | None


def demo_stays_at_home(app_configs: Apps = None, **kwargs: Any) -> list[CheckMessage]:
    """The demonstration has known passwords: it answers on this machine only, and never beside production."""
    if not settings.DEMO:
        return []
    found: list[CheckMessage] = []
    if settings.PRODUCTION:
        found.append(Error("ZHIQIAO_DEMO and ZHIQIAO_PRODUCTION exclude each other.", id="zhiqiao.E001"))
    if strangers := [host for host in settings.ALLOWED_HOSTS if not is_loopback(host)]:
        words = f"ZHIQIAO_DEMO=1 answers on loopback only; take {', '.join(strangers)} out of DJANGO_ALLOWED_HOSTS."
        found.append(Error(words, id="zhiqiao.E002"))
    return found


def production_is_complete(app_configs: Apps = None, **kwargs: Any) -> list[CheckMessage]:
    """Production runs on PostgreSQL and Redis, behind TLS, with secure cookies."""
    if not settings.PRODUCTION:
        return []
    rules = {
        "E003": ("DATABASE_URL must name PostgreSQL.", "postgresql" in settings.DATABASES["default"]["ENGINE"]),
        "E004": ("REDIS_URL must be set.", bool(settings.REDIS_URL)),
        "E005": ("Session and CSRF cookies must be secure.", settings.SESSION_COOKIE_SECURE),
        "E006": ("DJANGO_DEBUG must be off.", not settings.DEBUG),
    }
    return [Error(words, id=f"zhiqiao.{code}") for code, (words, holds) in rules.items() if not holds]


def database_may_forge(app_configs: Apps = None, **kwargs: Any) -> list[CheckMessage]:
    """On SQLite the ledger is safe from REPLACE only while recursive_triggers is on."""
    default = settings.DATABASES["default"]
    pragmas = str(default.get("OPTIONS", {}).get("init_command", ""))
    if "sqlite" not in default["ENGINE"] or "recursive_triggers=ON" in pragmas:
        return []
    return [Warning("SQLite runs without recursive_triggers: REPLACE can forge the ledger.", id="zhiqiao.W001")]


def install() -> None:
    """Register the checks with Django, so that every management command runs them."""
    for check in (demo_stays_at_home, production_is_complete, database_may_forge):
        register(check)


def refuse_unsafe_start() -> None:
    """Run every check that needs no database; servers do not run them by themselves. Raises SystemCheckError."""
    serious = [finding for finding in registry.run_checks() if finding.is_serious()]
    if serious:
        raise SystemCheckError("\n".join(str(finding) for finding in serious))
