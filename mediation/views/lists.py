"""A person's own cases, and those that concern their business."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.hats import consumer_actor
from accounts.models import User
from complaints.drafts import drafts_of
from complaints.own import ENDED, PILES, Tally, narrowed, tally_of, words_of
from complaints.selectors import own_cases, page_of
from complaints.views.start import row_of
from core.actors import Actor, Hat, Role
from mediation.addresses import DOORS
from mediation.rows import list_rows


@never_cache
@require_safe
@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    """我的投诉, newest first: of a pile, holding words; the address says which."""
    actor, words = consumer_actor(request.user), words_of(request.GET.get("q", ""))
    asked = request.GET.get("pile", "")
    pile = asked if asked in PILES else ""
    rows = narrowed(own_cases(actor), pile=pile, words=words)
    page = page_of(rows, after=request.GET.get("after", ""), people=False)
    tally = tally_of(cast(User, request.user), words=words)
    context = {
        "rows": [with_more(row) for row in list_rows(page.rows, actor, DOORS["party"], people=False)],
        "heading": _("我的投诉"),
        "piles": piles(tally, pile, words),
        "pile": pile,
        "q": words,
        "narrowed": bool(pile or words),
        "unclaimed": tally.unclaimed,
        "drafts": [row_of(draft) for draft in drafts_of(request)],
        "pager": {"next": address(pile=pile, q=words, after=page.after) if page.after else ""},
    }
    return render(request, "mediation/case_list.html", context)


def with_more(row: dict[str, Any]) -> dict[str, Any]:
    """Whether there is still a use for further evidence."""
    return {**row, "open": row["state"] not in ENDED}


def piles(tally: Tally, chosen: str, words: str) -> list[dict[str, Any]]:
    """Each a link with its count; the words stay."""
    counted = (("open", _("办理中"), tally.open), ("ended", _("已结束"), tally.ended), ("", _("全部"), tally.all))
    return [
        {"url": address(pile=pile, q=words), "label": label, "count": count, "current": pile == chosen}
        for pile, label, count in counted
    ]


def address(**narrowed_by: str) -> str:
    """The list, narrowed."""
    query = urlencode({name: value for name, value in narrowed_by.items() if value})
    return reverse("case_list") + (f"?{query}" if query else "")


@never_cache
@require_safe
@login_required
def business_list(request: HttpRequest) -> HttpResponse:
    """What concerns this person's business."""
    actor = Actor(request.user.pk, Hat(Role.BUSINESS))
    page = page_of(own_cases(actor), after=request.GET.get("after", ""))
    context = {
        "rows": list_rows(page.rows, actor, DOORS["business"]),
        "heading": _("涉及我的投诉"),
        "business": True,
        "pager": {"next": f"?after={page.after}" if page.after else ""},
    }
    return render(request, "mediation/case_list.html", context)
