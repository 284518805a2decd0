"""After filing: the number, and what happens next."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.selectors import case_for
from core import clocks, time


@require_safe
@login_required
def complaint_filed(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt: number, query code, and what happens next with dates. For whoever filed it."""
    case, _actor = case_for(request.user, number, "party")
    due = {clock.code: time.local_date(clock.due_at) for clock in clocks.running(case.stream)}
    steps = [
        (due.get("C-ASSIGN"), _("安排调解员"), _("{office}收到后会指定一名调解员。").format(office=case.association)),
        (due.get("C-ACCEPT"), _("告诉您是否受理"), _("不受理会写明依据，并告诉您别的办法。")),
        (None, _("双方调解"), _("受理后 60 日内，双方自愿，由调解员主持。")),
    ]
    context = {
        "number": case.number,
        "query_code": case.query_code,
        "steps": steps,
        "case_url": reverse("case", args=[case.number]),
        "office": {"name": str(case.association)},
    }
    return render(request, "complaints/filed.html", context)
