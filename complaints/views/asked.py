"""A page of filing that asks fields: shown with what was typed, saved whatever it is worth, and on when it is sound."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.selectors import phone_of
from complaints import drafts
from complaints.drafts import Answers
from complaints.filing import FilingForm
from complaints.models import Draft
from complaints.pages import ASKED, CHECK, Page
from complaints.titles import title_from
from complaints.views import aided
from complaints.views.wizard import WRONG, frame, go, held, onward, put_off, signed_out_words, stale_words
from core.time import now
from core.views import is_stale

# What a button may ask for besides going on: to stay here and see what follows from the answers.
STAY = frozenset({"search", "check", "look", "calculate"})


def asked_page(request: HttpRequest, draft: Draft, page: Page) -> HttpResponse:
    """GET shows the page, POST saves what was typed and does what the button says."""
    if request.method != "POST":
        return show(request, draft, page, form_of(request, draft, page, kept_wrong(request, draft)))
    form = form_of(request, draft, page, request.POST)
    if is_stale(request):
        return show(request, draft, page, form, refused=[stale_words()], status=403)
    if request.POST.get("do") == "keep":
        drafts.draft_save(draft, page, drafts.typed_on(page, request.POST))
        return held(request, HttpResponse(status=204), draft)
    return save(request, draft, page, form)


def save(request: HttpRequest, draft: Draft, page: Page, form: FilingForm) -> HttpResponse:
    """Keep everything; stay where there is something to mend or to look at, else go on."""
    sound = form.is_valid()
    typed = drafts.typed_on(page, request.POST) | taken(request) | proposed(page, form)
    kept = drafts.draft_save(draft, page, typed, sound=sound)
    if kept.filed:
        return redirect("complaint_filed", kept.filed)
    what = wish(request)
    if what == "save":
        return put_off(request, kept)
    if what in STAY or what == "take":
        shown = aided.mark_seen(kept, page) if aided.to_be_seen(kept, page) else kept
        return go(request, shown, page, anchor="" if what == "search" else "aids")
    if not sound:
        return go(request, kept, page, wrong=True)
    if aided.to_be_seen(kept, page):
        return go(request, aided.mark_seen(kept, page), page, anchor="aids")
    return onward(request, kept, page)


def wish(request: HttpRequest) -> str:
    """What the pressed button asks for; a suggestion has a button of its own, which goes nowhere."""
    return "take" if "take" in request.POST else request.POST.get("do", "next")


def taken(request: HttpRequest) -> Answers:
    """The suggestion a person pressed, "field=value"; never more than a field that some page asks."""
    field, equals, value = request.POST.get("take", "").partition("=")
    return {field: value[: drafts.LONGEST_ANSWER]} if equals and field in ASKED - drafts.SEVERAL else {}


def proposed(page: Page, form: FilingForm) -> Answers:
    """A title from the story where none was written; the check page shows it and lets it be changed."""
    if "title" not in page.fields or form.cleaned_data.get("title") or form.errors.get("title"):
        return {}
    title = title_from(form.cleaned_data.get("narrative", ""))
    return {"title": title} if title else {}


# ---- showing ---------------------------------------------------------------------------------------------------------


def form_of(request: HttpRequest, draft: Draft, page: Page, typed: Any = None) -> FilingForm:
    """The form cut to the page, with what was typed before, else with what the account knows."""
    answers = drafts.answers_of(draft)
    form = FilingForm(typed, initial={**known(request), **answers}, only=page.fields, others=answers)
    if page is CHECK and not aided.needs_consent(answers):
        form.fields.pop("sensitive")
    return form


def kept_wrong(request: HttpRequest, draft: Draft) -> Answers | None:
    """The answers to be looked at again, where a page was sent with something to mend."""
    return drafts.answers_of(draft) if WRONG in request.GET else None


def known(request: HttpRequest) -> dict[str, Any]:
    """What the account knows already."""
    if not request.user.is_authenticated:
        return {}
    user = request.user
    return {"name": user.name, "phone": phone_of(user), "email": user.email or ""}


def show(
    request: HttpRequest, draft: Draft, page: Page, form: FilingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page with this form."""
    context = {
        **frame(request, draft, page),
        "form": form,
        "section": form.section(page.main, page.more),
        **aided.context(request, draft, page),
        **more,
    }
    return held(request, render(request, page.template, context, status=status), draft)


def show_lost(request: HttpRequest, page: Page) -> HttpResponse:
    """What was typed into a page whose draft this visit may no longer write: shown, to be sent again after sign-in."""
    draft = Draft(code=request.POST.get("draft", "")[:24], created_at=now(), updated_at=now())
    form = FilingForm(request.POST, only=page.fields)
    context = {
        **frame(request, draft, page),
        "form": form,
        "section": form.section(page.main, page.more),
        **aided.context(request, draft, page),
        "refused": [signed_out_words()],
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, page.template, context, status=403)
