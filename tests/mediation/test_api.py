"""Complaints over the API: everybody reads their projection, does their steps, and finds nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.workflow.states import State
from core.models import LedgerEntry
from core.verify import verify
from mediation.api import api
from tests.cast import Cast
from tests.complaints import samples

pytestmark = pytest.mark.django_db

PHONE, STREET, NAME = "13877100001", "示例路1号", "韦小满"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: Any, path: str) -> Any:
    return signed_in(user).get(f"/api/v1{path}")


def post(user: Any, path: str, body: Any, key: str = "k") -> Any:
    sent = json.dumps(body, ensure_ascii=False)
    return signed_in(user).post(f"/api/v1{path}", sent, "application/json", headers={"Idempotency-Key": key})


def body_of(**changes: Any) -> dict[str, Any]:
    """The filing form as JSON: answers in their types, nothing for what was left empty."""
    true = {"privacy": True}
    return {name: value for name, value in {**samples.given(**changes), **true}.items() if value not in ("", None)}


def test_a_consumer_files_once_and_reads_it_back(cast: Cast) -> None:
    first = post(cast.consumer, "/cases", body_of())
    again = post(cast.consumer, "/cases", body_of())
    assert (first.status_code, again.json()["number"]) == (201, first.json()["number"])
    assert Complaint.objects.count() == 1
    body = get(cast.consumer, f"/cases/{first.json()['number']}").json()
    assert (body["version"], body["case"]["state"]) == (1, State.FILED)
    assert body["case"]["people"][0]["phone"].endswith(PHONE)
    assert "withdraw" in [one["step"] for one in body["available"]]


def test_what_is_wrong_is_told_by_field(cast: Cast) -> None:
    body = {**body_of(name="陈先生"), "remedies": []}
    response = post(cast.consumer, "/cases", body)
    assert response.status_code == 422
    assert set(response.json()["errors"]) == {"name", "remedies"}
    assert Complaint.objects.count() == 0


def test_the_mediator_accepts_over_the_api(cast: Cast) -> None:
    case = samples.assigned(cast)
    data = {"no_ground": True, "no_conflict": True, "opinion": "符合受理条件"}
    response = post(cast.mediator, f"/cases/{case.number}/steps/accept", {"version": case.version, "data": data})
    assert (response.status_code, response.json()["target"]) == (200, State.ACCEPTED)
    late = post(cast.mediator, f"/cases/{case.number}/steps/accept", {"version": case.version, "data": data}, key="l")
    assert (late.status_code, late.json()["version"]) == (409, case.version + 1)
    assert list(verify()) == []


@pytest.mark.parametrize("name", ["other_consumer", "business", "mediator_elsewhere", "expert", "administrator"])
def test_whose_case_it_is_not_finds_nothing(cast: Cast, name: str) -> None:
    case = samples.assigned(cast)
    user = getattr(cast, name)
    assert get(user, f"/cases/{case.number}").status_code == 404
    assert get(user, f"/cases/{case.number}/entries").status_code == 404
    assert get(user, "/cases").json()["cases"] == []
    assert post(user, f"/cases/{case.number}/steps/withdraw", {"version": 2, "data": {}}).status_code in {404, 422}
    assert LedgerEntry.objects.filter(stream=case.stream).count() == case.version


def test_a_wrong_number_looks_like_a_case_of_others(cast: Cast) -> None:
    case = samples.filed(cast)
    unknown = get(cast.other_consumer, "/cases/GX450103-20200101-0001-X").json()
    assert get(cast.other_consumer, f"/cases/{case.number}").json() == unknown
    assert get(cast.other_consumer, "/cases/1").json() == unknown


def test_the_business_reads_nothing_that_is_the_consumers_alone(cast: Cast) -> None:
    case = samples.accepted(cast, narrative=f"第三次烧水时底座打火花，请打 {PHONE} 找我。")
    samples.agent(case, cast)
    assert case.business_told_at is not None
    answers = [get(cast.business, path) for path in (f"/cases/{case.number}", f"/cases/{case.number}/entries")]
    answers.append(get(cast.business, "/cases?hat=business"))
    for response in answers:
        assert response.status_code == 200
        for secret in (PHONE, STREET, NAME, case.query_code):
            assert secret not in response.content.decode()


def test_a_colleague_reads_a_line_and_no_words(cast: Cast) -> None:
    case = samples.accepted(cast)
    told = get(cast.mediator2, f"/cases/{case.number}").content.decode()
    told += get(cast.mediator2, f"/cases/{case.number}/entries").content.decode()
    for secret in (PHONE, STREET, NAME, "打火花，店里不肯退货", "符合受理条件"):
        assert secret not in told


def test_each_reads_their_own_list(cast: Cast) -> None:
    case = samples.assigned(cast)
    lists = {name: get(getattr(cast, name), "/cases").json()["cases"] for name in ("consumer", "mediator", "manager")}
    for found in lists.values():
        assert [one["number"] for one in found] == [case.number]
    assert lists["consumer"][0]["people"][0]["name"] == NAME


def test_a_list_costs_the_same_for_one_case_and_for_many(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for count in (1, 4):
        for one in range(count):
            samples.filed(cast, respondent_name=f"示例商店({count}-{one})")
        for user in (cast.consumer, cast.manager):
            client = signed_in(user)
            with django_assert_max_num_queries(8):
                assert client.get("/api/v1/cases").status_code == 200


def test_a_list_goes_on_where_it_stopped(cast: Cast) -> None:
    numbers = [samples.filed(cast, respondent_name=f"示例商店({one})").number for one in range(3)]
    first = get(cast.consumer, "/cases?limit=2").json()
    second = get(cast.consumer, f"/cases?limit=2&after={first['next']}").json()
    assert [one["number"] for one in first["cases"] + second["cases"]] == numbers[::-1]
    assert second["next"] == ""


def test_a_case_costs_a_bounded_number_of_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    case = samples.accepted(cast)
    client = signed_in(cast.mediator)
    with django_assert_max_num_queries(14):
        assert client.get(f"/api/v1/cases/{case.number}").status_code == 200


def test_staff_who_also_complained_name_their_hat(cast: Cast) -> None:
    case = samples.filed(cast, by="consumer")
    case.parties.update(user=cast.manager)
    response = get(cast.manager, f"/cases/{case.number}")
    assert response.status_code == 422
    assert "consumer#party" in response.json()["errors"]["hat"][0]
    hat = f"manager@{cast.association.pk}"
    assert get(cast.manager, f"/cases/{case.number}?hat={hat}").json()["hat"] == hat


def test_only_steps_that_are_offered_have_an_operation() -> None:
    paths = api.get_openapi_schema()["paths"]
    steps = {path.rsplit("/", 1)[1] for path in paths if "/steps/" in path}
    assert {"assign", "accept", "withdraw"} <= steps
    assert not {"submit", "start_negotiation", "settle"} & steps
