"""The last page: every answer once more, what is agreed to, and the submission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_stubs_ext import StrOrPromise

from accounts.hats import consumer_actor
from complaints import drafts
from complaints.drafts import Answers
from complaints.filing import FilingForm
from complaints.models import Draft
from complaints.pages import CHECK, Page, page_of
from complaints.services import complaint_file
from complaints.views import asked, verify
from complaints.views.wizard import address, go, stale_words
from complaints.views.written import told
from core.errors import Busy, Invalid, Refused
from core.templatetags.zhiqiao import target_of
from core.views import is_stale


def check_page(request: HttpRequest, draft: Draft, page: Page) -> HttpResponse:
    """GET shows everything. POST files it: at once for who is signed in, after a code for a visitor."""
    if is_stale(request):
        return show(request, draft, refused=[stale_words()], status=403)
    if request.method != "POST":
        return show(request, draft)
    return submit(request, draft) if asked.wish(request) == "next" else asked.asked_page(request, draft, page)


def submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """File what the draft holds with what this page adds; on a refusal the page with what is to mend."""
    answers = drafts.answers_of(draft) | drafts.typed_on(CHECK, request.POST)
    if not request.user.is_authenticated:
        return prove(request, draft, answers)
    try:
        complaint_file(by=consumer_actor(request.user), data=answers, key=draft.key, draft=draft)
    except (Invalid, Refused) as error:
        return not_filed(request, draft, error)
    except Busy:
        drafts.draft_save(draft, CHECK, drafts.typed_on(CHECK, request.POST))
        raise
    return redirect("complaint_filed", draft.filed)


def prove(request: HttpRequest, draft: Draft, answers: Answers) -> HttpResponse:
    """A visitor proves the phone or the address first; only what could be filed is worth a code."""
    sound = FilingForm(answers).is_valid()
    kept = drafts.draft_save(draft, CHECK, drafts.typed_on(CHECK, request.POST), sound=sound)
    if kept.filed:
        return redirect("complaint_filed", kept.filed)
    if not sound:
        return go(request, kept, CHECK, wrong=True)
    return verify.begin(request, kept)


def not_filed(request: HttpRequest, draft: Draft, error: Invalid | Refused) -> HttpResponse:
    """The page again, what was ticked kept; or the case, when this draft has become one in the meantime."""
    kept = drafts.draft_save(draft, CHECK, drafts.typed_on(CHECK, request.POST), sound=False)
    if kept.filed:
        return redirect("complaint_filed", kept.filed)
    if isinstance(error, Invalid):
        return go(request, kept, CHECK, wrong=True)
    return show(request, kept, refused=[reason.words for reason in error.reasons], status=error.status)


def show(
    request: HttpRequest, draft: Draft, *, status: int = 200, refused: list[StrOrPromise] | None = None
) -> HttpResponse:
    """Everything as it would be filed; after a try also what is to mend, here and on the other pages."""
    typed = request.POST if request.method == "POST" else None
    answers = drafts.answers_of(draft) | (drafts.typed_on(CHECK, typed) if typed is not None else {})
    whole = FilingForm(answers)
    form = asked.form_of(request, draft, CHECK, asked.kept_wrong(request, draft) if typed is None else typed)
    tried = form.is_bound or CHECK.slug in draft.pages
    more: Mapping[str, Any] = {
        "told": told(whole, draft),
        "faults": [*faults_elsewhere(draft, whole), *faults_here(form)] if tried else [],
        "files": list(draft.files.select_related("file")),
        "refused": refused or [],
    }
    return asked.show(request, draft, CHECK, form, status=status, **more)


def faults_elsewhere(draft: Draft, whole: FilingForm) -> list[dict[str, Any]]:
    """What is to mend on other pages: the words, the label, and the way there and back."""
    return [
        {
            "label": whole[name].label,
            "words": words,
            "url": address(page_of(name), draft, back="check", anchor=f"id_{name}"),
        }
        for name, errors in whole.errors.items()
        if name in whole.fields and name not in CHECK.fields
        for words in errors
    ]


def faults_here(form: FilingForm) -> list[dict[str, Any]]:
    """What is to mend on this page."""
    return [
        {"label": field.label, "words": words, "url": f"#{target_of(field)}"}
        for field in form
        for words in field.errors
    ]
