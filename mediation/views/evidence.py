"""The evidence of a case: GET lists it, POST adds several files at once or takes one down."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from complaints.exhibits import ADD, SIGHTS, AddEvidenceForm, side_of
from complaints.models import Complaint
from complaints.projections_evidence import reads_evidence
from complaints.selectors import Area
from complaints.services import evidence_add, evidence_store, evidence_withdraw
from complaints.services.dossier import was_done
from core.actors import Actor
from core.errors import DoorError, Invalid, NotFound, Refused
from core.files.incoming import turned_away
from core.files.names import clean_name, ending_of
from core.limits import Limit
from core.models import StoredFile
from core.views import form_key, is_stale, keeps_form
from mediation.addresses import DOORS
from mediation.evidence_page import MOST_AT_ONCE, adding_context, evidence_context
from mediation.views.cases import open_case, signed_in_or_proven

FIELD = "file"
# Forms with files, of one person in one case: each may hold a dozen, and pictures are drawn anew while one waits.
UPLOADS = Limit("evidence", 30, dt.timedelta(hours=1))
LARGEST_ID = 18


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_form
@signed_in_or_proven
def case_evidence(request: HttpRequest, number: str, area: Area) -> HttpResponse:
    """What both sides and the staff put before the case, as this reader may see it."""
    case, actor = open_case(request, number, area)
    if not reads_evidence(case, actor):
        raise NotFound
    if request.method != "POST":
        return show(request, case, actor, area)
    if is_stale(request):
        return show(request, case, actor, area, refused=[stale_words()], status=403)
    if "withdraw" in request.POST:
        return withdraw(request, case, actor, area)
    return add(request, case, actor, area)


def stale_words() -> str:
    """The page was too old to be trusted."""
    return _("页面放得太久了，为了安全还没有提交。请重新选择文件，再提交一次")


# ---- adding ----


def add(request: HttpRequest, case: Complaint, actor: Actor, area: Area) -> HttpResponse:
    """Keep the good files and make them evidence in one act; those that failed are named with the reason."""
    UPLOADS.hit(f"{case.stream}:{actor.user_id or actor.hat.code}")
    if was_done(actor, form_key(request)):
        return redirect(DOORS[area].evidence(case.number))
    sight = request.POST.get("sight", "")
    if not ADD.who(case, actor) or sight not in SIGHTS[side_of(actor.role)]:
        return refuse(request, case, actor, area, Invalid({"sight": [_("请选择谁能看到这些材料")]}))
    stored, faults = store_all(request, case, actor, sight)
    if not stored:
        return show(request, case, actor, area, faults=faults or [no_file()], status=422)
    try:
        evidence_add(
            case, by=actor, files=stored, caption=request.POST.get("caption", ""), sight=sight, key=form_key(request)
        )
    except (Invalid, Refused) as error:
        return refuse(request, case, actor, area, error)
    words = ngettext("补充了 %(n)d 份材料", "补充了 %(n)d 份材料", len(stored)) % {"n": len(stored)}
    if faults:
        return show(request, case, actor, area, faults=faults, done=words, status=422)
    messages.success(request, words)
    return redirect(DOORS[area].evidence(case.number))


Fault = dict[str, StrOrPromise]


def no_file() -> Fault:
    """Nothing was chosen."""
    return {"name": "", "words": _("请先选择要补充的文件")}


def fault(name: str | None, words: StrOrPromise) -> Fault:
    """A file that was not taken, by its name made harmless, and why."""
    return {"name": clean_name(name or "", ending_of(name or "") or "?"), "words": words}


def store_all(request: HttpRequest, case: Complaint, actor: Actor, sight: str) -> tuple[list[StoredFile], list[Fault]]:
    """The files that could be kept, and the others with their reasons."""
    stored: list[StoredFile] = []
    faults = [fault(one.name, one.words) for one in turned_away(request, FIELD)]
    for place, upload in enumerate(request.FILES.getlist(FIELD)):
        try:
            stored.append(store(case, actor, upload, sight, place))
        except Invalid as error:
            faults.append(fault(upload.name, next(str(one) for many in error.errors.values() for one in many)))
    return stored, faults


def store(case: Complaint, actor: Actor, upload: UploadedFile[bytes], sight: str, place: int) -> StoredFile:
    if place >= MOST_AT_ONCE:
        raise Invalid({"file": [_("一次最多补充 %(most)d 个文件，请分几次") % {"most": MOST_AT_ONCE}]})
    return evidence_store(case, by=actor, upload=upload, sight=sight)


# ---- taking down ----


def withdraw(request: HttpRequest, case: Complaint, actor: Actor, area: Area) -> HttpResponse:
    """Take one piece down, with its reason."""
    text = request.POST.get("withdraw", "")
    pk = int(text) if text.isascii() and text.isdecimal() and len(text) <= LARGEST_ID else 0
    try:
        evidence_withdraw(
            case, by=actor, evidence=pk, reason=request.POST.get("reason", ""), key=form_key(request)
        )  # fmt: skip
    except (Invalid, Refused) as error:
        return refuse(request, case, actor, area, error)
    messages.success(request, _("已撤下。消委会仍保存原件，其他人不能再查看"))
    return redirect(DOORS[area].evidence(case.number))


# ---- showing ----


def refuse(request: HttpRequest, case: Complaint, actor: Actor, area: Area, error: DoorError) -> HttpResponse:
    """The page again, with what stands in the way."""
    return show(request, case, actor, area, refused=words_of(error), status=error.status)


def words_of(error: DoorError) -> list[StrOrPromise]:
    """Each sentence of a refusal."""
    if isinstance(error, Invalid):
        return [str(words) for sentences in error.errors.values() for words in sentences]
    return [one.words for one in error.reasons] if isinstance(error, Refused) else [error.words]


def show(
    request: HttpRequest, case: Complaint, actor: Actor, area: Area, *, status: int = 200, **said: Any
) -> HttpResponse:
    """The whole page; asked for by a live part alone, only the list."""
    door = DOORS[area]
    context = {**evidence_context(case, actor, door), "key": uuid.uuid4().hex, **said}
    if request.headers.get("HX-Request") and request.method != "POST":
        response = render(request, "mediation/_evidence_live.html", context)
    else:
        typed = AddEvidenceForm(
            initial={name: request.POST[name] for name in ("caption", "sight") if name in request.POST}
        )
        context |= {
            **adding_context(case, actor, typed),
            "back": {"url": door.case(case.number), "label": _("回到案件")},
            "staff": area == "staff",
        }
        response = render(request, "mediation/evidence.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
