"""A visitor proves the phone or the address of the complaint with a code; the right code files it."""

from __future__ import annotations

import datetime as dt
import time as wall
import unicodedata
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from accounts import guests, phones, proofs
from accounts.models import ContactCode
from complaints import drafts
from complaints.fields import MOBILE
from complaints.filing import FilingForm
from complaints.models import Draft
from complaints.pages import BY_SLUG, CHECK
from complaints.services import complaint_file
from complaints.views.start import show_start
from complaints.views.wizard import address, draft_asked, frame, go, held, stale_words
from core import time
from core.actors import Actor, Hat, Role
from core.addresses import client_address
from core.errors import Invalid, NotFound, Refused, TooMany
from core.form_words import PlainForm
from core.masking import mask_account, mask_phone
from core.views import is_stale, keeps_form

FILE = ContactCode.Purpose.FILE
TWIN_PATIENCE = 2.0  # seconds for the same press sent twice to have made its case
JUST_NOW = dt.timedelta(seconds=5)  # a code used longer ago was used by another press


class CodeForm(PlainForm, forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code short", "maxlength": 12}
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_form
def file_verify(request: HttpRequest) -> HttpResponse:
    """The page of the code. A POST files with the right one; `do` "send" sends another."""
    draft = draft_asked(request)
    if draft is None:
        return nothing(request)
    if draft.filed:
        return redirect("complaint_filed", draft.filed)
    if CHECK.slug not in draft.pages or request.user.is_authenticated:
        return go(request, draft, CHECK)
    if request.method != "POST":
        return show(request, draft, CodeForm())
    if is_stale(request):
        return show(request, draft, CodeForm(request.POST), refused=[stale_words()], status=403)
    return begin(request, draft) if request.POST.get("do") == "send" else prove(request, draft)


def nothing(request: HttpRequest) -> HttpResponse:
    """No draft: the start; for a code that is not this device's, nothing."""
    if request.POST.get("draft") or request.GET.get("draft"):
        raise NotFound
    return show_start(request)


def begin(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Send a code to the contact of the draft, and ask for it."""
    try:
        source = client_address(request)
        proofs.code_send(purpose=FILE, subject=subject_of(draft), source=source, **contact_of(draft))
    except TooMany as error:  # the code sent a moment ago still counts
        messages.warning(request, str(error.words))
    except Invalid as error:
        messages.error(request, " ".join(str(words) for found in error.errors.values() for words in found))
        return go(request, draft, BY_SLUG["contact"])
    return held(request, redirect(f"{reverse('file_verify')}?draft={draft.code}"), draft)


def prove(request: HttpRequest, draft: Draft) -> HttpResponse:
    """File under the contact the code proves; whoever presses twice comes to the same case."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show(request, draft, form, status=422)
    try:
        index = proofs.code_check(purpose=FILE, subject=subject_of(draft), code=plain_code(form))
    except Invalid as error:
        if number := number_of_twin(draft):
            return redirect("complaint_filed", number)
        form.add_error("code", [str(words) for words in error.errors.get("code", [error.words])])
        return show(request, draft, form, status=error.status)
    return file_as(request, draft, index)


def file_as(request: HttpRequest, draft: Draft, index: str) -> HttpResponse:
    """The case, and the visitor let in to it; what stands in the way is said on the page where it can be mended."""
    by = Actor(None, Hat(Role.CONSUMER, subject=f"contact:{index[:16]}"))
    try:
        receipt = complaint_file(
            by=by, data=drafts.answers_of(draft), key=draft.key, owner=f"d{draft.code}", draft=draft
        )
    except Invalid:
        return go(request, draft, CHECK, wrong=True)
    except Refused as error:
        if number := number_of(draft):
            return redirect("complaint_filed", number)
        return show(request, draft, CodeForm(), refused=[one.words for one in error.reasons], status=error.status)
    guests.remember(request, receipt.pk)
    return redirect("complaint_filed", draft.filed or number_of(draft))


def number_of_twin(draft: Draft) -> str:
    """The case the same press made a moment ago: its code is used up already, its case may still be in the making."""
    since = time.now() - JUST_NOW
    used = ContactCode.objects.filter(purpose=FILE, subject=subject_of(draft), used_at__gt=since)
    until = wall.monotonic() + TWIN_PATIENCE
    while used.exists() and wall.monotonic() < until:
        if number := number_of(draft):
            return number
        wall.sleep(0.1)
    return ""


def number_of(draft: Draft) -> str:
    """The number of the case this draft has become; empty before."""
    return Draft.objects.filter(pk=draft.pk).values_list("filed", flat=True).first() or ""


def subject_of(draft: Draft) -> str:
    """What the code is for."""
    return f"draft:{draft.pk}"


def plain_code(form: CodeForm) -> str:
    """The digits however they were typed."""
    return "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", form.cleaned_data["code"])))


def contact_of(draft: Draft) -> dict[str, str]:
    """Where the code goes: a mobile, else the e-mail address."""
    form = FilingForm(drafts.answers_of(draft), only=("phone", "email"))
    form.is_valid()
    phone, email = phones.national(form.cleaned_data.get("phone", "")), form.cleaned_data.get("email", "")
    return {"phone": phone} if MOBILE.fullmatch(phone) or not email else {"email": email}


def show(
    request: HttpRequest, draft: Draft, form: CodeForm, *, status: int = 200, refused: list[StrOrPromise] | None = None
) -> HttpResponse:
    """The page, with the masked contact the code went to."""
    to = contact_of(draft)
    context: dict[str, Any] = {
        **frame(request, draft, CHECK),
        "form": form,
        "sent_to": mask_phone(to["phone"]) if to.get("phone") else mask_account(to.get("email", "")),
        "previous": address(CHECK, draft),
        "change_url": address(BY_SLUG["contact"], draft, back="check", anchor="id_phone"),
        "refused": refused or [],
    }
    return held(request, render(request, "complaints/file/verify.html", context, status=status), draft)
