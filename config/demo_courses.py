"""What becomes of a case of the demonstration: every step at an hour when somebody would take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from django.conf import settings

from complaints.models import Complaint, Party
from complaints.services import complaint_accept, complaint_assign, complaint_close, complaint_withdraw
from config.demo_desks import Desk
from core import time
from core.actors import Actor, Hat, Role
from core.calendar import Calendar

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# The state at which a case of this course rests, by how many steps lead to it.
COURSES = {"filed": 0, "assigned": 1, "accepted": 2, "withdrawn": 3, "closed": 4}
EARLY = 0.1  # are taken back before the decision on acceptance
LATE = 0.08  # of the decisions come after their seven workdays

OPINIONS = (
    "事实清楚，属于受理范围。",
    "有明确的被投诉人和具体的请求，材料齐全，予以受理。",
    "属于消费争议，予以受理，请双方先提交各自的说法。",
)
REASONS = (
    ("settled", "商家已经退款，问题解决了。"),
    ("settled", "双方谈好了，商家答应的已经做到。"),
    ("settled", "换了新的，用着没有问题，谢谢。"),
    ("settled", "对方上门修好了，并且道了歉。"),
    ("elsewhere", "决定向法院起诉。"),
    ("other", "金额不大，不想再花时间了。"),
)


@dataclass(frozen=True, slots=True)
class Handled:
    """A filed case with the people who handle it and its own source of chance."""

    pk: int
    desk: Desk
    random: Random

    @property
    def case(self) -> Complaint:
        """As it stands now."""
        return Complaint.objects.get(pk=self.pk)

    @property
    def mediator(self) -> Actor:
        """The mediators of an association take turns."""
        return self.desk.mediators[self.pk % len(self.desk.mediators)]


Step = Callable[[Handled], object]


def assign(handled: Handled) -> None:
    """The manager gives it to a mediator."""
    complaint_assign(handled.case, by=handled.desk.manager, mediator=handled.mediator.user_id or 0)


def accept(handled: Handled) -> None:
    """Its mediator takes it up; the manager, where that is not in a mediator's power."""
    case = handled.case
    weighty = case.joint or case.minor or case.amount_in_dispute > settings.ACCEPT_AMOUNT_LIMIT
    by = handled.desk.manager if weighty else handled.mediator
    complaint_accept(case, by=by, opinion=handled.random.choice(OPINIONS), no_ground=True, no_conflict=True)


def withdraw(handled: Handled) -> None:
    """The consumer takes it back, with an account or with the number of the case."""
    party = Party.objects.get(complaint=handled.pk, position=0)
    role = Role.CONSUMER if party.user_id else Role.GUEST
    by = Actor(party.user_id, Hat(role, case=handled.pk, subject=f"party:{party.pk}"))
    reason, note = handled.random.choice(REASONS)
    complaint_withdraw(handled.case, by=by, reason=reason, note=note)


def close(handled: Handled) -> None:
    """The manager closes what was taken back."""
    complaint_close(handled.case, by=handled.desk.manager, result="withdrawn")


@dataclass(frozen=True, slots=True)
class Diary:
    """When the steps of a case are taken."""

    calendar: Calendar
    random: Random

    def natural(self, filed_at: dt.datetime, *, safety: bool) -> Iterator[tuple[Step, dt.datetime]]:
        """The whole course, some of it perhaps still to come."""
        moment = self.assigned_at(filed_at, safety=safety)
        yield assign, moment
        early = self.random.random() < EARLY
        if not early:
            moment = self.workdays_on(moment, 8 if self.random.random() < LATE else self.random.randint(1, 5))
            yield accept, moment
        moment += self.random.randint(2, 3 if early else 45) * DAY + self.random.randint(0, 3) * HOUR
        yield withdraw, moment
        yield close, self.workdays_on(moment, self.random.randint(1, 8))

    def assigned_at(self, filed_at: dt.datetime, *, safety: bool) -> dt.datetime:
        """A matter of safety within hours, anything else at the next opening of the office."""
        if safety:
            return filed_at + self.random.randint(20, 180) * dt.timedelta(minutes=1)
        local = filed_at.astimezone(time.SHANGHAI)
        if 9 <= local.hour < 15 and self.calendar.is_workday(local.date()):
            return filed_at + self.random.randint(20, 120) * dt.timedelta(minutes=1)
        return self.workdays_on(filed_at, 1, hours=(9, 10))

    def workdays_on(self, moment: dt.datetime, n: int, hours: tuple[int, ...] = (9, 10, 11, 15, 16)) -> dt.datetime:
        """The n-th workday after, at an hour of the office."""
        day = self.calendar.due_wd(time.local_date(moment), n)
        clock = dt.time(self.random.choice(hours), self.random.randint(0, 59))
        return dt.datetime.combine(day, clock, time.SHANGHAI)

    def told(self, filed_at: dt.datetime, now: dt.datetime, course: str) -> list[tuple[Step, dt.datetime]]:
        """The steps up to where the course rests, all of them before now, however new the case is."""
        steps = (assign, accept, withdraw, close)[: COURSES[course]]
        gap = (now - filed_at) / (len(steps) + 1)
        found: list[tuple[Step, dt.datetime]] = []
        moment = filed_at
        for step, wanted in zip(steps, (None, 2, 3, 2), strict=False):
            later = self.assigned_at(moment, safety=False) if wanted is None else self.workdays_on(moment, wanted)
            moment = min(later, moment + gap)
            found.append((step, moment))
        return found


def follow(handled: Handled, steps: Iterator[tuple[Step, dt.datetime]] | list[tuple[Step, dt.datetime]]) -> None:
    """Take those steps whose time has come."""
    now = time.now()
    for step, moment in steps:
        if moment >= now:
            break
        with time.at(moment):
            step(handled)
