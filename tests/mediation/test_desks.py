"""The desks: the most urgent on top, counted in piles, and what waits for somebody."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.services import membership_grant
from complaints.models import Complaint
from core import time
from core.actors import Role
from mediation.views import desks
from tests.cast import Cast
from tests.complaints.samples import accepted, assigned, filed
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db


def read(cast: Cast, who: str, path: str) -> str:
    answer = client_of(cast, who).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_mediator_has_their_own_open_cases_only(cast: Cast) -> None:
    mine = assigned(cast, respondent_name="甲")
    theirs = assigned(cast, mediator="mediator2", respondent_name="乙")
    waiting = filed(cast, respondent_name="丙")
    page = read(cast, "mediator", "/desk/")
    assert mine.number in page
    assert theirs.number not in page
    assert waiting.number not in page


def test_a_manager_has_all_open_cases_of_the_own_association(cast: Cast) -> None:
    found = [
        assigned(cast, respondent_name="甲"),
        filed(cast, respondent_name="乙"),
        accepted(cast, respondent_name="丙"),
    ]
    page = read(cast, "manager", "/desk/")
    assert all(case.number in page for case in found)
    assert all(case.number not in read(cast, "city_manager", "/desk/") for case in found)


def test_what_is_urgent_stands_first(cast: Cast) -> None:
    plain = filed(cast, respondent_name="甲")
    urgent = filed(cast, respondent_name="乙", injury="injured", sensitive="on")
    page = read(cast, "manager", "/desk/")
    assert page.index(f"{urgent.number}-") < page.index(f"{plain.number}-")


def test_the_piles_narrow_the_queue(cast: Cast) -> None:
    start = time.now()
    with time.at(start - dt.timedelta(days=30)):
        membership_grant(
            user=cast.manager, role=Role.MANAGER, organisation=cast.association,
            starts=time.today() - dt.timedelta(days=1),
        )  # fmt: skip
        late = filed(cast, respondent_name="甲", purchase_date="2026-01-05")
    fresh = filed(cast, respondent_name="乙")
    page = read(cast, "manager", "/desk/?due=late")
    assert late.number in page
    assert fresh.number not in page


@pytest.mark.parametrize("bad", ["x", "late'", "%00"])
def test_an_unknown_pile_is_empty_and_breaks_nothing(cast: Cast, bad: str) -> None:
    case = filed(cast)
    assert case.number not in read(cast, "manager", f"/desk/?due={bad}")


def test_the_count_of_those_that_wait_is_right_also_on_a_long_list(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "甲乙丙":
        filed(cast, respondent_name=name)
    assigned(cast, respondent_name="丁")
    assert counted(cast) == 3
    monkeypatch.setattr(desks, "LONGEST", 2)
    assert counted(cast) == 3


def counted(cast: Cast) -> int:
    answer = client_of(cast, "manager").get("/desk/")
    found: int = answer.context["filters"][-1]["count"]
    return found


def test_waiting_cases_are_assigned_from_the_list(cast: Cast) -> None:
    case = filed(cast)
    client = client_of(cast, "manager")
    page = client.get("/desk/assign/").content.decode()
    assert case.number in page
    answer = client.post(
        f"/desk/{case.number}/steps/assign/?next=/desk/assign/",
        {"mediator": cast.mediator.pk, "version": case.version, "key": "list-1"},
        follow=True,
    )
    assert answer.redirect_chain == [("/desk/assign/", 302)]
    assert "没有待分派的案件" in answer.content.decode()
    assert Complaint.objects.get(pk=case.pk).mediator_id == cast.mediator.pk


def test_who_is_full_is_listed_but_not_offered(cast: Cast) -> None:
    cast.association.load_limit = 1
    cast.association.save()
    assigned(cast, respondent_name="甲")
    filed(cast, respondent_name="乙")
    page = " ".join(read(cast, "manager", "/desk/assign/").split())
    assert f'<option value="{cast.mediator.pk}" disabled>' in page
    assert "已满额" in page
    assert f'<option value="{cast.mediator2.pk}">' in page


def test_the_list_shows_no_more_of_the_people_than_it_needs(cast: Cast) -> None:
    case = filed(cast)
    page = read(cast, "manager", "/desk/assign/")
    assert case.parties.get().name not in page


def test_a_manager_from_above_looks_over_the_whole_area_and_may_take_a_case_up(cast: Cast) -> None:
    case = assigned(cast)
    own = membership_grant(user=cast.city_manager, role=Role.MEDIATOR, organisation=cast.city_association)
    client = client_of(cast, "city_manager")
    assert case.number not in client.get("/desk/").content.decode()
    whole = client.get("/desk/?area=1").content.decode()
    assert case.number in whole
    assert "13877100001" not in whole
    step = f"/desk/{case.number}/steps/reassign/"
    offered = client.get(step).content.decode()
    assert f'value="{cast.mediator2.pk}"' in offered
    assert f'value="{own.user_id}"' in offered
    answer = client.post(step, {"mediator": own.user_id, "reason": "overdue", "note": "", "version": case.version})
    assert answer.status_code == 302
    assert Complaint.objects.get(pk=case.pk).association_id == cast.city_association.pk
