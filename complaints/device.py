"""What a browser without an account holds of its drafts: their codes, signed, in one cookie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "zhiqiao_drafts"
SALT = "complaints.drafts"
AGE = dt.timedelta(days=30)
MOST = 20


def codes_of(request: HttpRequest) -> tuple[str, ...]:
    """The codes the cookie names; none when it is forged, changed or too old."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return ()
    return tuple(str(one) for one in found)


def remember(request: HttpRequest, response: HttpResponse, codes: Iterable[str]) -> HttpResponse:
    """Let the browser hold these codes too, the newest first, for another 30 days."""
    held = list(dict.fromkeys([*codes, *codes_of(request)]))[:MOST]
    response.set_cookie(
        COOKIE, signing.dumps(held, salt=SALT), max_age=AGE, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
