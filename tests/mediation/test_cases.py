"""Lists and the page of a case, for each side."""

from __future__ import annotations

import pytest

from accounts.hats import SESSION_KEY
from accounts.services import membership_grant
from complaints.models import Agent
from core import time
from core.actors import Role
from tests.cast import Cast
from tests.complaints.samples import accepted, agent, assigned, filed
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db


def read(cast: Cast, who: str, path: str) -> str:
    answer = client_of(cast, who).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_my_list_has_my_cases_newest_first_and_nobody_elses(cast: Cast) -> None:
    first = filed(cast, respondent_name="甲店", title="第一件")
    second = filed(cast, respondent_name="乙店", title="第二件")
    filed(cast, by="other_consumer", phone="13877100002", title="别人的事")
    page = read(cast, "consumer", "/cases/")
    assert page.index(f"/cases/{second.number}/") < page.index(f"/cases/{first.number}/")
    assert "别人的事" not in page


def test_an_empty_list_says_what_to_do(cast: Cast) -> None:
    page = read(cast, "consumer", "/cases/")
    assert "还没有投诉" in page
    assert 'href="/file/"' in page


def test_the_list_goes_on_from_its_mark_and_a_bad_mark_starts_anew(cast: Cast) -> None:
    cases = [filed(cast, respondent_name=f"第{n}店") for n in range(22)]
    client = client_of(cast, "consumer")
    first = client.get("/cases/").content.decode()
    assert cases[0].number not in first
    mark = cases[2].pk
    assert f"?after={mark}" in first
    rest = client.get(f"/cases/?after={mark}").content.decode()
    assert [case.number in rest for case in cases[:4]] == [True, True, False, False]
    for bad in ("x", "-1", "９", "9" * 30, "0"):
        assert cases[-1].number in client.get("/cases/", {"after": bad}).content.decode()


def test_a_case_answers_the_four_questions(cast: Cast) -> None:
    case = assigned(cast)
    page = read(cast, "consumer", f"/cases/{case.number}/")
    for words in ("已分派", "调解员，决定是否受理", "决定是否受理的期限", f"/cases/{case.number}/steps/withdraw/"):
        assert words in page


def test_the_mediators_turn_is_said_to_the_mediator(cast: Cast) -> None:
    case = assigned(cast)
    page = read(cast, "mediator", f"/desk/{case.number}/")
    assert "您，决定是否受理" in page
    assert f"/desk/{case.number}/steps/accept/" in page


def test_what_is_not_possible_yet_says_why(cast: Cast) -> None:
    case = assigned(cast, amount_in_dispute="60000")
    page = read(cast, "mediator", f"/desk/{case.number}/")
    assert "由负责人决定受理" in page
    assert f"/desk/{case.number}/steps/accept/" not in page


def test_a_number_is_read_however_it_is_typed(cast: Cast) -> None:
    case = filed(cast)
    client = client_of(cast, "consumer")
    for typed in (case.number.lower(), case.number.replace("-", "")):
        assert client.get(f"/cases/{typed}/").status_code == 200
    wrong = case.number[:-1] + ("0" if case.number[-1] != "0" else "1")
    assert client.get(f"/cases/{wrong}/").status_code == 404


def test_the_fragment_is_a_part_of_the_page(cast: Cast) -> None:
    case = accepted(cast)
    fragment = read(cast, "consumer", f"/cases/{case.number}/live/")
    assert "<html" not in fragment
    assert f'data-stream="{case.stream}"' in fragment
    assert f'data-seq="{case.version}"' in fragment
    assert "受理" in fragment


def test_the_business_meets_the_case_once_it_was_told_and_until_it_stops_acting(cast: Cast) -> None:
    case = assigned(cast)
    agent(case, cast)
    client = client_of(cast, "business")
    assert client.get(f"/business/{case.number}/").status_code == 404
    assert case.number not in client.get("/business/").content.decode()
    told = accepted(cast, respondent_name="另一家店")
    agent(told, cast)
    assert client.get(f"/business/{told.number}/").status_code == 200
    Agent.objects.filter(respondent__complaint=told).update(ended_at=time.now())
    assert client.get(f"/business/{told.number}/").status_code == 404
    assert told.number not in client.get("/business/").content.decode()


def test_the_chosen_hat_decides_what_is_offered(cast: Cast) -> None:
    """A manager who also mediates acts under the hat they picked."""
    membership_grant(user=cast.manager, role=Role.MEDIATOR, organisation=cast.association, starts=time.today())
    case = assigned(cast)
    client = client_of(cast, "manager")
    assert "steps/reassign/" in client.get(f"/desk/{case.number}/").content.decode()
    session = client.session
    session[SESSION_KEY] = f"mediator@{cast.association.pk}"
    session.save()
    page = client.get(f"/desk/{case.number}/").content.decode()
    assert "steps/reassign/" not in page
    assert case.narrative not in page


def test_a_business_without_complaints_is_not_asked_to_file_one(cast: Cast) -> None:
    page = client_of(cast, "business").get("/business/").content.decode()
    assert "没有涉及您的投诉" in page
    assert "希望一直用不上" not in page
