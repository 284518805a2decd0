"""The port through which messages leave: rendered at once, handed to a transport after commit.

Transports register themselves per channel. Until one does, the demonstration and the tests keep messages on the
local outbox page; anything else is refused before the person is told that a message was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

from core import time
from core.models.outbox import Channel, OutboxMessage


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves: `subject` is empty for text messages, `template` names what it was made from."""

    channel: Channel
    to: str
    subject: str
    text: str
    template: str


Transport = Callable[[Message], None]
_transports: dict[Channel, Transport] = {}


def register_transport(channel: str, transport: Transport | None) -> Transport | None:
    """Let `transport` carry the channel from now on (None: no longer); returns the one before."""
    before = _transports.pop(Channel(channel), None)
    if transport is not None:
        _transports[Channel(channel)] = transport
    return before


def send(channel: str, to: str, template: str, ctx: Mapping[str, Any], *, language: str = "") -> None:
    """Render `templates/outbound/<template>` and hand it over once the transaction holds.

    `language` is the recipient's ("zh-hans", "en"); without it, that of who asks for the message.

    Raises ImproperlyConfigured when nothing can carry the channel, TemplateDoesNotExist for an unknown template.
    """
    kind = Channel(channel)
    transport = transport_of(kind)
    with translation.override(language or translation.get_language()):
        message = compose(kind, to, template, ctx)
    transaction.on_commit(partial(transport, message), robust=True)


def compose(channel: Channel, to: str, template: str, ctx: Mapping[str, Any]) -> Message:
    """The message in words: `<template>.subject.txt` (e-mail only) and `<template>.<channel>.txt`."""
    context = {"site_name": settings.SITE_NAME, **ctx}
    subject = _plain(f"{template}.subject.txt", context) if channel is Channel.EMAIL else ""
    text = _plain(f"{template}.{channel.value}.txt", context)
    return Message(channel, to, " ".join(subject.split())[:200], text, template)


def transport_of(channel: Channel) -> Transport:
    """The registered transport, else the local outbox, else the mail server; raises ImproperlyConfigured."""
    if found := _transports.get(channel):
        return found
    if settings.DEMO or settings.TESTING:
        return to_outbox
    if channel is Channel.EMAIL and settings.EMAIL_HOST:
        return to_mail_server
    raise ImproperlyConfigured(f"no transport for {channel.value}: configure one, see .env.example")


def to_outbox(message: Message) -> None:
    """Keep the message on this machine."""
    OutboxMessage.objects.create(
        channel=message.channel,
        to=message.to,
        subject=message.subject,
        text=message.text,
        created_at=time.now(),
    )


def to_mail_server(message: Message) -> None:
    """Hand an e-mail to Django's mail backend (EMAIL_* settings)."""
    EmailMessage(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.to]).send()


def _plain(name: str, ctx: Mapping[str, Any]) -> str:
    """Render without HTML escaping: these texts are never shown as HTML."""
    template: Template = get_template(f"outbound/{name}").template  # type: ignore[attr-defined]
    return template.render(Context(dict(ctx), autoescape=False)).strip()
