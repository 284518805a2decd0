"""The page of files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints import drafts
from complaints.models import Draft
from complaints.pages import Page
from complaints.views.wizard import frame, onward


def evidence_page(request: HttpRequest, draft: Draft, page: Page) -> HttpResponse:
    """Nothing is asked yet; the page can be passed."""
    if request.method == "POST":
        return onward(request, drafts.draft_save(draft, page, {}, sound=True), page)
    return render(request, page.template, frame(request, draft, page))
