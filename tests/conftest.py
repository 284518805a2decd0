"""What every test stands on."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from config import catalogues
from core import append_only
from core.local import is_loopback
from tests.cast import cast_fixture

__all__ = ["cast_fixture"]

PATIENT = hypothesis_settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
hypothesis_settings.register_profile("local", PATIENT, max_examples=50)
hypothesis_settings.register_profile("ci", PATIENT, max_examples=50, derandomize=True)
hypothesis_settings.register_profile("deep", PATIENT, max_examples=2000)


def pytest_configure(config: pytest.Config) -> None:
    """The profile of this run, and a name of its own in Redis for each worker."""
    default = "ci" if os.environ.get("CI") else "local"
    hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", default))
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # A tenth of a second per password is what the product wants and what a suite does not: tests hash fast.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    catalogues.compile_changed()
    prefix = f"test-{os.getpid()}"
    if settings.REDIS_URL:
        settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = prefix
        settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{prefix}:"


class Outside(AssertionError):
    """A test reached beyond this machine."""


_connect, _getaddrinfo = socket.socket.connect, socket.getaddrinfo


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(str(address[0])):
        raise Outside(f"tests stay on this machine, not {address[0]}")
    return _connect(self, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and not is_loopback(str(name)):
        raise Outside(f"tests stay on this machine, not {name}")
    return _getaddrinfo(host, *args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def no_outside() -> Iterator[None]:
    """Fail on any connection or name beyond loopback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded_connect)
        patch.setattr(socket, "getaddrinfo", _guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session", autouse=True)
def flushable_ledger() -> Iterator[None]:
    """Let transactional tests empty the ledger afterwards: their flush is the one delete the triggers must let by."""
    plain = getattr(TransactionTestCase, "_fixture_teardown")  # noqa: B009 - private, unknown to its types

    def lifted(self: TransactionTestCase) -> None:
        databases = [connections[name] for name in self._databases_names(include_mirrors=False)]  # type: ignore[attr-defined]
        for connection in databases:
            append_only.drop(connection)
        try:
            plain(self)
        finally:
            for connection in databases:
                append_only.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lifted)
        yield


@pytest.fixture
def file_folder(settings: Settings, tmp_path: Path) -> Path:
    """An empty storage of this test's own, and an empty place for what arrives."""
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def first_language() -> Iterator[None]:
    """Every test begins in the site's first language, whatever a page before it was read in."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def no_rate_used(request: pytest.FixtureRequest) -> None:
    """Rate limits live in the cache; each test starts with none used.

    Where the cache is a table, a test without a database has none to clear.
    """
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        marked = request.node.get_closest_marker("django_db") is not None
        asked = next((name for name in ("transactional_db", "db") if name in request.fixturenames), "")
        if asked:
            request.getfixturevalue(asked)
        if not (marked or asked):
            return
    cache.clear()
