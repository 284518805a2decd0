"""The page of a step: GET shows its form, POST does it. What was typed is never lost."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.models import Complaint
from complaints.projections import audience_of, line_view
from complaints.selectors import Area
from complaints.workflow import State
from complaints.workflow.sources import cited
from core.actors import Actor
from core.errors import Conflict, DoorError, Invalid, NotFound, Reason, Refused
from core.views import form_key, is_stale, keeps_form
from core.workflow import StepForm, declared, perform
from core.workflow.declare import Declared
from mediation.addresses import DOORS
from mediation.selectors import grounds_to_check
from mediation.step_page import EXPLANATIONS, dress, initial
from mediation.views.cases import open_case


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_form
def case_step(request: HttpRequest, number: str, step: str, area: Area) -> HttpResponse:
    """One step of one case, for whoever may take it now."""
    one = declared(Complaint, step)
    try:
        case, actor = open_case(request, number, area)
    except NotFound:
        if request.user.is_authenticated:
            raise
        return signed_out(request, one)
    if not one.step.offered or State.DRAFT in one.targets or not one.who(case, actor):
        raise NotFound  # what makes a case is no step of one
    if request.method == "POST":
        return take(request, case, actor, one, area)
    return show(request, case, actor, one, area)


def take(request: HttpRequest, case: Complaint, actor: Actor, one: Declared, area: Area) -> HttpResponse:
    """Do it, and go back to where the person came from; or show what stands in the way, with what was typed."""
    if is_stale(request):
        return show(request, case, actor, one, area, error=stale())
    try:
        perform(
            case, one.name, by=actor, data=request.POST, version=version_of(request),
            key=form_key(request),
        )  # fmt: skip
    except (Invalid, Refused, Conflict) as error:
        fresh, actor = open_case(request, case.number, area)
        return show(request, fresh, actor, one, area, error=error)
    messages.success(request, _("已办理：{step}").format(step=one.step.label))
    return redirect(after(request, case, area))


def stale() -> Refused:
    """The page was too old to be trusted."""
    return Refused(Reason("stale", _("页面放得太久了，为了安全还没有提交。内容都还在，请核对后再提交一次")))


def version_of(request: HttpRequest) -> int | None:
    """The version the person looked at; None when the page did not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def after(request: HttpRequest, case: Complaint, area: Area) -> str:
    """Where to go on: the list the person came from, or the case."""
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return DOORS[area].case(case.number)


def show(
    request: HttpRequest, case: Complaint, actor: Actor, one: Declared, area: Area, *, error: DoorError | None = None
) -> HttpResponse:
    """The step's page; after an error with its words, its status, and what was typed."""
    typed = request.POST if request.method == "POST" else None
    form = dress(one.step.form(typed, initial=dict(initial(case, actor, one.name))), case, actor)
    door = DOORS[area]
    context = {
        "strip": {"number": case.number, "title": line_view(case, audience_of(case, actor)).title},
        "back": {"url": door.case(case.number), "label": _("回到案件")},
        "version": case.version,
        "checklist": [{"label": ground.label, "basis": cited(ground.basis)} for ground in grounds_to_check(one.name)],
        **step_context(request, one, form),
        **error_context(error),
    }
    return render(request, "mediation/step.html", context, status=error.status if error else 200)


def step_context(request: HttpRequest, one: Declared, form: StepForm) -> dict[str, Any]:
    """What is said about the step itself."""
    return {
        "form": form,
        "step": {"label": one.step.label, "basis": cited(str(one.step.basis)), "danger": one.name == "withdraw"},
        "explanation": EXPLANATIONS.get(one.name, ""),
        "key": form_key(request) or uuid.uuid4().hex,
    }


def error_context(error: DoorError | None) -> dict[str, Any]:
    """What stands in the way, above the form."""
    if isinstance(error, Conflict):
        return {"refused": [error.words, *error.since]}
    if isinstance(error, Refused):
        return {"refused": [reason.words for reason in error.reasons]}
    return {}


def signed_out(request: HttpRequest, one: Declared) -> HttpResponse:
    """A visit that ended: a GET goes to the sign-in; a POST keeps what was typed and says how to go on."""
    sign_in = f"{reverse('account_login')}?next={request.path}"
    if request.method != "POST":
        return redirect(sign_in)
    context = {
        **step_context(request, one, one.step.form(request.POST)),
        "version": request.POST.get("version", ""),
        "refused": [_("登录已过期，还没有提交。请在新窗口登录，然后回到这里再提交一次；您填写的内容还在。")],
        "sign_in": sign_in,
        "back": {"url": reverse("home"), "label": _("回到首页")},
    }
    return render(request, "mediation/step.html", context, status=403)
