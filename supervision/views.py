"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.figures import figures_of
from supervision.selectors import front


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this place is, the way to file, the last thirty days of the region, how a case runs, the latest recalls."""
    found = front()
    context = {"figures": figures_of(found.recent), "counted_at": found.recent.at, "recalls": found.recalls}
    return render(request, "home.html", context)
