"""Cases whose consumer a visitor has proved to be in this visit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

SESSION_KEY = "guests"


def remember(request: HttpRequest, case_pk: int) -> None:
    """From now on this visit is a guest of the case."""
    request.session[SESSION_KEY] = sorted({*request.session.get(SESSION_KEY, []), case_pk})


def cases_of(user: Any) -> frozenset[int]:
    """The keys of the cases this person has proved in this visit."""
    return frozenset(getattr(user, "guest_cases", ()))
