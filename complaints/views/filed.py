"""After filing: the receipt, the register as a PDF, and the dates for one's calendar. For whoever filed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.guests import cases_of
from complaints.ahead import ahead
from complaints.dates import calendar_of
from complaints.models import Complaint
from complaints.papers import register_of
from complaints.selectors import case_for
from core.actors import Actor, Role
from core.errors import NotFound
from core.masking import mask_account, mask_phone

View = Callable[[HttpRequest, Complaint, Actor], HttpResponse]


class SeeOther(HttpResponseRedirect):
    """303: what was asked for is at another address."""

    status_code = 303


def for_who_filed(view: View) -> Callable[..., HttpResponse]:
    """Open the case for its party or its guest; a visitor who is neither signs in first, whatever the number."""

    @wraps(view)
    def opened(request: HttpRequest, number: str) -> HttpResponse:
        if not (request.user.is_authenticated or cases_of(request.user)):
            # Before the number is looked up: nobody learns from the time it takes.
            return redirect_to_login(request.path)
        try:
            case, actor = case_for(request.user, number, "party")
        except NotFound:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.path)
        return view(request, case, actor)

    return never_cache(opened)


@require_safe
@for_who_filed
def complaint_filed(request: HttpRequest, case: Complaint, actor: Actor) -> HttpResponse:
    """The receipt: number, query code, what happens next with dates, and what to keep."""
    steps = ahead(case)
    context: dict[str, Any] = {
        "number": case.number,
        "query_code": f"{case.query_code[:4]} {case.query_code[4:]}",
        "told_words": told_words(case),
        "steps": steps,
        "guest": actor.role == Role.GUEST,
        "dated": any(step.by for step in steps),
        "case_url": reverse("case", args=[case.number]),
        "office": {"name": str(case.association)},
    }
    return render(request, "complaints/filed.html", context)


def told_words(case: Complaint) -> str:
    """Where the association reaches this person."""
    leading = case.parties.all()[0]
    contact = mask_phone(leading.phone) or mask_account(leading.email)
    return _("工作人员会用 {contact} 联系您。").format(contact=contact) if contact else ""


@require_safe
@for_who_filed
def complaint_register(request: HttpRequest, case: Complaint, actor: Actor) -> HttpResponse:
    """投诉登记表: the PDF that was issued; issued now if no worker has come to it yet."""
    paper = register_of(case)
    if paper is None or paper.file is None:
        raise NotFound
    return SeeOther(reverse("file", args=[paper.file.token]))


@require_safe
@for_who_filed
def complaint_calendar(request: HttpRequest, case: Complaint, actor: Actor) -> HttpResponse:
    """The days that are waited for, for any calendar; no name and no word of the complaint goes with them."""
    content = calendar_of(case)
    if not content:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{case.number}.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
