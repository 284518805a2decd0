"""The ground the tests stand on holds."""

from __future__ import annotations

import socket

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from hypothesis import settings as hypothesis_settings

from core import append_only
from core.models import LedgerEntry
from core.time import now


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_nothing_leaves_this_machine(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outward, pytest.raises(AssertionError, match="stay on this machine"):
        outward.connect(address)


def test_no_foreign_name_is_looked_up() -> None:
    with pytest.raises(AssertionError, match="stay on this machine"):
        socket.getaddrinfo("elsewhere.example", 80)
    assert socket.getaddrinfo("localhost", 80)


def entry() -> LedgerEntry:
    moment = now()
    return LedgerEntry.objects.create(
        stream="proof", seq=1, kind="proof", hat="system", effective_at=moment, recorded_at=moment, hash="h"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_the_ledger_is_empty_after_a_transactional_test_and_its_triggers_are_back(_round: int) -> None:
    assert LedgerEntry.objects.count() == 0
    assert append_only.missing(connection) == []
    made = entry()
    with pytest.raises(IntegrityError, match="append-only"):
        LedgerEntry.objects.filter(pk=made.pk).delete()


def test_random_tests_repeat_themselves_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hypothesis_settings.get_profile("ci").derandomize
    assert hypothesis_settings.get_profile("deep").max_examples > hypothesis_settings.get_profile("ci").max_examples


def test_each_worker_has_its_own_keys_in_redis() -> None:
    if settings.REDIS_URL:
        prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
        assert prefix.startswith("test-")
        assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] == f"{prefix}:"
    else:
        assert settings.CELERY_BROKER_URL == "memory://localhost/"
