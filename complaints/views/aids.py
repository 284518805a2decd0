"""Fragments that help while a person types. Public, nothing personal in or out; without scripts nobody needs them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.aids import categories

LONGEST = 100


@require_safe
def aid_categories(request: HttpRequest) -> HttpResponse:
    """The categories that fit `q`; what is chosen (`category`) stays among them."""
    words, chosen = request.GET.get("q", "")[:LONGEST].strip(), request.GET.get("category", "")
    context = {"found": categories.offered(words, chosen), "words": words, "chosen": chosen}
    return render(request, "complaints/aids/_categories.html", context)


@require_safe
def aid_item(request: HttpRequest) -> HttpResponse:
    """What the code of the goods says, and the recalls that name it."""
    return render(request, "complaints/aids/_item.html", {})
