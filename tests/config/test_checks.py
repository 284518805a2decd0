"""What the site refuses to start with."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.management.base import SystemCheckError

from config import checks
from core.local import is_loopback
from tests.qa.house import ROOT

COMPLETE = {
    "ZHIQIAO_PRODUCTION": "1",
    "DJANGO_SECRET_KEY": "k" * 50,
    "ZHIQIAO_FIELD_KEYS": "c29tZS1vdGhlci1rZXktZm9yLXRoaXMtdGVzdC1vbmx5IQ==",
    "ZHIQIAO_INDEX_KEY": "another-index-key",
    "DJANGO_ALLOWED_HOSTS": "zhiqiao.example",
    "ZHIQIAO_SITE_URL": "https://zhiqiao.example",
    "DATABASE_URL": "postgres://app@127.0.0.1/zhiqiao",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
SWAPPED = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")  # read here, never connected to


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "zhiqiao.example", "*", "", ".localhost", "127.0.0.1.example"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


def found(settings: Any, **values: Any) -> set[str]:
    for name, value in values.items():
        setattr(settings, name, value)
    findings = [*checks.demo_stays_at_home(), *checks.production_is_complete(), *checks.database_may_forge()]
    return {str(finding.id).removeprefix("zhiqiao.") for finding in findings}


def test_the_demonstration_stays_at_home(settings: Any) -> None:
    assert found(settings, DEMO=True, PRODUCTION=False, ALLOWED_HOSTS=["127.0.0.1"]) == set()
    assert found(settings, ALLOWED_HOSTS=["127.0.0.1", "zhiqiao.example"]) == {"E002"}
    assert "E001" in found(settings, PRODUCTION=True)


@SWAPPED
def test_production_needs_its_services_and_secure_cookies(settings: Any) -> None:
    database = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"init_command": "recursive_triggers=ON"}}
    }
    wrong = {"DATABASES": database, "REDIS_URL": "", "SESSION_COOKIE_SECURE": False, "DEBUG": True}
    assert found(settings, DEMO=False, PRODUCTION=True, **wrong) == {"E003", "E004", "E005", "E006"}
    assert found(settings, PRODUCTION=False) == set()


@SWAPPED
def test_sqlite_without_recursive_triggers_is_named(settings: Any) -> None:
    database = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}}
    assert found(settings, DEMO=False, PRODUCTION=False, DATABASES=database) == {"W001"}


def test_a_server_refuses_to_start_with_an_error(settings: Any) -> None:
    checks.refuse_unsafe_start()
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["zhiqiao.example"]
    with pytest.raises(SystemCheckError, match=r"zhiqiao\.E002"):
        checks.refuse_unsafe_start()


def start(**more: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, as production would."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **COMPLETE, **more}
    command = [sys.executable, "-c", "import config.settings as s; print(s.PRODUCTION, s.SECURE_SSL_REDIRECT)"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_complete_production_starts() -> None:
    assert start().stdout.strip() == "True True"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DJANGO_SECRET_KEY", "short"),
        ("DJANGO_SECRET_KEY", "insecure-local-secret-never-for-production"),
        ("ZHIQIAO_FIELD_KEYS", ""),
        ("ZHIQIAO_FIELD_KEYS", "Zm9yLWxvY2FsLXVzZS1vbmx5LW5ldmVyLWluLXByb2Q="),
        ("DJANGO_ALLOWED_HOSTS", ""),
        ("DJANGO_ALLOWED_HOSTS", "*"),
        ("ZHIQIAO_SITE_URL", ""),
        ("ZHIQIAO_SITE_URL", "http://zhiqiao.example"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("DJANGO_DEBUG", "1"),
        ("ZHIQIAO_DEMO", "1"),
        ("ZHIQIAO_TESTING", "1"),
    ],
)
def test_incomplete_production_does_not_start(name: str, value: str) -> None:
    ended = start(**{name: value})
    assert ended.returncode != 0
    assert "ImproperlyConfigured" in ended.stderr
    assert name in ended.stderr
