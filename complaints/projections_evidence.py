"""What each reader may see of the evidence of a case. Pages take these, never a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django_stubs_ext import StrOrPromise

from complaints.codes import Side, Sight
from complaints.exhibits import SIDES, own_evidence, role_in, side_of, subject_of
from complaints.models import Complaint, Evidence
from complaints.projections import FULL, Audience, audience_of
from core.actors import STAFF, Actor
from core.scrub import scrub


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence as one reader sees it. Withdrawn, it is a trace without name, words and file for all but
    the staff. `size` in bytes; `own` may be taken down by this reader; `reason` says why it was, to its side and the
    staff.
    """

    pk: int
    side: StrOrPromise
    role: StrOrPromise
    added_at: dt.datetime
    withdrawn_at: dt.datetime | None
    sight: StrOrPromise
    open_to_all: bool
    own: bool
    reason: str = ""
    name: str = ""
    caption: str = ""
    size: int = 0
    content_type: str = ""
    token: str = ""
    preview: bool = False
    sha256: str = ""
    original_sha256: str = ""


def reads_evidence(case: Complaint, actor: Actor) -> bool:
    """The sides, the mediator and the own manager; a colleague sees that there is a case, nothing of its file."""
    return audience_of(case, actor) in {*FULL, Audience.BUSINESS}


def may_see(row: Evidence, audience: Audience, actor: Actor) -> bool:
    """The rule of the streams, told from the row: it holds for what was withdrawn too."""
    if audience is Audience.STAFF:
        return True
    if audience not in {Audience.SELF, Audience.BUSINESS} or row.sight == Sight.STAFF:
        return False
    return row.sight == Sight.ALL or subject_of(row.added_hat) == actor.hat.subject


def evidence_views(
    rows: Iterable[Evidence], case: Complaint, actor: Actor, reasons: Mapping[int, str] | None = None
) -> tuple[EvidenceView, ...]:
    """Those this reader may see, in the order given; asks no database. `rows` come with their files.

    `reasons` are those of `selectors.withdrawal_reasons`.
    """
    audience = audience_of(case, actor)
    return tuple(_view(row, audience, actor, reasons or {}) for row in rows if may_see(row, audience, actor))


def _view(row: Evidence, audience: Audience, actor: Actor, reasons: Mapping[int, str]) -> EvidenceView:
    plain = audience is Audience.STAFF or row.side == _side(actor)
    gone, staff = row.withdrawn_at is not None, audience is Audience.STAFF
    trace = EvidenceView(
        pk=row.pk,
        side=Side(row.side).label,
        role=role_in(row.added_hat).label,
        added_at=row.added_at,
        withdrawn_at=row.withdrawn_at,
        sight=Sight(row.sight).label,
        open_to_all=row.sight == Sight.ALL,
        own=_own(row, actor),
        reason=reasons.get(row.pk, "") if plain else "",
    )
    return trace if gone and not staff else _with_file(trace, row, plain=plain)


def _side(actor: Actor) -> Side | None:
    return side_of(actor.role) if actor.role in STAFF or actor.role in SIDES else None


def _own(row: Evidence, actor: Actor) -> bool:
    return _side(actor) is not None and row.withdrawn_at is None and own_evidence(row, actor)


def _with_file(trace: EvidenceView, row: Evidence, *, plain: bool) -> EvidenceView:
    """With the file. What the other side wrote beside it is scrubbed; a picture itself is shown as it is."""
    words = str if plain else scrub
    return replace(
        trace,
        name=words(row.file.original_name),
        caption=words(row.caption),
        size=row.file.size,
        content_type=row.file.content_type,
        token=row.file.token,
        preview=bool(row.file.preview),
        sha256=row.file.sha256,
        original_sha256=row.file.original_sha256,
    )
