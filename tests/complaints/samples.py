"""Complaints of the tests, made through the services, so that no test stands on an impossible case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from complaints.models import Agent, Complaint
from complaints.services import complaint_accept, complaint_assign, complaint_file, complaint_withdraw
from core import time
from core.actors import Actor, Hat, Role
from tests.cast import Cast

ROWS = [json.loads(line) for line in (Path(__file__).parent / "data" / "samples.jsonl").read_text("utf-8").splitlines()]
STAFF_CHANNELS = {"hotline", "window", "letter", "station", "transferred", "campaign"}


def given(**changes: Any) -> dict[str, Any]:
    """What the form asks, filled in as a careful person would; `changes` replace single answers."""
    return {
        "kind": "consumer",
        "name": "韦小满",
        "salutation": "ms",
        "phone": "13877100001",
        "email": "",
        "place": "450103",
        "address": "南宁市青秀区示例路1号2栋303室",
        "represented": "",
        "role": "seller",
        "respondent_name": "示例百货(乙店)",
        "county": "450103",
        "respondent_address": "南宁市青秀区样板大道8号",
        "platform_name": "",
        "shop_link": "",
        "respondent_phone": "",
        "uscc": "",
        "category": "P0202",
        "purchase_date": "2026-01-05",
        "purchase_mode": "shop",
        "order_no": "",
        "item_code": "",
        "batch_no": "",
        "brand_model": "",
        "amount_paid": "189",
        "amount_in_dispute": "189",
        "loss": "",
        "title": "电热水壶底座打火花",
        "narrative": "第三次烧水时底座打火花，店里不肯退货。",
        "nature": "after_sales",
        "other_natures": [],
        "remedies": ["return_goods", "refund"],
        "problem_known_on": "",
        "prior_contact": "",
        "injury": "none",
        "minor": "",
        "persons": "1",
        "elsewhere": "no",
        "publish": "no",
        "delegation": "yes",
        "share_phone": "",
        "privacy": "on",
        "sensitive": "",
        "help_needed": "none",
        "channel": "web",
        "delegated_by": "",
        **changes,
    }


def of_row(row: dict[str, Any]) -> dict[str, Any]:
    """A sample row as the form's data, the rest filled in."""
    plain = {name: row[name] for name in ("title", "narrative", "category", "nature", "remedies", "channel", "county")}
    return given(**plain, amount_in_dispute=row["amount"])


def filed(cast: Cast, *, by: str = "consumer", **changes: Any) -> Complaint:
    """A filed case; nobody works on it yet."""
    receipt = complaint_file(by=cast.actor(by), data=given(**changes), key=uuid4().hex)
    return again(receipt.pk)


def assigned(cast: Cast, *, mediator: str = "mediator", **changes: Any) -> Complaint:
    """Given to a mediator by the manager."""
    case = filed(cast, **changes)
    complaint_assign(case, by=cast.actor("manager"), mediator=getattr(cast, mediator).pk)
    return again(case.pk)


def accepted(cast: Cast, **changes: Any) -> Complaint:
    """Accepted by its mediator."""
    case = assigned(cast, **changes)
    complaint_accept(case, by=cast.actor("mediator"), opinion="符合受理条件", no_ground=True, no_conflict=True)
    return again(case.pk)


def withdrawn(cast: Cast, **changes: Any) -> Complaint:
    """Taken back by the consumer."""
    case = filed(cast, **changes)
    complaint_withdraw(case, by=party(case), reason="mistake")
    return again(case.pk)


def party(case: Complaint) -> Actor:
    """The leading party under their own hat."""
    one = case.parties.get(position=0)
    return Actor(one.user_id, Hat(Role.CONSUMER, case=case.pk, subject=f"party:{one.pk}"))


def agent(case: Complaint, cast: Cast, name: str = "business") -> Actor:
    """A person proven to act for the respondent."""
    respondent = case.respondents.get(position=0)
    Agent.objects.get_or_create(respondent=respondent, user=getattr(cast, name), defaults={"proven_at": time.now()})
    return Actor(getattr(cast, name).pk, Hat(Role.BUSINESS, case=case.pk, subject=f"respondent:{respondent.pk}"))


def again(pk: int) -> Complaint:
    """The case as it is now."""
    return Complaint.objects.get(pk=pk)
