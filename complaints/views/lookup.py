"""Looking up a case without an account, and from there, by a code to the consumer's contact, into the case itself.

Number and query code are sent in forms only and never stand in an address. What was shown is remembered in the session
(which Django signs) for a quarter of an hour: the case, and where the code went.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import guests
from accounts.fields import CodeField
from accounts.models import ContactCode
from accounts.proofs import Contact, code_check, code_send
from complaints.lookup import LookupForm, contacts_of, look_up, next_steps, reached
from complaints.models import Complaint
from complaints.projections import status_view
from complaints.selectors import actors_in
from complaints.strip import public_strip
from complaints.workflow.states import State
from core import time
from core.addresses import client_address
from core.errors import Invalid, TooMany
from core.form_words import PlainForm

SESSION_KEY = "lookup"
LASTS = dt.timedelta(minutes=15)
GUEST = ContactCode.Purpose.GUEST
CHOOSE = gettext_lazy("请选择一个接收验证码的地方")

OfCase = Callable[[HttpRequest, Complaint], HttpResponse]


class ContactForm(PlainForm, forms.Form):
    """Which of the case's contacts the code goes to."""

    channel = forms.ChoiceField(
        label=gettext_lazy("发到哪里"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(self, contacts: Mapping[str, Contact], data: Any = None) -> None:
        super().__init__(data, initial={"channel": next(iter(contacts), "")})
        words = {"sms": _("短信 {to}"), "email": _("邮件 {to}")}
        choices = [(channel, words[channel].format(to=one.masked)) for channel, one in contacts.items()]
        cast(forms.ChoiceField, self.fields["channel"]).choices = choices


class GuestCodeForm(PlainForm, forms.Form):
    """The code that came."""

    code = CodeField()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Number and query code in, the public status out."""
    if request.method != "POST":
        return ask(request, LookupForm())
    form = LookupForm(request.POST)
    case = look_up(form, client_address(request))
    if case is None:
        return ask(request, form, status=422)
    until = int((time.now() + LASTS).timestamp())
    request.session[SESSION_KEY] = {"case": case.pk, "until": until}
    return ask(request, LookupForm(), **status_of(request, case))


def ask(request: HttpRequest, form: LookupForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The form, after a look-up with what was found above it."""
    proven = Complaint.objects.filter(pk__in=guests.cases_of(request.user)).order_by("-filed_at")
    context = {"form": form, "proven": [] if more else proven.values_list("number", flat=True), **more}
    return render(request, "lookup.html", context, status=status)


def status_of(request: HttpRequest, case: Complaint) -> dict[str, Any]:
    """How far it is and what comes next; whoever has the case already gets the way to it instead of the proof."""
    view = status_view(case)
    own = bool(actors_in(request.user, case, "party"))
    return {
        "strip": public_strip(case, view, reached(case)),
        "office": view.association,
        "steps": next_steps(case),
        "case_url": reverse("case", args=[case.number]) if own else "",
    }


def of_looked_up(view: OfCase) -> Callable[[HttpRequest], HttpResponse]:
    """Hand the view the case looked up in this visit; after a quarter of an hour, or without one, begin anew."""

    @wraps(view)
    def found(request: HttpRequest) -> HttpResponse:
        kept = request.session.get(SESSION_KEY, {})
        if kept.get("until", 0) <= time.now().timestamp():
            request.session.pop(SESSION_KEY, None)
            return ask(request, LookupForm(), again=True, status=422 if request.method == "POST" else 200)
        case = Complaint.objects.exclude(state=State.DRAFT).select_related("association").get(pk=kept["case"])
        return view(request, case)

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(found))


@of_looked_up
def lookup_contact(request: HttpRequest, case: Complaint) -> HttpResponse:
    """Choose where the code goes: only to what the case was filed with, shown masked."""
    contacts = contacts_of(case)
    form = ContactForm(contacts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        send(request, case, contacts[form.cleaned_data["channel"]])
        return redirect("lookup_code")
    context = {"case": case, "form": form, "possible": bool(contacts)}
    return render(request, "complaints/lookup_contact.html", context, status=422 if request.method == "POST" else 200)


def send(request: HttpRequest, case: Complaint, to: Contact) -> None:
    """Send the code and remember where to; raises TooMany."""
    where = {"phone": to.to} if to.channel == ContactCode.Channel.SMS else {"email": to.to}
    masked = code_send(purpose=GUEST, subject=subject_of(case), source=client_address(request), **where)
    request.session[SESSION_KEY] = {**request.session[SESSION_KEY], "to": masked, "channel": str(to.channel)}


def subject_of(case: Complaint) -> str:
    return f"case:{case.pk}"


@of_looked_up
def lookup_code(request: HttpRequest, case: Complaint) -> HttpResponse:
    """The code that came: right, and the visit is a guest of the case."""
    if "again" in request.POST:
        return send_again(request, case)
    form = GuestCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and proved(case, form):
        request.session.pop(SESSION_KEY, None)
        guests.remember(request, case.pk)
        messages.success(request, _("已核实是您本人，可以补充材料、办理这件投诉；12 小时内有效。"))
        return redirect("case", case.number)
    return code_page(request, form, status=422 if request.method == "POST" else 200)


def proved(case: Complaint, form: GuestCodeForm) -> bool:
    """Whether the code is right and went to a contact the case still has; what is wrong is written into the form."""
    try:
        index = code_check(purpose=GUEST, subject=subject_of(case), code=form.cleaned_data["code"])
    except Invalid as error:
        form.add_error("code", [str(words) for words in error.errors["code"]])
        return False
    if index not in {one.index for one in contacts_of(case).values()}:
        form.add_error("code", _("验证码已经失效，请重新发送一个。"))
    return form.is_valid()


def send_again(request: HttpRequest, case: Complaint) -> HttpResponse:
    """Another code to the same contact; too early, the page says how long to wait."""
    to = contacts_of(case).get(request.session[SESSION_KEY].get("channel", ""))
    if to is None:
        return redirect("lookup_contact")
    try:
        send(request, case, to)
    except TooMany as error:
        answer = code_page(request, GuestCodeForm(), status=error.status, wait=error.retry_after)
        answer["Retry-After"] = str(error.retry_after)
        return answer
    messages.success(request, _("已经重新发送，请以最新的一个为准。"))
    return redirect("lookup_code")


def code_page(request: HttpRequest, form: GuestCodeForm, *, status: int = 200, wait: int = 0) -> HttpResponse:
    """Asks for the code; without one on its way, for the contact first."""
    context = {"form": form, "to": request.session[SESSION_KEY].get("to", ""), "wait": wait}
    return render(request, "complaints/lookup_code.html", context, status=status)


@require_POST
def lookup_end(request: HttpRequest) -> HttpResponse:
    """Leave nothing behind on a computer that others use too."""
    guests.forget(request)
    request.session.pop(SESSION_KEY, None)
    if not request.user.is_authenticated:
        request.session.flush()
    messages.success(request, _("已退出办理，这台设备上不再保留核实的结果。"))
    return redirect("lookup")
