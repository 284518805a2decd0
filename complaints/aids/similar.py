"""Earlier cases of the same person that may be the same matter.

Only what an account stands behind can be told: a visitor has no earlier cases here, because a contact that is typed is
not yet proven.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from rapidfuzz import fuzz

from complaints.models import Complaint, Respondent
from complaints.selectors import visible_to
from complaints.workflow.states import State
from core import time
from core.actors import Actor, Role

ALIKE = 60  # found by trying: the pairs of tests/complaints/data/alike.toml
NEWEST = 50  # of the person's cases, so many are compared
CLOSED_FOR = dt.timedelta(days=365)  # what ended earlier does not stand in the way of a new case
READ = 1000  # characters of a narrative that are compared
SAME_BUSINESS = 75
_REST = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class Alike:
    """One of the person's own cases, and how alike (0 to 100)."""

    number: str
    title: str
    state_label: str
    likeness: int


def own_alike(actor: Actor, answers: Mapping[str, Any], limit: int = 3) -> list[Alike]:
    """The person's own cases (`visible_to`) that look like these answers, the most alike first. Two queries.

    Empty for anybody but a person under their own hat: what a clerk may see is not what the consumer filed.
    """
    if actor.role != Role.CONSUMER or actor.user_id is None or not _words(answers.get("narrative")):
        return []
    found = [
        Alike(one.number, one.title, str(State(one.state).label), likeness)
        for one in _earlier(actor)
        if (likeness := _likeness(answers, one)) >= ALIKE
    ]
    return sorted(found, key=lambda one: -one.likeness)[:limit]


def _earlier(actor: Actor) -> list[Complaint]:
    """The newest first, with whom they are against."""
    recent = ~Q(state=State.CLOSED) | Q(closed_at__gte=time.now() - CLOSED_FOR)
    rows = visible_to(actor).filter(recent).order_by("-filed_at", "-pk")
    whom = Prefetch(
        "respondents", Respondent.objects.order_by("position").only("complaint_id", "name_as_given", "uscc")
    )
    told = ("number", "title", "state", "narrative", "category_id", "brand_model", "order_no")
    return list(rows.only(*told).prefetch_related(whom)[:NEWEST])


def _likeness(answers: Mapping[str, Any], case: Complaint) -> int:
    """How alike: another business is another matter; the same order with it is the same one."""
    whom = _business(answers, case)
    if whom < SAME_BUSINESS:
        return 0
    order = _words(answers.get("order_no"))
    if order and order == _words(case.order_no):
        return 100
    told = _pairs_alike(_words(answers.get("narrative")), _words(case.narrative))
    title = fuzz.ratio(_words(answers.get("title")), _words(case.title))
    kind = 100 if answers.get("category") == case.category_id else 0
    return round(0.55 * max(told, title) + 0.25 * kind + 0.2 * whom)


def _business(answers: Mapping[str, Any], case: Complaint) -> float:
    """The likeness of the names, the best of several; the same credit code is the same business."""
    name, code = _words(answers.get("respondent_name")), _words(answers.get("uscc"))
    return max(
        (100 if code and code == _words(one.uscc) else fuzz.ratio(name, _words(one.name_as_given)))
        for one in case.respondents.all()
    )


def _pairs_alike(one: str, two: str) -> float:
    """The share of the shorter text's pairs of characters that the other has too: order and length do not matter."""
    pairs = [{text[place : place + 2] for place in range(len(text) - 1)} for text in (one, two)]
    least = min(map(len, pairs))
    return 100 * len(pairs[0] & pairs[1]) / least if least else 0.0


def _words(value: Any) -> str:
    """Letters and digits alone, half-width and small, as far as they are read."""
    return _REST.sub("", unicodedata.normalize("NFKC", str(value or ""))).lower()[:READ]
