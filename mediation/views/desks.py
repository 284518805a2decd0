"""The desks: a mediator's queue, a manager's overview and the list of cases that wait for somebody."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.hats import staff_actor_of
from accounts.selectors import organisation_of
from complaints.selectors import desk_of, in_lists, mediators_with_load, waiting_for_assignment, without_people
from complaints.workflow import State
from core.actors import Actor, Role
from core.errors import NotFound
from mediation.addresses import DOORS
from mediation.rows import list_rows
from mediation.selectors import open_of
from mediation.streams import desk_stream

LONGEST = 200
LATE, SOON = "late", "soon"


@never_cache
@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The open cases of this mediator, or of this manager's association, the most urgent on top."""
    return render(request, "mediation/desk.html", desk_context(request))


@never_cache
@require_safe
@login_required
def desk_live(request: HttpRequest) -> HttpResponse:
    """The queue alone."""
    return render(request, "mediation/_desk_live.html", desk_context(request))


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """Rows by urgency, and the piles they can be narrowed to."""
    actor = require_staff(request)
    whole_area = "area" in request.GET
    cases = open_of(actor, whole_area=whole_area) if actor.role == Role.MANAGER else desk_of(actor)
    rows = list_rows(list(in_lists(cases).order_by("filed_at", "pk")[:LONGEST]), actor, DOORS["staff"])
    rows.sort(key=lambda one: (not one["urgent"], one["due_at"]))
    pile = request.GET.get("due", "")
    return {
        "rows": [one for one in rows if not pile or one["due_level"] == pile],
        "filters": [*piles(rows, pile, whole_area=whole_area), *managers_piles(rows, actor, whole_area=whole_area)],
        "stream": desk_stream(actor.hat.organisation),
        "live_url": reverse("desk_live"),
    }


def piles(rows: Sequence[dict[str, Any]], chosen: str, *, whole_area: bool) -> list[dict[str, Any]]:
    """Each a link with its count."""
    counted = [(_("待办"), "", len(rows))]
    counted += [
        (label, level, sum(one["due_level"] == level for one in rows))
        for label, level in ((_("即将到期"), SOON), (_("逾期"), LATE))
    ]
    return [
        {
            "url": desk_address(due=level, area="1" if whole_area else ""),
            "label": label,
            "count": count,
            "late": level == LATE,
            "current": level == chosen,
        }
        for label, level, count in counted
    ]


def managers_piles(rows: Sequence[dict[str, Any]], actor: Actor, *, whole_area: bool) -> list[dict[str, Any]]:
    """What waits for a mediator; and, above a county, the way between the own association and the whole area."""
    if actor.role != Role.MANAGER:
        return []
    found: list[dict[str, Any]] = []
    if not whole_area:
        whole = len(rows) < LONGEST
        waiting = sum(one["state"] == State.FILED for one in rows) if whole else waiting_for_assignment(actor).count()
        found.append({"url": reverse("desk_assign"), "label": _("待分派"), "count": waiting})
    if actor.hat.area.endswith("00"):
        other = _("只看本会") if whole_area else _("看整个辖区")
        found.append({"url": desk_address(area="" if whole_area else "1"), "label": other, "count": ""})
    return found


def desk_address(**narrowed: str) -> str:
    """The desk, narrowed: `due` a level, `area` for the whole area."""
    query = urlencode({name: value for name, value in narrowed.items() if value})
    return reverse("desk") + (f"?{query}" if query else "")


@never_cache
@require_safe
@login_required
def assign_list(request: HttpRequest) -> HttpResponse:
    """Cases of the own association nobody works on yet, oldest first, each with a choice of mediators."""
    actor = require_staff(request)
    if actor.role != Role.MANAGER:
        raise NotFound
    cases = list(without_people(waiting_for_assignment(actor)).order_by("filed_at", "pk")[:LONGEST])
    rows = list_rows(cases, actor, DOORS["staff"], people=False)
    people = mediator_options(actor)
    for one in rows:
        address = DOORS["staff"].step(one["number"], "assign")
        one |= {
            "post_url": f"{address}?next={reverse('desk_assign')}",
            "key": uuid.uuid4().hex,
            "mediators": people,
        }
    context = {"rows": rows, "filters": [], "stream": desk_stream(actor.hat.organisation)}
    return render(request, "mediation/assign.html", context)


def mediator_options(actor: Actor) -> list[dict[str, Any]]:
    """The association's mediators, the least loaded first; whoever is full says so."""
    return [
        {
            "id": one.user.pk,
            "name": str(one.user),
            "load": one.load,
            "limit": one.limit,
            "why_not": "" if one.has_room else _("已满额"),
        }
        for one in mediators_with_load(organisation_of(actor))
    ]


def require_staff(request: HttpRequest) -> Actor:
    """The staff hat of this visit; NotFound for everybody else."""
    actor = staff_actor_of(request)
    if actor is None:
        raise NotFound
    return actor
