"""What leaves, when, and through whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.test import Client
from pytest_django.fixtures import Settings

from core import outbound
from core.models import OutboxMessage

CODE = {"code": "302914", "purpose": "登录"}


@pytest.fixture
def outside(settings: Settings) -> Settings:
    settings.DEMO = settings.TESTING = False
    return settings


@pytest.fixture
def carried() -> Iterator[list[outbound.Message]]:
    """A transport of our own for text messages."""
    messages: list[outbound.Message] = []
    before = outbound.register_transport("sms", messages.append)
    yield messages
    outbound.register_transport("sms", before)


@pytest.mark.django_db(transaction=True)
def test_a_message_leaves_after_commit_only() -> None:
    with transaction.atomic():
        outbound.send("email", "ming@example.com", "code", CODE)
        assert not OutboxMessage.objects.exists()
    kept = OutboxMessage.objects.get()
    assert (kept.channel, kept.to, kept.subject) == ("email", "ming@example.com", "质桥登录验证码")
    assert "302914" in kept.text


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_failed_transaction_never_leaves() -> None:
    with transaction.atomic():
        outbound.send("sms", "+8613800000000", "code", CODE)
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_words_are_not_escaped_and_a_subject_is_one_line() -> None:
    outbound.send("email", "ming@example.com", "account_changed", {"purpose": "a<b>&\nc", "login_url": "x?a=1&b=2"})
    kept = OutboxMessage.objects.get()
    assert kept.subject == "质桥：a<b>& c"
    assert "x?a=1&b=2" in kept.text


@pytest.mark.django_db(transaction=True)
def test_a_registered_transport_carries_instead_of_the_outbox(carried: list[outbound.Message]) -> None:
    outbound.send("sms", "+8613800000000", "code", CODE)
    assert [(each.to, each.subject, each.template) for each in carried] == [("+8613800000000", "", "code")]
    assert not OutboxMessage.objects.exists()


def test_unknown_channels_and_templates_are_refused() -> None:
    with pytest.raises(ValueError, match="pigeon"):
        outbound.send("pigeon", "x", "code", CODE)
    with pytest.raises(TemplateDoesNotExist):
        outbound.send("sms", "+8613800000000", "nothing", {})


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_outside_the_demonstration_nothing_pretends_to_leave(outside: Settings, channel: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=channel):
        outbound.send(channel, "x", "code", CODE)


@pytest.mark.django_db(transaction=True)
def test_a_configured_mail_server_carries_e_mail(outside: Settings) -> None:
    outside.EMAIL_HOST = "mail.example.com"
    outbound.send("email", "ming@example.com", "code", CODE)
    assert [each.to for each in mail.outbox] == [["ming@example.com"]]
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_outbox_page_lists_the_newest_first(client: Client) -> None:
    for code in ("111111", "222222"):
        outbound.send("sms", "+8613800000000", "code", {"code": code})
    page = client.get("/outbox/").content.decode()
    assert page.index("222222") < page.index("111111")
    assert client.post("/outbox/").status_code == 405


@pytest.mark.django_db
def test_the_outbox_page_is_nowhere_else(client: Client, outside: Settings) -> None:
    assert client.get("/outbox/").status_code == 404
    outside.DEMO = True
    assert client.get("/outbox/").status_code == 200
