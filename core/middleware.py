"""What a page answers when the door, or a selector, says no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import Busy, Conflict, DoorError, Refused, TooMany


class DoorAnswers:
    """Turns a `DoorError` no view has caught into its page, with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for the error's status; other errors go on to Django."""
        if not isinstance(error, DoorError):
            return None
        return answer(request, error)


def answer(request: HttpRequest, error: DoorError) -> HttpResponse:
    """The page of an error."""
    response = render(request, f"errors/{error.status}.html", answer_context(error), status=error.status)
    if isinstance(error, Busy | TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def answer_context(error: DoorError) -> dict[str, Any]:
    """The words of the answer, for the pages of `templates/errors/`."""
    context: dict[str, Any] = {"words": error.words}
    if isinstance(error, Refused):
        context |= {"reasons": error.reasons, "possible": error.possible}
    if isinstance(error, Conflict):
        context |= {"since": error.since}
    if isinstance(error, TooMany):
        context |= {"minutes": error.minutes}
    return context
