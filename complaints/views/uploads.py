"""The files of a draft: its page, which works without script, and the two addresses a script and a picture use."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_stubs_ext import StrOrPromise

from complaints import drafts
from complaints.models import Draft, DraftFile
from complaints.pages import Page
from complaints.services import evidence
from complaints.views import wizard
from core import limits
from core.actors import Actor, Hat, Role
from core.errors import Invalid, NotFound
from core.files.incoming import turned_away
from core.files.kinds import ACCEPT, MB, told_limits
from core.files.names import clean_name, ending_of
from core.views import form_key, is_stale
from core.views_files import file_answer, preview_answer

FIELD = "file"
CAPTION = "caption-"
PER_HOUR = 150
LONGEST_KEY = 56


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that was not taken: its name made harmless, and why."""

    name: str
    words: StrOrPromise


# ---- a page of its own, for a form with several files ----


def evidence_page(request: HttpRequest, draft: Draft, page: Page) -> HttpResponse:
    """Choose several files, say what each shows, put them in order, take one away; then go on."""
    if request.method != "POST":
        return show(request, draft, page)
    if is_stale(request):
        return show(request, draft, page, refused=[wizard.stale_words()], status=403)
    captions = {name.removeprefix(CAPTION): str(words) for name, words in request.POST.items() if name[:8] == CAPTION}
    evidence.draft_files_describe(draft=draft, captions=captions)
    if request.POST.get("do") == "keep":
        return wizard.held(request, HttpResponse(status=204), draft)
    if faults := take_in(request, draft):
        return show(request, draft, page, faults=faults, status=422)
    return follow(request, draft, page, request.POST.get("do", ""))


def follow(request: HttpRequest, draft: Draft, page: Page, wish: str) -> HttpResponse:
    """Do what the button said: one thing with one file, or the next page."""
    verb, _colon, token = wish.partition(":")
    if verb == "drop":
        evidence.draft_file_remove(draft=draft, token=token)
    elif verb in {"up", "down"}:
        evidence.draft_file_move(draft=draft, token=token, by=-1 if verb == "up" else 1)
    elif verb == "save":
        return wizard.put_off(request, drafts.draft_save(draft, page, {}))
    elif verb != "upload":
        return wizard.onward(request, drafts.draft_save(draft, page, {}, sound=True), page)
    return wizard.go(request, draft, page, anchor="files")


def take_in(request: HttpRequest, draft: Draft) -> list[Fault]:
    """Keep every file that can be kept; the others with their reasons. Sent twice, each is kept once."""
    key = upload_key(request)
    faults = [Fault(shown_name(one.name), one.words) for one in turned_away(request, FIELD)]
    for place, upload in enumerate(request.FILES.getlist(FIELD)):
        try:
            add(request, draft, upload, f"{key}-{place}")
        except Invalid as error:
            faults.append(Fault(shown_name(upload.name), reason(error)))
    return faults


def add(request: HttpRequest, draft: Draft, upload: UploadedFile[bytes], key: str) -> DraftFile:
    """Take one file in. Raises Invalid, or TooMany for a device that never stops."""
    limits.hit("upload", f"draft:{draft.pk}", limit=PER_HOUR, per=dt.timedelta(hours=1))
    return evidence.draft_file_add(draft=draft, upload=upload, key=key, by=uploader(request))


def upload_key(request: HttpRequest) -> str:
    """What the form or the script called this sending; one of its own for who sends none."""
    return form_key(request)[:LONGEST_KEY] or uuid.uuid4().hex


def uploader(request: HttpRequest) -> Actor:
    """The account, or nobody in particular: the draft itself says whose the file is."""
    return Actor(request.user.pk, Hat(Role.CONSUMER))


def reason(error: Invalid) -> StrOrPromise:
    """The first sentence of what is wrong with a file."""
    return next(str(words) for sentences in error.errors.values() for words in sentences)


def shown_name(name: str | None) -> str:
    """The name as its owner knows it, harmless."""
    return clean_name(name or "", ending_of(name or "") or "?")


def show(
    request: HttpRequest, draft: Draft, page: Page, *, faults: list[Fault] | None = None,
    refused: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page; files that failed keep a tile each, with the reason."""
    context = {
        **wizard.frame(request, draft, page),
        **limits_context(),
        "tiles": [tile(one) for one in evidence.draft_files(draft)],
        "faults": faults or [],
        "refused": refused or [],
        "key": uuid.uuid4().hex,
    }
    return render(request, "complaints/file/evidence.html", context, status=status)


def limits_context() -> dict[str, Any]:
    """What is taken, in words before choosing and in numbers for the script."""
    return {
        "accept": ACCEPT,
        "limits": told_limits(),
        "most": evidence.MOST_FILES,
        "most_mb": evidence.MOST_BYTES // MB,
    }


def tile(one: DraftFile) -> dict[str, Any]:
    """One file as the page shows it."""
    url = reverse("draft_file", args=[one.file.token])
    return {
        "token": one.file.token,
        "name": one.file.original_name,
        "caption": one.caption,
        "size": one.file.size,
        "url": url,
        "preview_url": f"{url}?preview" if one.file.preview else "",
    }


# ---- what a script sends, and what a page shows ----


@require_POST
def file_upload(request: HttpRequest) -> HttpResponse:
    """One file from the script of the page; answers its tile, or with 422 the reason in words."""
    draft = drafts.draft_of(request, request.POST.get("draft") or "-")
    if draft is None:
        raise NotFound
    upload, refused = request.FILES.get(FIELD), turned_away(request, FIELD)
    if refused:
        return fault_answer(request, refused[0].name, refused[0].words)
    if upload is None:
        return fault_answer(request, "", _("没有收到文件，请重新选择"))
    try:
        one = add(request, draft, upload, upload_key(request))
    except Invalid as error:
        return fault_answer(request, upload.name, reason(error))
    return render(request, "complaints/file/_photo.html", {"tile": tile(one)})


def fault_answer(request: HttpRequest, name: str | None, words: StrOrPromise) -> HttpResponse:
    context = {"fault": Fault(shown_name(name), words)}
    return render(request, "complaints/file/_photo.html", context, status=422)


@require_safe
def draft_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """A file of one's own draft, or with `?preview` its small picture; anybody else's looks like none."""
    one = DraftFile.objects.select_related("draft", "file").filter(file__token=token).first()
    if one is None or drafts.draft_of(request, one.draft.code) is None:
        raise NotFound
    return preview_answer(request, one.file) if "preview" in request.GET else file_answer(one.file)
