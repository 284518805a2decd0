"""Everything the evidence page of a case shows to one reader, from projections alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.forms import ChoiceField
from django.urls import reverse

from complaints.codes import Sight
from complaints.exhibits import SIGHTS, AddEvidenceForm, may_add, require_open, side_of, stream_for
from complaints.models import Complaint
from complaints.projections import audience_of, line_view
from complaints.projections_evidence import EvidenceView, evidence_views, reads_evidence
from complaints.selectors import evidence_of, withdrawal_reasons
from core.actors import STAFF, Actor
from core.errors import Refused
from core.files.kinds import ACCEPT, told_limits
from core.models import Stream
from mediation.addresses import Door

MOST_AT_ONCE = 12


def evidence_context(case: Complaint, actor: Actor, door: Door) -> dict[str, Any]:
    """The context of `mediation/evidence.html` and of its live fragment: three queries for any number of files.

    Two more where something was taken down.
    """
    rows = list(evidence_of(case))
    reasons = withdrawal_reasons(case) if any(row.withdrawn_at for row in rows) else {}
    views = evidence_views(rows, case, actor, reasons)
    streams = streams_of(case, actor)
    return {
        "strip": {"number": case.number, "title": line_view(case, audience_of(case, actor)).title},
        "exhibits": [exhibit(view) for view in views],
        "stream": " ".join(streams),
        "seq": " ".join(str(version) for version in versions(streams)),
        "live_url": door.evidence(case.number),
        "closed": closed_words(case, actor),
    }


def streams_of(case: Complaint, actor: Actor) -> list[str]:
    """What moves this list: the talk of all, and the one this person shares with the staff alone."""
    own = Sight.STAFF if actor.role in STAFF else Sight.MEDIATOR
    return [f"{case.stream}:talk", f"{case.stream}:{stream_for(actor, own)}"]


def versions(streams: Sequence[str]) -> list[int]:
    """How far each stream is; 0 for one nothing was written to."""
    found = dict(Stream.objects.filter(name__in=streams).values_list("name", "version"))
    return [found.get(name, 0) for name in streams]


def exhibit(view: EvidenceView) -> dict[str, Any]:
    """One piece of evidence with its addresses."""
    url = reverse("file", args=[view.token]) if view.token else ""
    preview = reverse("file_preview", args=[view.token]) if view.preview else ""
    return {"view": view, "url": url, "preview_url": preview}


def closed_words(case: Complaint, actor: Actor) -> str:
    """Why nothing can be added any more; empty while it can."""
    try:
        require_open(case, actor)
    except Refused as refused:
        return str(refused.reasons[0].words)
    return ""


def adding_context(case: Complaint, actor: Actor, form: AddEvidenceForm | None = None) -> dict[str, Any]:
    """The form for adding, with the sights of this side; None where this person may not."""
    if not may_add(case, actor):
        return {"form": None}
    form = form or AddEvidenceForm()
    sights = cast(ChoiceField, form.fields["sight"])
    sights.choices = [(one.value, one.label) for one in SIGHTS[side_of(actor.role)]]
    return {"form": form, "accept": ACCEPT, "limits": told_limits(), "most": MOST_AT_ONCE}


def evidence_count(case: Complaint, actor: Actor) -> int | None:
    """How many pieces this reader may see that were not taken down; None for who has no such page. One query."""
    if not reads_evidence(case, actor):
        return None
    return sum(view.withdrawn_at is None for view in evidence_views(evidence_of(case), case, actor))
