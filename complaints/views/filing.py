"""Filing on one page."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.hats import consumer_actor
from accounts.models import User
from accounts.selectors import phone_of
from complaints.filing import FilingForm
from complaints.models import Complaint
from complaints.services import complaint_file
from core.errors import DoorError, Invalid, Refused
from core.views import form_key, is_stale, keeps_form

KEY = "filing-key"
# What a clerk fills in at the window stays off a person's own page.
CLERK_FIELDS = ("channel", "delegated_by")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_form
def complaint_new(request: HttpRequest) -> HttpResponse:
    """The form of T02. What was typed is never lost: not by an error, not by a visit that ended."""
    if not request.user.is_authenticated:
        return signed_out(request)
    if request.method != "POST":
        return show(request, FilingForm(initial=known(request)))
    if is_stale(request):
        return show(request, FilingForm(request.POST), [STALE()], status=403)
    return submit(request)


def submit(request: HttpRequest) -> HttpResponse:
    """File it, once; on a refusal the same page with the reason."""
    key = form_key(request) or filing_key(request)
    try:
        receipt = complaint_file(by=consumer_actor(request.user), data=request.POST, key=key)
    except (Invalid, Refused) as error:
        return show(request, FilingForm(request.POST), reasons(error), status=error.status, key=next_key(error))
    request.session.pop(KEY, None)
    number = Complaint.objects.values_list("number", flat=True).get(pk=receipt.pk)
    return redirect("complaint_filed", number)


def reasons(error: DoorError) -> list[str]:
    """The rules that said no; what the form itself says stands at its fields."""
    if next_key(error):
        return [ALREADY()]
    return [str(reason.words) for reason in error.reasons] if isinstance(error, Refused) else []


def next_key(error: DoorError) -> str:
    """A new key for a form whose key a case was already made from: sent once more on purpose, it is another case."""
    used = isinstance(error, Refused) and error.reasons[0].rule == "key-reused"
    return uuid.uuid4().hex if used else ""


def STALE() -> str:  # noqa: N802 - a sentence, said in the reader's language
    return _("页面放得太久了，为了安全还没有提交。内容都还在，请核对后再提交一次。")


def ALREADY() -> str:  # noqa: N802 - a sentence, said in the reader's language
    return _("这张表单已经提交过一次，在「我的投诉」里可以看到，所以这次没有提交。要另提一件，请核对内容后再提交一次。")


def show(
    request: HttpRequest, form: FilingForm, refused: list[str] | None = None, *, status: int = 200, sign_in: str = "",
    key: str = "",
) -> HttpResponse:  # fmt: skip
    """The page, with the key that makes one case of one form however often and from however many tabs it is sent."""
    for name in CLERK_FIELDS:
        form.fields.pop(name, None)
    context = {
        "form": form,
        "groups": list(form.groups()),
        "key": key or form_key(request) or filing_key(request),
        "refused": refused or [],
        "sign_in": sign_in,
    }
    return render(request, "complaints/file.html", context, status=status)


def filing_key(request: HttpRequest) -> str:
    """One key for this visit until a case was made from it."""
    return str(request.session.setdefault(KEY, uuid.uuid4().hex))


def known(request: HttpRequest) -> dict[str, Any]:
    """What the account knows already."""
    user = cast(User, request.user)
    return {"name": user.name, "phone": phone_of(user), "email": user.email or ""}


def signed_out(request: HttpRequest) -> HttpResponse:
    """Sign in first; a form that was sent after the visit had ended stays as it was typed."""
    sign_in = f"{reverse('account_login')}?next={request.path}"
    if request.method != "POST":
        return redirect(sign_in)
    words = _("登录已过期，还没有提交。请在新窗口登录，然后回到这里再提交一次；您填写的内容还在。")
    return show(request, FilingForm(request.POST), [words], status=403, sign_in=sign_in)
