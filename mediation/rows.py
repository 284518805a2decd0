"""Lines of lists: what each shows of a case, with its turn and its deadline. A fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from complaints.models import Complaint
from complaints.projections import audience_of, line_view
from complaints.strip import LEVELS, pick_clock, remaining_words, turn_words
from core import clocks, time
from core.actors import Actor, Hat, Role
from core.calendar import Calendar, calendar_for
from core.models import Clock
from mediation.addresses import Door

LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


def clocks_by_case(cases: Sequence[Complaint]) -> dict[str, list[Clock]]:
    """The clocks of these cases that were not met, by stream; one query."""
    found: dict[str, list[Clock]] = {}
    for clock in clocks.unmet([case.stream for case in cases]):
        found.setdefault(clock.stream, []).append(clock)
    return found


def list_rows(cases: Sequence[Complaint], actor: Actor, door: Door, *, people: bool = True) -> list[dict[str, Any]]:
    """The lines of a list in the order given; two queries for any number of cases. `people`: name both sides.

    The cases come from `visible_to(actor)`.
    """
    by_case = clocks_by_case(cases)
    picked = {case.pk: pick_clock(case, by_case.get(case.stream, [])) for case in cases}
    calendar = calendar_over([clock for clock in picked.values() if clock])
    return [{**row(case, actor, door, people=people), **due(picked[case.pk], calendar)} for case in cases]


def calendar_over(picked: Iterable[Clock]) -> Calendar | None:
    """One calendar wide enough for all; the lists of one association lie in one region."""
    days = [time.local_date(moment) for clock in picked for moment in (clock.starts_at, clock.due_at)]
    if not days:
        return None
    return calendar_for("450000", min(*days, time.today()), max(*days, time.today()) + dt.timedelta(days=1))


def row(case: Complaint, actor: Actor, door: Door, *, people: bool) -> dict[str, Any]:
    """One line without its deadline."""
    view = line_view(case, audience_of(case, in_case(case, actor) if people else as_own(case, actor)), people=people)
    turn, yours = turn_words(case, actor)
    return {
        "url": door.case(view.number),
        "number": view.number,
        "version": view.version,
        "title": view.title,
        "state": view.state,
        "state_label": view.state_label,
        "turn_label": turn,
        "turn_yours": yours,
        "consumer": view.people[0].name if view.people else "",
        "business": view.respondents[0].name if view.respondents else "",
        "category": view.category,
        "county": view.county,
        "filed_at": view.filed_at,
        "urgent": view.urgent,
        "amount": case.amount_in_dispute,
    }


def in_case(case: Complaint, actor: Actor) -> Actor:
    """A consumer reads each case of their list as the party they are in it; no query, the parties are loaded."""
    if actor.role != Role.CONSUMER:
        return actor
    own = next((party for party in case.parties.all() if party.user_id == actor.user_id), None)
    if own is None:
        return actor
    return Actor(actor.user_id, Hat(Role.CONSUMER, case=case.pk, subject=f"party:{own.pk}"))


def as_own(case: Complaint, actor: Actor) -> Actor:
    """The same where the parties were not loaded: a consumer's list holds none but their own cases."""
    if actor.role != Role.CONSUMER:
        return actor
    return Actor(actor.user_id, Hat(Role.CONSUMER, case=case.pk))


def due(clock: Clock | None, calendar: Calendar | None) -> Mapping[str, Any]:
    """The deadline in words and how near it is; nothing when none runs."""
    if clock is None or calendar is None:
        return {"due_at": LATEST, "due_words": "", "due_level": "calm"}
    left = clocks.remaining(clock, time.now(), calendar)
    return {"due_at": clock.due_at, "due_words": remaining_words(left), "due_level": LEVELS[left.level]}
