"""Where filing begins: the drafts to go on with, a new one, and leaving nothing behind on a shared device."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from complaints import device, drafts
from complaints.models import Draft
from complaints.pages import CHECK, PAGES
from complaints.titles import title_from
from complaints.views.wizard import address, go, stale_words
from core.addresses import client_address
from core.errors import NotFound, Refused
from core.limits import Limit
from core.views import is_stale, keeps_form

# Drafts begun from one address without an account; a service station has many people behind one.
BEGUN = Limit("draft-begun", 200, dt.timedelta(hours=1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_form
def complaint_start(request: HttpRequest) -> HttpResponse:
    """What there is to go on with. A POST begins a new one (`do` "new") or deletes one (`do` "delete")."""
    if request.method != "POST":
        return show_start(request)
    if is_stale(request):
        return show_start(request, refused=[stale_words()], status=403)
    return delete(request) if request.POST.get("do") == "delete" else begin(request)


def begin(request: HttpRequest) -> HttpResponse:
    """A new draft, and its first page. Raises TooMany for an address that begins without end."""
    user = request.user if isinstance(request.user, User) else None
    if user is None:
        BEGUN.hit(client_address(request))
    try:
        draft = drafts.draft_begin(user=user, codes=device.codes_of(request))
    except Refused as error:
        return show_start(request, refused=[reason.words for reason in error.reasons], status=error.status)
    return go(request, draft, PAGES[0])


def delete(request: HttpRequest) -> HttpResponse:
    """Forget one draft. Raises NotFound for one that is not this person's."""
    draft = drafts.draft_of(request, request.POST.get("draft", "")) if request.POST.get("draft") else None
    if draft is None:
        raise NotFound
    drafts.draft_delete(draft)
    messages.success(request, _("草稿和其中的照片已经删除。"))
    return redirect("complaint_file")


def show_start(request: HttpRequest, *, status: int = 200, refused: list[Any] | None = None) -> HttpResponse:
    """The page, with or without drafts."""
    rows = [row_of(draft) for draft in drafts.drafts_of(request)]
    context = {"drafts": rows, "refused": refused or [], "clears": bool(device.codes_of(request))}
    return render(request, "complaints/file/start.html", context, status=status)


def row_of(draft: Draft) -> dict[str, Any]:
    """A draft as the list shows it: what it is about, how far it got, where to go on."""
    answers = drafts.answers_of(draft)
    about = [str(answers.get(name, "")).strip() for name in ("title", "respondent_name", "q", "brand_model")]
    named = about[0] or title_from(str(answers.get("narrative", ""))) or next(filter(None, about), "")
    todo = next((page for page in PAGES if page.slug not in draft.pages), CHECK)
    return {
        "code": draft.code,
        "about": named,
        "done": [page.name for page in PAGES if page.slug in draft.pages],
        "saved_at": draft.updated_at,
        "kept_until": drafts.kept_until(draft),
        "url": address(todo, draft),
    }


@never_cache
@require_POST
def file_clear(request: HttpRequest) -> HttpResponse:
    """Leave and take everything along: sign out, and forget the drafts of this device. An account keeps its own."""
    gone = drafts.drafts_forget(device.codes_of(request))
    logout(request)
    words = _("已退出。这台设备上的草稿已经删除。") if gone else _("已退出，这台设备上没有留下填写的内容。")
    messages.success(request, words)
    return device.forget(redirect("home"))
