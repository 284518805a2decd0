"""The cases of the demonstration: samples, loaded and handled through the same door as any other, at past dates."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from accounts import demo
from accounts.hats import consumer_actor
from accounts.models import Organisation, User
from accounts.selectors import association_at, phone_of
from complaints.handlers import READER as ASSIGNS_BY_RULE
from complaints.samples.invent import chance
from complaints.samples.load import Maker, Plan, already_filed, file_plan
from complaints.samples.moments import Planner
from complaints.samples.rows import Row, read
from config.demo_courses import Diary, Handled, follow
from config.demo_desks import HOME, Desk, demo_desks
from core import pending, time
from enterprises.services import recalls_example, recalls_import

DATA = Path(__file__).parent / "data"
FILES = ("sample_complaints.jsonl", "demo_complaints.jsonl")
SEED = 4500
SALUTATIONS = {"男": "mr", "女": "ms"}


@dataclass(frozen=True, slots=True)
class Direction:
    """Where a case is to stand today, however old the data: filed so many workdays ago, resting in this course.

    `filer` is one of the cast; empty for somebody else.
    """

    workdays_ago: int
    course: str
    filer: str


def demo_cases() -> int:
    """File what is not there yet and bring each case to where it should stand; returns how many were filed.

    Afterwards the association of the demonstration assigns by rule, so that a newly filed case moves by itself; not
    before, or the rule would take the first step of each course.
    """
    maker = Maker.of_today(SEED)
    fresh = missing(rows(maker))
    assigns_by_rule = Organisation.objects.filter(pk=home().pk)
    if fresh:
        assigns_by_rule.update(auto_assign=False)
        handle(fresh, maker)
        while pending.consume(ASSIGNS_BY_RULE):  # with the rule off: what waits is to wait for the manager
            pass
    assigns_by_rule.update(auto_assign=True)
    return len(fresh)


def demo_recalls() -> int:
    """Take the invented notices of recalls; returns how many are new."""
    return recalls_import(recalls_example()).new


def home() -> Organisation:
    """The association whose mediators and manager the demonstration has."""
    found = association_at(HOME)
    if found is None:
        raise LookupError(HOME)
    return found


def rows(maker: Maker) -> list[Row]:
    """The samples of both files; every name in them is invented. Raises ValueError for a line that is none."""
    found: list[Row] = []
    for name in FILES:
        for one in read(DATA / name, maker.words):
            if not isinstance(one, Row):
                raise ValueError(f"{name}: {one}")
            found.append(one)
    return found


def directions() -> dict[str, Direction]:
    """By title."""
    with (DATA / "demo_courses.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["title"]: Direction(int(row["workdays_ago"]), row["course"], row["filer"])
            for row in csv.DictReader(file)
        }


def missing(found: Sequence[Row]) -> list[Row]:
    """Those that were not filed yet."""
    present = already_filed(found)
    return [row for row in found if row.digest not in present]


def handle(fresh: Sequence[Row], maker: Maker) -> None:
    """File them, the oldest first, and let their courses follow."""
    told, planner = directions(), Planner.until(time.now(), SEED)
    moments = planned(fresh, planner, told)
    desks = demo_desks(row.county for row in fresh)
    for row in sorted(fresh, key=lambda one: moments[one.digest]):
        plan = maker.plan(row, moments[row.digest])
        run(plan, told.get(row.title), desks[row.county], planner)


def planned(fresh: Sequence[Row], planner: Planner, told: Mapping[str, Direction]) -> dict[str, dt.datetime]:
    """When each was filed: as directed, the others by the rule for samples."""
    directed = {row.digest: told[row.title].workdays_ago for row in fresh if row.title in told}
    others = planner.moments([row for row in fresh if row.digest not in directed])
    return others | {
        row.digest: planner.moment(row, planner.workday_ago(directed[row.digest]))
        for row in fresh
        if row.digest in directed
    }


def run(plan: Plan, direction: Direction | None, desk: Desk, planner: Planner) -> None:
    """File one case and take the steps that lie in the past."""
    if direction and direction.filer:
        plan = filed_by(plan, person(direction.filer))
    receipt = file_plan(plan)
    random = chance(SEED, plan.row.digest, "course")
    diary = Diary(planner.calendar, random)
    if direction:
        steps = iter(diary.told(plan.at, planner.end, direction.course))
    else:
        steps = diary.natural(plan.at, safety=plan.row.nature == "safety")
    follow(Handled(receipt.pk, desk, random), steps)


def filed_by(plan: Plan, user: User) -> Plan:
    """The same, filed by one of the cast from their own account."""
    own = {
        "name": user.name,
        "salutation": SALUTATIONS[user.sex],
        "phone": phone_of(user),
        "place": HOME,
        "address": "南宁市青秀区示例路1号2栋303室",
    }
    return replace(plan, by=consumer_actor(user), data={**plan.data, **own})


def person(login: str) -> User:
    """One of the demonstration's people."""
    found = demo.person(login)
    if found is None:
        raise LookupError(login)
    return found
