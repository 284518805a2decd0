"""Clocks that ended: each as of its true time, with the step that is declared for its end."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core import clocks, ledger, pending, time
from core.actors import SYSTEM
from core.errors import Refused
from core.ledger import Happening
from core.models import Clock, Stateful
from core.workflow.declare import Declared, declarations
from core.workflow.knock import busy_not_broken, make_knock
from core.workflow.rows import case_of, lock
from core.workflow.taking import take


def settle_clocks(case: Stateful, now: dt.datetime) -> None:
    """End the clocks that are due, oldest first, as of their true time; do the step that belongs to each end."""
    for clock in clocks.settle_due(case.stream, now):
        if clocks.breach(clock):
            take_at_end(case, clock, now)


def take_at_end(case: Stateful, clock: Clock, now: dt.datetime) -> None:
    """The system does the step declared for this clock's end, if the state has it and its rules agree."""
    done = ""
    for step in declarations(type(case)).values():
        if clock.code in step.step.at_end_of and step.step.offered and vars(case)["state"] in step.targets:
            done = try_at_end(case, step, clock, now)
            break
    codes = {"clock": clock.code, "due_at": clock.due_at, "step": done}
    entry = ledger.append_to(
        f"{case.stream}:staff",
        Happening("clock_ended", SYSTEM, effective_at=clock.due_at, recorded_at=now, codes=codes),
    )
    transaction.on_commit(lambda: pending.hint(entry), robust=True)


def try_at_end(case: Stateful, step: Declared, clock: Clock, now: dt.datetime) -> str:
    """The name of the step if it was done, "" if a rule refused: clocks never decide against one."""
    knock = make_knock(step, case.stream, by=SYSTEM, data=case.data_at_end(step.name))
    try:
        with transaction.atomic():
            take(case, step, knock, at=clock.due_at)
    except Refused:
        return ""
    return step.name


def settle(stream: str) -> None:
    """End the due clocks of one stream. The beat calls this; it changes nothing that `perform` would not."""
    model, pk = case_of(stream)
    with busy_not_broken(), transaction.atomic():
        settle_clocks(lock(model, pk), time.now())
