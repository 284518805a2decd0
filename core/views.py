"""Pages that belong to no app: health, and a form that came too late."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.http import require_safe

from core.errors import DoorError
from core.local import require_local
from core.middleware import answer
from core.models import OutboxMessage

View = Callable[..., HttpResponse]
STALE = "zhiqiao.stale"
OUTBOX_PAGE = 50
LONGEST_KEY = 80


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The messages that would have left, newest first; 404 outside the demonstration and the tests."""
    require_local(request, allowed=settings.DEMO or settings.TESTING)
    newest = OutboxMessage.objects.order_by("-created_at", "-id")[:OUTBOX_PAGE]
    return render(request, "outbox.html", {"letters": [_letter(message) for message in newest]})


def _letter(message: OutboxMessage) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "channel_label": message.get_channel_display(),
        "to": message.to,
        "subject": message.subject,
        "body": message.text,
        "at": message.created_at,
    }


def form_key(request: HttpRequest) -> str:
    """The key that a form carries so that sending it twice does it once; "" when it carries none.

    It ends in a column of the ledger, so what no page of ours has written into it is left out.
    """
    return "".join(one for one in request.POST.get("key", "") if one.isprintable())[:LONGEST_KEY]


def keeps_form(view: View) -> View:
    """Mark a view that can draw its form again with what was typed when the page was too old to be trusted.

    The view must ask `is_stale(request)` before it does anything.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    marked.keeps_form = True  # type: ignore[attr-defined]
    return marked


def is_stale(request: HttpRequest) -> bool:
    """Whether this request failed the cross-site check and may only be shown, not done."""
    return bool(request.META.get(STALE))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from a page that is too old, or from elsewhere: nothing is done, and nothing typed is lost."""
    match = resolve(request.path_info)
    if getattr(match.func, "keeps_form", False):
        request.META[STALE] = True
        view: View = match.func
        try:
            return view(request, *match.args, **match.kwargs)
        except DoorError as error:  # nobody else hears it: this runs before the middleware that would
            return answer(request, error)
    return render(request, "errors/csrf.html", status=403)
