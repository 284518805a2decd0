"""Who sits behind a socket, and what they may see now. Asked at every subscription and again every few seconds."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.db import Error
from django.http import HttpRequest

from accounts import guests
from core import streams

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The person of the session (None for nobody) and those of the asked streams that this person may see."""

    user_id: int | None
    allowed: frozenset[str]


def person_of(session_key: str) -> Any:
    """The person of the session, read afresh: an ended session, a changed password or a disabled account is nobody.

    With the cases this visit has proved, which may also have run out.
    """
    if not session_key:
        return AnonymousUser()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = auth.get_user(request)
    guests.note(person, request.session)
    return person


def verdict(session_key: str, names: Iterable[str]) -> Verdict:
    """Ask all at once. Raises django.db.Error, then nobody may be let in."""
    person = person_of(session_key)
    return Verdict(person.pk, frozenset(name for name in names if _may_see(person, name)))


def _may_see(person: Any, name: str) -> bool:
    """A question that breaks lets nobody in; the socket stays for the other streams."""
    try:
        return streams.may_see(person, name)
    except Error:
        raise
    except Exception:
        log.exception("the question whether stream kind %s may be seen is broken", name.partition(":")[0])
        return False
