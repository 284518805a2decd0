"""One case, for everybody who meets it, and its fragment that follows live."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.guests import cases_of
from accounts.hats import chosen_hat
from complaints.models import Complaint
from complaints.selectors import Area, case_for
from core.actors import Actor, Role
from core.errors import NotFound
from mediation.addresses import DOORS
from mediation.case_page import case_context

View = Callable[..., HttpResponse]


def signed_in_or_proven(view: View) -> View:
    """Let in accounts, and visitors who proved this very case in this visit; anybody else is led to the sign-in.

    An unknown case, and one this visitor did not prove, lead there alike. The view opens the case by `open_case`.
    """

    @wraps(view)
    def admitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFound:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return admitted


@never_cache
@require_safe
@signed_in_or_proven
def case(request: HttpRequest, number: str, area: Area) -> HttpResponse:
    """One case on one page."""
    return render(request, "mediation/case.html", page_context(request, number, area))


@never_cache
@require_safe
@signed_in_or_proven
def case_live(request: HttpRequest, number: str, area: Area) -> HttpResponse:
    """The part of the case page that changes, alone."""
    return render(request, "mediation/_case_live.html", page_context(request, number, area))


def page_context(request: HttpRequest, number: str, area: Area) -> dict[str, Any]:
    """The case as this reader sees it; raises NotFound."""
    found, actor = open_case(request, number, area)
    context = case_context(found, actor, DOORS[area])
    context["back"] = {"url": reverse(DOORS[area].home), "label": DOORS[area].home_label}
    if actor.role == Role.GUEST:
        context |= guest_context(request, found)
    return context


def guest_context(request: HttpRequest, case: Complaint) -> dict[str, Any]:
    """A guest may bring the case into an account; without one there is no list to go back to."""
    free = all(party.user_id is None for party in case.parties.all()[:1])
    if request.user.is_authenticated:
        return {"guest": True, "claim_url": reverse("case_claim", args=[case.number]) if free else ""}
    sign_in = f"{reverse('account_login')}?next={reverse('case', args=[case.number])}" if free else ""
    return {"guest": True, "sign_in": sign_in, "back": {"url": reverse("lookup"), "label": _("查询进度")}}


def open_case(request: HttpRequest, number: str, area: Area) -> tuple[Complaint, Actor]:
    """The case and the hat worn in it, by the address asked for. Raises NotFound."""
    if not (request.user.is_authenticated or cases_of(request.user)):
        raise NotFound  # before the number is looked up: nobody learns from the time it takes
    return case_for(request.user, number, area, chosen=chosen_hat(request))
