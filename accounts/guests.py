"""Cases whose consumer a visitor has proved to be in this visit: by a code to the contact the case was filed with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from core import time

SESSION_KEY = "guests"
ATTRIBUTE = "guest_cases"  # where a request's person carries them
LASTS = dt.timedelta(hours=12)


def remember(request: HttpRequest, case_pk: int) -> None:
    """From now on this visit is a guest of the case: for twelve hours, and no longer than the session.

    Call it only after a proof. The session gets a new key, so that one known before the proof opens nothing.
    """
    request.session.cycle_key()
    until = int((time.now() + LASTS).timestamp())
    request.session[SESSION_KEY] = {**_in_force(request.session), str(case_pk): until}
    note(request.user, request.session)


def forget(request: HttpRequest, case_pk: int | None = None) -> None:
    """End the proof for one case, or for all."""
    left = {pk: until for pk, until in _in_force(request.session).items() if case_pk not in {None, int(pk)}}
    request.session[SESSION_KEY] = left
    note(request.user, request.session)


def note(user: Any, session: Mapping[str, Any]) -> None:
    """Let the person of a request, or of a socket, carry what the session has proved."""
    setattr(user, ATTRIBUTE, frozenset(int(pk) for pk in _in_force(session)))


def cases_of(user: Any) -> frozenset[int]:
    """The keys of the cases this person, signed in or not, has proved in this visit; no query."""
    found: frozenset[int] = getattr(user, ATTRIBUTE, frozenset())
    return found


def _in_force(session: Any) -> dict[str, int]:
    now = time.now().timestamp()
    return {pk: until for pk, until in session.get(SESSION_KEY, {}).items() if until > now}
