"""How many queries a page takes, session and person counted in: the same for one row and for fifty."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints import drafts
from complaints.models import Complaint
from complaints.services import complaint_accept
from core import outbound
from tests.cast import Cast, phone
from tests.complaints.samples import agent, assigned, filed
from tests.grids.test_urls import client_of
from tests.mediation.guests import guest_of, nobodys

pytestmark = pytest.mark.django_db

MANY = 50
LIST, CASE = 8, 14


def queries(client: Client, path: str, status: int = 200) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == status
    return [one["sql"] for one in captured.captured_queries]


def accepted_by(cast: Cast, n: int) -> Complaint:
    case = assigned(cast, **different(n))
    complaint_accept(case, by=cast.actor("mediator"), opinion="可以受理", no_ground=True, no_conflict=True)
    agent(case, cast)
    return case


def different(n: int) -> dict[str, str]:
    """Another shop each time: nobody may have many open complaints against one."""
    return {"respondent_name": f"示例百货({n}店)", "represented": "", "title": f"第{n}件"}


LISTS: dict[str, tuple[str, Callable[[Cast, int], object]]] = {
    "/cases/": ("consumer", lambda cast, n: filed(cast, **different(n))),
    "/cases/?pile=open&q=件": ("consumer", lambda cast, n: filed(cast, **different(n))),
    "/business/": ("business", accepted_by),
    "/desk/": ("mediator", lambda cast, n: assigned(cast, **different(n))),
    "/desk/live/": ("manager", lambda cast, n: assigned(cast, **different(n))),
    "/desk/assign/": ("manager", lambda cast, n: filed(cast, **different(n))),
    "/outbox/": ("manager", lambda _cast, n: outbound.send("sms", "13900000000", "code", {"code": n, "doing": "x"})),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_as_many_queries_for_fifty_rows_as_for_one(path: str, cast: Cast) -> None:
    who, make = LISTS[path]
    client = client_of(cast, who)
    make(cast, 0)
    one = queries(client, path)
    cast.association.load_limit = 2 * MANY
    cast.association.save()
    for n in range(1, MANY):
        make(cast, n)
    many = queries(client, path)
    assert len(one) <= LIST, "\n".join(one)
    assert len(many) <= LIST, "\n".join(many)
    assert len(many) == len(one)


def test_the_own_list_with_cases_to_join_and_drafts_stays_within_its_budget(cast: Cast) -> None:
    for n in range(3):
        drafts.draft_begin(user=cast.consumer)
        nobodys(filed(cast, phone=phone("consumer"), **different(n)))
    done = queries(client_of(cast, "consumer"), "/cases/")
    assert len(done) <= LIST, "\n".join(done)


def test_a_guests_page_is_drawn_within_its_budget(cast: Cast) -> None:
    case = accepted_by(cast, 1)
    done = queries(guest_of(case), f"/cases/{case.number}/")
    assert len(done) <= CASE, "\n".join(done)


@pytest.mark.parametrize("live", ["", "live/"])
@pytest.mark.parametrize(
    ("who", "area"),
    [
        ("consumer", "cases"),
        ("mediator", "desk"),
        ("manager", "desk"),
        ("city_manager", "desk"),
        ("business", "business"),
    ],
)
def test_a_case_is_drawn_within_its_budget(who: str, area: str, live: str, cast: Cast) -> None:
    case = accepted_by(cast, 1)
    done = queries(client_of(cast, who), f"/{area}/{case.number}/{live}")
    assert len(done) <= CASE, "\n".join(done)


@pytest.mark.parametrize(("who", "area", "step"), [("consumer", "cases", "withdraw"), ("manager", "desk", "reassign")])
def test_a_steps_page_is_drawn_within_its_budget(who: str, area: str, step: str, cast: Cast) -> None:
    case = accepted_by(cast, 1)
    done = queries(client_of(cast, who), f"/{area}/{case.number}/steps/{step}/")
    assert len(done) <= CASE, "\n".join(done)


def test_the_reading_of_a_case_does_not_grow_with_its_history(cast: Cast) -> None:
    case = accepted_by(cast, 1)
    client = client_of(cast, "manager")
    before = len(queries(client, f"/desk/{case.number}/"))
    for turn in range(6):
        to = cast.mediator2 if turn % 2 == 0 else cast.mediator
        path = f"/desk/{case.number}/steps/reassign/"
        answer = client.post(path, {"mediator": to.pk, "reason": "leave", "note": "轮换", "key": uuid4().hex})
        assert answer.status_code == 302
    client.get(f"/desk/{case.number}/")
    assert len(queries(client, f"/desk/{case.number}/")) <= before
