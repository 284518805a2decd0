"""Drafts: what a person has typed before there is a case (T01). The only writers of `Draft`.

A draft belongs to an account, or to the device that holds its code in a signed cookie. Both may have several.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints import device
from complaints.models import Draft
from complaints.pages import PAGES, Page
from core import time
from core.errors import NotFound, Reason, Refused
from core.files import forget_bytes, rows_drop
from core.workflow.knock import busy_not_broken

KEPT = dt.timedelta(days=30)
MOST = 10
# More than any field takes, so that what is too long is kept to be shortened.
LONGEST_ANSWER, MOST_ANSWERS = 20_000, 50
SEVERAL = frozenset({"remedies", "other_natures"})
SWEEP = 200

Answers = dict[str, Any]


# ---- whose --------------------------------------------------------------------------------------------------------


def owned_by(user: User | AnonymousUser, codes: Collection[str]) -> QuerySet[Draft]:
    """The drafts of an account, and those of a device that no account has taken over."""
    on_device = Q(user=None, code__in=list(codes))
    return Draft.objects.filter(Q(user=user.pk) | on_device if user.is_authenticated else on_device)


def drafts_of(request: HttpRequest) -> list[Draft]:
    """What this person or device may go on with, the last touched first. No query where there can be none."""
    if not (request.user.is_authenticated or device.codes_of(request)):
        return []
    return list(owned_by(request.user, device.codes_of(request)).filter(filed="", updated_at__gt=time.now() - KEPT))


def draft_of(request: HttpRequest, code: str = "") -> Draft | None:
    """The draft with this code, if it is this person's or device's (also one that was filed); without a code the
    newest that is not filed.
    """
    if not code:
        return next(iter(drafts_of(request)), None)
    known = code.isascii() and code.isprintable() and len(code) <= 24
    return owned_by(request.user, device.codes_of(request)).filter(code=code).first() if known else None


# ---- writing ------------------------------------------------------------------------------------------------------


def draft_begin(*, user: User | None, codes: Collection[str] = ()) -> Draft:
    """An empty draft of this account, or of a device (then remember its code there).

    Raises Refused when ten are unfinished already.
    """
    mine = owned_by(user or AnonymousUser(), codes).filter(filed="", updated_at__gt=time.now() - KEPT)
    if mine.count() >= MOST:
        raise Refused(Reason("drafts-full", _("已经有 10 份没写完的投诉。请先继续或者删除其中一份，再写新的")))
    now = time.now()
    return Draft.objects.create(user=user, created_at=now, updated_at=now)


def draft_save(draft: Draft, page: Page, typed: Mapping[str, Any], *, sound: bool | None = None) -> Draft:
    """Keep what was typed on a page, whatever it is worth; returns the draft as it is now.

    `typed` are raw answers of any page. `sound` says whether the page needs no mending; None when nobody looked.
    Two tabs on two pages lose nothing of each other. A filed draft stays as it is.
    """
    with busy_not_broken(), transaction.atomic():
        now = Draft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
        if now is None:  # deleted in another tab
            raise NotFound
        if now.filed:
            return now
        now.answers = json.dumps({**answers_of(now), **typed})
        if sound is not None:
            now.pages = _with(now.pages, page, sound=sound)
        now.updated_at = time.now()
        now.save(update_fields=["answers", "pages", "updated_at"])
    return now


def _with(slugs: Iterable[str], page: Page, *, sound: bool) -> list[str]:
    """The pages that need no mending, in their order."""
    left = {*slugs, page.slug} if sound else {*slugs} - {page.slug}
    return [one.slug for one in PAGES if one.slug in left]


def draft_delete(draft: Draft, *, untouched: dt.datetime | None = None) -> bool:
    """Forget a draft and its files, now; returns whether it was there. Files that became evidence are not its own.

    With `untouched` only if nobody wrote on it after that moment. Call it outside any transaction.
    """
    rows = Draft.objects.filter(pk=draft.pk, **({"updated_at__lte": untouched} if untouched else {}))
    with busy_not_broken(), transaction.atomic():
        locked = rows.select_for_update().first()  # whoever files it waits, or was faster
        if locked is None:
            return False
        places = rows_drop(one.file for one in locked.files.select_related("file"))
        locked.delete()
    forget_bytes(*places)
    return True


def drafts_adopt(user: User, codes: Collection[str]) -> int:
    """Hand the drafts of a device over to the account that signed in there; returns how many."""
    return Draft.objects.filter(user=None, code__in=list(codes)).update(user=user) if codes else 0


def drafts_forget(codes: Collection[str]) -> int:
    """Forget the drafts of a device that no account has taken over; returns how many."""
    found = list(Draft.objects.filter(user=None, code__in=list(codes))) if codes else []
    return sum(map(draft_delete, found))


def drafts_sweep() -> int:
    """Forget what nobody touched for 30 days; returns how many, at most `SWEEP` at once."""
    before = time.now() - KEPT
    found = list(Draft.objects.filter(updated_at__lte=before).order_by("updated_at", "pk")[:SWEEP])
    return sum(draft_delete(draft, untouched=before) for draft in found)


# ---- reading ------------------------------------------------------------------------------------------------------


def answers_of(draft: Draft) -> Answers:
    """What was typed so far, raw."""
    found: Answers = json.loads(draft.answers) if draft.answers else {}
    return found


def typed_on(page: Page, data: Any) -> Answers:
    """What a form sent for the fields of a page, raw. `data` is a QueryDict."""
    return {name: _answer(data, name) for name in (*page.fields, *page.extra)}


def _answer(data: Any, name: str) -> Any:
    if name in SEVERAL:
        return [str(one)[:LONGEST_ANSWER] for one in data.getlist(name)[:MOST_ANSWERS]]
    return str(data.get(name, ""))[:LONGEST_ANSWER]


def kept_until(draft: Draft) -> dt.date:
    """The last day on which it is certainly there."""
    return time.local_date(draft.updated_at + KEPT)
