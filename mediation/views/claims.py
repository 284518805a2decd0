"""Bringing cases that were filed without an account into one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import guests
from accounts.models import User
from complaints.selectors import case_for
from complaints.services import complaint_claim, complaints_claim_proven
from core.actors import Actor, Role
from core.errors import Refused


@require_POST
@login_required
def case_claim(request: HttpRequest, number: str) -> HttpResponse:
    """A guest of the case, signed in, takes it into their account; asked twice it is done once."""
    case, actor = case_for(request.user, number, "party")
    if actor.role == Role.GUEST:
        try:
            complaint_claim(case, by=Actor(request.user.pk, actor.hat))
        except Refused as error:
            messages.error(request, error.reasons[0].words)
            return redirect("case", case.number)
        guests.forget(request, case.pk)
    messages.success(request, _("已加入您的账号，以后登录就能在「我的投诉」里看到。"))
    return redirect("case", case.number)


@require_POST
@login_required
def claim_proven(request: HttpRequest) -> HttpResponse:
    """Every case filed with the phone or the e-mail address this account has proved."""
    done = complaints_claim_proven(user=cast(User, request.user))
    if done:
        words = ngettext("已把 %(n)d 件投诉加入您的账号。", "已把 %(n)d 件投诉加入您的账号。", done)
        messages.success(request, words % {"n": done})
    else:
        messages.warning(request, _("没有可以加入的投诉，可能刚刚已经加入。"))
    return redirect("case_list")
