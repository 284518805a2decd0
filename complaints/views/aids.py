"""Fragments that help while a person types. Public, nothing personal in or out; without scripts nobody needs them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.aids import categories
from complaints.aids.codes import ItemCode, read_item_code
from enterprises.selectors import recalls_for

LONGEST = 100


@require_safe
def aid_categories(request: HttpRequest) -> HttpResponse:
    """The categories that fit `q`; what is chosen (`category`) stays among them."""
    words, chosen = request.GET.get("q", "")[:LONGEST].strip(), request.GET.get("category", "")
    context = {"found": categories.offered(words, chosen), "words": words, "chosen": chosen}
    return render(request, "complaints/aids/_categories.html", context)


@require_safe
def aid_item(request: HttpRequest) -> HttpResponse:
    """What the code of the goods says (`code`, or `item_code` as the form calls it), and the recalls that name it.

    `batch_no` and `brand_model` are looked for as well, and the batch in the code when none was typed.
    """
    item, error = said_by(request.GET.get("code") or request.GET.get("item_code", ""))
    typed = {name: request.GET.get(name, "")[:LONGEST].strip() for name in ("batch_no", "brand_model")}
    asked = {**typed, "batch_no": typed["batch_no"] or (item.batch if item else "")}
    matches = recalls_for(item_code=item.gtin14 if item else "", **asked) if item or any(typed.values()) else []
    context: dict[str, Any] = {
        "item": item,
        "error": error,
        "matches": matches,
        "batch": offered(item, typed["batch_no"]),
    }
    return render(request, "complaints/aids/_item.html", context)


def offered(item: ItemCode | None, typed: str) -> str:
    """The batch that stands in the code, where the person wrote none or another; theirs is never replaced unasked."""
    return item.batch if item and item.batch != typed else ""


def said_by(code: str) -> tuple[ItemCode | None, str]:
    """The code, or why it cannot be read; neither for no code."""
    try:
        return (read_item_code(code), "") if code.strip() else (None, "")
    except ValidationError as error:
        return None, error.messages[0]
