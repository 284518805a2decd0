"""The case strip: where is it, whose turn is it, by when, what can I do now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from complaints.models import Complaint
from complaints.projections import StatusView
from complaints.turns import ARCHIVING, TURNS, Turn
from complaints.workflow import State
from core import clocks, time
from core.actors import PUBLIC, Actor, Role
from core.calendar import Calendar, calendar_for
from core.models import Clock
from core.remaining import Level, Remaining

LEVELS = {Level.CALM: "calm", Level.YELLOW: "soon", Level.ORANGE: "soon", Level.RED: "late"}
MOST_PIPS = 10

# The stepper's stations: its word, and the kinds of entry that reach it.
STATIONS: tuple[tuple[StrOrPromise, frozenset[str]], ...] = (
    (gettext_lazy("提交"), frozenset({"submit"})),
    (gettext_lazy("分派"), frozenset({"assign"})),
    (gettext_lazy("受理"), frozenset({"accept"})),
    (gettext_lazy("调解"), frozenset({"open_mediation"})),
    (gettext_lazy("结案"), frozenset({"close", "confirm_performed", "close_breached", "pil_concluded"})),
)
ENDED = frozenset({State.REJECTED, State.TRANSFERRED, State.WITHDRAWN, State.SETTLED, State.CLOSED, State.TERMINATED})


@dataclass(frozen=True, slots=True)
class ClockFace:
    """The deadline as the strip shows it."""

    label: StrOrPromise
    due_at: dt.datetime
    remaining_words: str
    level: str
    pips_used: int | None = None
    pips_total: int | None = None
    note: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """What `components/_case_strip.html` draws."""

    number: str
    title: str
    state: str
    state_label: str
    steps: Sequence[tuple[StrOrPromise, str, dt.date | None]]
    turn_label: str
    turn_yours: bool
    clock: ClockFace | None
    primary: Mapping[str, Any] | None = None
    more: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def is_turn_of(turn: Turn, case: Complaint, actor: Actor) -> bool:
    """Whether the one who looks is the one who has to move."""
    if actor.role == Role.GUEST:
        return Role.CONSUMER in turn.roles
    if actor.role == Role.MEDIATOR:
        return Role.MEDIATOR in turn.roles and case.mediator_id == actor.user_id
    if actor.role == Role.MANAGER:
        return Role.MANAGER in turn.roles and case.association_id == actor.hat.organisation
    return actor.role in turn.roles


def turn_words(case: Complaint, actor: Actor) -> tuple[str, bool]:
    """ "您，决定是否受理" or "调解员，决定是否受理", and whether it is the reader's turn."""
    turn = TURNS.get(case.state, ARCHIVING)
    yours = is_turn_of(turn, case, actor)
    return _("{who}，{what}").format(who=_("您") if yours else turn.who, what=turn.words), yours


def pick_clock(case: Complaint, unmet: Iterable[Clock]) -> Clock | None:
    """The clock that counts this state's turn, in the order the turn names them; the latest start of each counts."""
    wanted = TURNS.get(case.state, ARCHIVING).clocks
    latest = {clock.code: clock for clock in unmet}
    return next((latest[code] for code in wanted if code in latest), None)


def clock_face(case: Complaint, clock: Clock | None, calendar: Calendar) -> ClockFace | None:
    """The chosen clock in words, with a small square for each working day when there are few."""
    if clock is None:
        return None
    left = clocks.remaining(clock, time.now(), calendar)
    used = calendar.workdays_between(time.local_date(clock.starts_at), time.today())
    total = used + max(left.days, 0)
    few = 0 < total <= MOST_PIPS and left.level != Level.RED
    return ClockFace(
        label=TURNS.get(case.state, ARCHIVING).clock,
        due_at=clock.due_at,
        remaining_words=remaining_words(left),
        level=LEVELS[left.level],
        pips_used=used if few else None,
        pips_total=total if few else None,
        note=_("计时已中止，恢复后继续计算") if left.paused else "",
        estimated=left.estimated,
    )


def face_of(case: Complaint) -> ClockFace | None:
    """The clock of one case's strip: two queries, one when nothing runs."""
    clock = pick_clock(case, clocks.unmet([case.stream]))
    if clock is None:
        return None
    ends = max(time.local_date(clock.due_at), time.today())
    calendar = calendar_for(case.clock_region, time.local_date(clock.starts_at), ends + dt.timedelta(days=1))
    return clock_face(case, clock, calendar)


def public_strip(case: Complaint, view: StatusView, reached: Mapping[str, dt.datetime]) -> Strip:
    """The strip for whoever holds number and query code: how far it is and by when, no title, no name, no button."""
    words, _yours = turn_words(case, PUBLIC)
    return Strip(
        number=view.number,
        title=_("办到哪一步了"),
        state=case.state,
        state_label=str(view.state_label),
        steps=stations(case, reached),
        turn_label=words,
        turn_yours=False,
        clock=face_of(case),
    )


def remaining_words(left: Remaining) -> str:
    """ "还剩 3 个工作日", "今天到期", "已逾期 1 个工作日"."""
    if left.level == Level.RED:
        over = max(-left.days, 1)
        return ngettext("已逾期 %(n)d 个工作日", "已逾期 %(n)d 个工作日", over) % {"n": over}
    if left.days <= 0:
        return _("今天到期")
    return ngettext("还剩 %(n)d 个工作日", "还剩 %(n)d 个工作日", left.days) % {"n": left.days}


def stations(case: Complaint, reached: Mapping[str, dt.datetime]) -> list[tuple[StrOrPromise, str, dt.date | None]]:
    """提交 分派 受理 调解 结案: done with its day, current, or to come; an early end leaves out what it passed.

    `reached`: when each kind of entry last happened.
    """
    days = [_day(kinds, reached) for _word, kinds in STATIONS]
    last = max((n for n, day in enumerate(days) if day), default=0)
    ended = case.state in ENDED
    drawn = [
        (word, _status(n, last, day, ended=ended), day)
        for n, ((word, _k), day) in enumerate(zip(STATIONS, days, strict=True))
    ]
    return [one for n, one in enumerate(drawn) if not ended or one[2] or n == len(STATIONS) - 1]


def _day(kinds: frozenset[str], reached: Mapping[str, dt.datetime]) -> dt.date | None:
    return next((time.local_date(reached[kind]) for kind in kinds if kind in reached), None)


def _status(n: int, last: int, day: dt.date | None, *, ended: bool) -> str:
    if day is None:
        return "todo"
    return "current" if n == last and not ended else "done"
