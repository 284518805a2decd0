"""Taking one step of a locked case: who, rules, the transition, clocks, the entry, and what must not be lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from core import clocks, ledger, pending, time
from core.actors import Actor
from core.errors import NotFound, Reason, Refused
from core.ledger import Happening
from core.models import LedgerEntry, Stateful
from core.workflow.declare import Declared, declarations
from core.workflow.facts import Facts
from core.workflow.knock import Knock
from core.workflow.rows import door_columns, state_label


def take(case: Stateful, step: Declared, knock: Knock, *, at: dt.datetime | None = None) -> LedgerEntry:
    """Steps 3 to 6: who, guards, the transition, clocks, entry, and the effects that must not be lost."""
    source = str(vars(case)["state"])
    require_edge(case, step, source, knock)
    at = at or knock.now
    case.facts = Facts(case, knock.by, knock.cleaned, at)
    try:
        getattr(case, step.name)(**knock.cleaned)
    except TransitionNotAllowed:
        raise Refused(*failing(case, step), possible=possible(case, knock.by)) from None
    clocks.turn(
        case.stream, step.step, at=at, region=case.clock_region, binding=case.clocks_bind, due=knock.due,
        variants=case.clock_variants,
    )  # fmt: skip
    entry = ledger.append(case, case.stream, happening(case, step, knock, source, at))
    case.save(update_fields=door_columns(type(case)))
    for handler in ledger.handlers.get(step.name, ()):
        handler(case, entry)
    transaction.on_commit(lambda: pending.hint(entry), robust=True)
    return entry


def happening(case: Stateful, step: Declared, knock: Knock, source: str, at: dt.datetime) -> Happening:
    """What the ledger is told of this step."""
    return Happening(
        kind=step.name, by=knock.by, effective_at=at, recorded_at=time.now(), source=source,
        target=str(vars(case)["state"]), codes=knock.codes, words=knock.words, key=knock.key, digest=knock.digest,
    )  # fmt: skip


def require_who(case: Stateful, step: Declared, knock: Knock) -> None:
    """Raises NotFound for whoever may never do this to this case: before anything of the case is told."""
    who = knock.approves or step.who
    if not who(case, knock.by):
        raise NotFound


def require_edge(case: Stateful, step: Declared, source: str, knock: Knock) -> None:
    """Not this person's → NotFound; not from this state → Refused, with what is possible instead."""
    require_who(case, step, knock)
    if source not in step.targets:
        words = _("案件现在是「{state}」，不能「{step}」").format(
            state=state_label(type(case), source), step=step.step.label
        )
        raise Refused(Reason("state", words), possible=possible(case, knock.by))


def failing(case: Stateful, step: Declared) -> list[Reason]:
    """The rules that say no. Asked only after a refusal: the way that works asks each guard once."""
    return [guard.reason for guard in step.guards if not guard(case)]


def possible(case: Stateful, by: Actor) -> list[Any]:
    """Labels of what this person may do from here, guards not asked."""
    state = vars(case)["state"]
    return [
        one.step.label
        for one in declarations(type(case)).values()
        if state in one.targets and one.step.offered and one.who(case, by)
    ]
