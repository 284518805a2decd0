"""A person's cases, one case, and its fragment that follows live."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.hats import chosen_hat, consumer_actor
from complaints.models import Complaint
from complaints.selectors import Area, case_for, own_cases, page_of
from core.actors import Actor, Hat, Role
from mediation.addresses import DOORS, Door
from mediation.case_page import case_context
from mediation.rows import list_rows


@require_safe
@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    """我的投诉, newest first."""
    return listing(request, consumer_actor(request.user), DOORS["party"], _("我的投诉"))


@require_safe
@login_required
def business_list(request: HttpRequest) -> HttpResponse:
    """What concerns this person's business."""
    actor = Actor(request.user.pk, Hat(Role.BUSINESS))
    return listing(request, actor, DOORS["business"], _("涉及我的投诉"))


def listing(request: HttpRequest, actor: Actor, door: Door, heading: str) -> HttpResponse:
    """A list of cases, a page at a time."""
    page = page_of(own_cases(actor), after=request.GET.get("after", ""))
    context = {
        "rows": list_rows(page.rows, actor, door),
        "heading": heading,
        "business": door.area == "business",
        "pager": {"next": f"?after={page.after}" if page.after else ""},
    }
    return render(request, "mediation/case_list.html", context)


@require_safe
@login_required
def case(request: HttpRequest, number: str, area: Area) -> HttpResponse:
    """One case on one page."""
    return render(request, "mediation/case.html", page_context(request, number, area))


@require_safe
@login_required
def case_live(request: HttpRequest, number: str, area: Area) -> HttpResponse:
    """The part of the case page that changes, alone."""
    return render(request, "mediation/_case_live.html", page_context(request, number, area))


def page_context(request: HttpRequest, number: str, area: Area) -> dict[str, Any]:
    """The case as this reader sees it; raises NotFound."""
    found, actor = open_case(request, number, area)
    context = case_context(found, actor, DOORS[area])
    context["back"] = {"url": reverse(DOORS[area].home), "label": DOORS[area].home_label}
    return context


def open_case(request: HttpRequest, number: str, area: Area) -> tuple[Complaint, Actor]:
    """The case and the hat worn in it, by the address asked for."""
    return case_for(request.user, number, area, chosen=chosen_hat(request))
