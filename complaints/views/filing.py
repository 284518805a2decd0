"""The pages of filing by their address."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.models import Draft
from complaints.pages import BY_SLUG, Page
from complaints.views.asked import asked_page, show_lost
from complaints.views.check import check_page
from complaints.views.start import show_start
from complaints.views.uploads import evidence_page
from complaints.views.wizard import draft_asked
from core.errors import NotFound
from core.views import keeps_form

View = Callable[[HttpRequest, Draft, Page], HttpResponse]
SPECIAL: dict[str, View] = {"evidence": evidence_page, "check": check_page}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_form
def file_page(request: HttpRequest, page: str) -> HttpResponse:
    """One page of one draft; a draft that was filed leads to its case, whatever is sent."""
    if page not in BY_SLUG:
        raise Http404
    draft = draft_asked(request)
    if draft is None:
        return without_draft(request, BY_SLUG[page])
    if draft.filed:
        return redirect("complaint_filed", draft.filed)
    return SPECIAL.get(page, asked_page)(request, draft, BY_SLUG[page])


def without_draft(request: HttpRequest, page: Page) -> HttpResponse:
    """Nothing to write on: the start; for a code that is not this person's, nothing; a form typed is shown again."""
    if request.method == "POST" and not request.user.is_authenticated:
        return show_lost(request, page)
    if request.POST.get("draft") or request.GET.get("draft"):
        raise NotFound
    return show_start(request)
