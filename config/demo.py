"""The cases of the demonstration, filed and handled through the same door as any other, at past dates."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from accounts import demo
from accounts.hats import consumer_actor, staff_actor
from accounts.models import Organisation, User
from accounts.selectors import association_at
from complaints.models import Complaint
from complaints.selectors import case_for
from complaints.services import complaint_accept, complaint_assign, complaint_close, complaint_file, complaint_withdraw
from core import time

CASES = Path(__file__).parent / "data" / "demo_cases.jsonl"
HOME = "450103"
HOUR = dt.timedelta(hours=1)

Row = Mapping[str, Any]


def demo_cases() -> int:
    """File what is not there yet and bring each case to where its row says; returns how many were filed.

    Afterwards the association of the demonstration assigns by rule, so that a newly filed case moves by itself.
    """
    present = set(Complaint.objects.values_list("title", flat=True))
    fresh = [row for row in rows() if row["title"] not in present]
    start = time.now()
    for row in sorted(fresh, key=lambda one: -one["days_ago"]):
        run(row, start - dt.timedelta(days=row["days_ago"], hours=2))
    Organisation.objects.filter(pk=home().pk).update(auto_assign=True)
    return len(fresh)


def home() -> Organisation:
    """The association whose mediators and manager the demonstration has."""
    found = association_at(HOME)
    if found is None:
        raise LookupError(HOME)
    return found


def rows() -> Iterator[dict[str, Any]]:
    """The rows of the file; every name in it is invented."""
    with CASES.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def person(login: str) -> User:
    """One of the demonstration's people."""
    found = demo.person(login)
    if found is None:
        raise LookupError(login)
    return found


def run(row: Row, filed_at: dt.datetime) -> None:
    """File one case at `filed_at` and let its course follow, a few hours between the steps."""
    filer = person(row["filer"])
    with time.at(filed_at):
        receipt = complaint_file(
            by=consumer_actor(filer), data=filing(row, filer, filed_at), key=f"demo:{row['title']}"
        )
    for hours, step in enumerate(COURSES[row["course"]], start=1):
        with time.at(min(filed_at + 20 * hours * HOUR, time.now())):
            step(Complaint.objects.get(pk=receipt.pk), row)


def filing(row: Row, filer: User, filed_at: dt.datetime) -> dict[str, Any]:
    """What `FilingForm` expects; the fields a sample does not tell are examples."""
    bought = time.local_date(filed_at) - dt.timedelta(days=20)
    return {
        "kind": "consumer", "name": filer.name, "salutation": "none", "phone": "13800000000", "email": "",
        "place": HOME, "address": "南宁市青秀区示例路1号", "role": "seller", "respondent_name": row["respondent"],
        "county": row["county"], "respondent_address": "示例大道88号", "category": row["category"],
        "purchase_date": bought.isoformat(), "purchase_mode": "shop", "amount_in_dispute": row["amount"],
        "title": row["title"], "narrative": row["narrative"], "nature": row["nature"], "remedies": row["remedies"],
        "injury": "none", "persons": "1", "elsewhere": "no", "publish": "yes", "delegation": "yes", "privacy": "on",
        "channel": "web",
    }  # fmt: skip


def assign(case: Complaint, row: Row) -> None:
    """The manager gives it to one of the two mediators, in turn."""
    login = ("mediator", "mediator2")[case.pk % 2]
    case, manager = staff_view(case, "manager")
    complaint_assign(case, by=manager, mediator=person(login).pk)


def accept(case: Complaint, row: Row) -> None:
    """Its mediator takes it up."""
    case, mediator = staff_view(case, ("mediator", "mediator2")[case.pk % 2])
    complaint_accept(case, by=mediator, opinion="事实清楚，属于受理范围。", no_ground=True, no_conflict=True)


def withdraw(case: Complaint, row: Row) -> None:
    """The consumer takes it back."""
    found, consumer = case_for(person(row["filer"]), case.number, "party")
    complaint_withdraw(found, by=consumer, reason="settled", note="商家已经解决了。")


def close(case: Complaint, row: Row) -> None:
    """The manager closes what was taken back."""
    case, manager = staff_view(case, "manager")
    complaint_close(case, by=manager, result="withdrawn")


def staff_view(case: Complaint, login: str) -> tuple[Complaint, Any]:
    """The case as this member of staff meets it."""
    who = person(login)
    if staff_actor(who) is None:
        raise LookupError(login)
    return case_for(who, case.number, "staff")


COURSES: dict[str, tuple[Callable[[Complaint, Row], None], ...]] = {
    "filed": (),
    "assigned": (assign,),
    "accepted": (assign, accept),
    "withdrawn": (assign, withdraw),
    "closed": (assign, withdraw, close),
}
