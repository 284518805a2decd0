"""The reader's language, and what stands between the sign-in library and the person."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts import guests
from accounts.models import User


class ReadersLanguage:
    """Whoever is signed in reads the language they chose; for others the cookie or the browser has decided already.

    No query of its own on pages that ask who is signed in, and none at all without a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and translation.check_for_language(user.language):
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class ProvenGuest:
    """The person of the request carries the cases proved in this visit (`accounts.guests`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if guests.SESSION_KEY in request.session:
            guests.note(request.user, request.session)
        return self.get_response(request)


class TooOften:
    """A code asked for too often deep inside the library is an answer (429), not a breakdown (500)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of the library's other limits."""
        if not isinstance(exception, RateLimited):
            return None
        answer: HttpResponse = respond_429(request)
        return answer
