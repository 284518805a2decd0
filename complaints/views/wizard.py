"""What stands around every page of filing: the five stages, the ways back and on, and the draft being written.

A page draws `frame(...)` and its own; when it has saved what was typed it answers `onward(...)`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import device, drafts
from complaints.models import Draft
from complaints.pages import CHECK, STAGES, Page, Stage, finished, neighbours, pages_of
from core.formats import full_day

WRONG = "wrong"


def frame(request: HttpRequest, draft: Draft, page: Page) -> dict[str, Any]:
    """The context of `complaints/file/page.html`. It may be widened, by `refused` sentences for example."""
    before, _after = neighbours(page)
    return {
        "page": page,
        "draft": draft,
        "stages": [stage_link(stage, draft, page) for stage in STAGES],
        "stage_number": [stage.slug for stage in STAGES].index(page.stage) + 1,
        "previous": address(CHECK, draft) if from_check(request) else address(before, draft) if before else "",
        "back": "check" if from_check(request) else "",
        "kept_until": drafts.kept_until(draft),
    }


def stage_link(stage: Stage, draft: Draft, page: Page) -> dict[str, Any]:
    """A step of the list at the side: where it leads once there is something to see, and whether it is done."""
    pages = pages_of(stage.slug)
    begun = any(one.slug in draft.pages for one in pages)
    return {
        "label": stage.label,
        "url": address(pages[0], draft) if begun else "",
        "done": finished(stage.slug, draft.pages),
        "current": stage.slug == page.stage,
    }


def address(page: Page, draft: Draft, *, back: str = "", anchor: str = "", wrong: bool = False) -> str:
    """Where a page of a draft is; with `back` "check" it returns to the check page; `wrong` shows its errors."""
    asked = urlencode({"draft": draft.code, **({"back": back} if back else {}), **({WRONG: 1} if wrong else {})})
    return f"{reverse('file_page', args=[page.slug])}?{asked}{'#' + anchor if anchor else ''}"


def from_check(request: HttpRequest) -> bool:
    """Whether the person came from the check page to change one thing."""
    return "check" in {request.GET.get("back"), request.POST.get("back")}


def onward(request: HttpRequest, draft: Draft, page: Page) -> HttpResponse:
    """After a page was saved: back to the check page where the person came from, else to the next one."""
    after = neighbours(page)[1]
    return go(request, draft, CHECK if from_check(request) or after is None else after)


def go(request: HttpRequest, draft: Draft, page: Page, *, anchor: str = "", wrong: bool = False) -> HttpResponse:
    """Go to a page of the draft, still on the way back to the check page where that was the way.

    Also with errors: what was typed is in the draft, so the browser's own way back never asks to send a form again.
    """
    back = "check" if from_check(request) and page is not CHECK else ""
    return held(request, redirect(address(page, draft, back=back, anchor=anchor, wrong=wrong)), draft)


def held(request: HttpRequest, response: HttpResponse, draft: Draft) -> HttpResponse:
    """The answer; a device without an account holds on to its draft for another 30 days."""
    return response if draft.user_id else device.remember(request, response, [draft.code])


def put_off(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Later: to the list of drafts, which says until when it is kept."""
    words = _("已保存，保留到 {day}。可以随时回来接着写。")
    messages.success(request, words.format(day=full_day(drafts.kept_until(draft))))
    return held(request, redirect("complaint_file"), draft)


def draft_asked(request: HttpRequest) -> Draft | None:
    """The draft this request names, else the newest of this person or device."""
    return drafts.draft_of(request, request.POST.get("draft") or request.GET.get("draft", ""))


def stale_words() -> str:
    """The page was too old to be trusted: nothing was done, everything typed is still there."""
    return _("页面放得太久了，为了安全还没有保存。内容都还在，请核对后再按一次。")


def signed_out_words() -> str:
    """The visit ended while the page was open."""
    return _("登录已过期，或者这台设备的记录清除了，还没有保存。请在新窗口登录，回到这里再按一次；您写的内容还在。")
