"""The API of a machine, tried on permits: its answers, its refusals, and what it never tells."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from core import problems
from core.checks import named
from core.errors import Busy, Reason, Refused, TooMany
from core.models import LedgerEntry, Proposal
from core.workflow import declarations
from tests.lab import api as lab
from tests.lab.models import Permit

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.lab.api")]

GIVEN = {"size": 20, "story": "想开一家店", "phone": "13800000000"}


class Person:
    """Somebody signed in, sending JSON as a program would."""

    def __init__(self, name: str, *groups: str) -> None:
        user: Any = get_user_model().objects.create(name=name, email=f"{name}@lab.example")
        for group in groups:
            user.groups.add(Group.objects.get_or_create(name=group)[0])
        self.pk = user.pk
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(user)
        self.client.cookies["csrftoken"] = "t" * 32

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, body: Any, key: str | None = "k", **headers: str) -> Any:
        sent = {"X-CSRFToken": "t" * 32, **({"Idempotency-Key": key} if key else {}), **headers}
        return self.client.post(
            f"/api/v1{path}", json.dumps(body, ensure_ascii=False), "application/json", headers=sent
        )

    def step(self, number: str, name: str, version: int, data: Any = None, *, key: str = "s", query: str = "") -> Any:
        body = {"version": version, **({"data": data} if data is not None else {})}
        return self.post(f"/cases/{number}/steps/{name}{query}", body, key)


@pytest.fixture
def owner() -> Person:
    return Person("owner")


@pytest.fixture
def clerk() -> Person:
    return Person("clerk", "clerk")


@pytest.fixture
def number(owner: Person) -> str:
    """A permit of the owner, version 1."""
    return str(owner.post("/cases", GIVEN).json()["number"])


def refused(response: Any, status: int) -> dict[str, Any]:
    """The members of a refusal, which must be problem+json."""
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = response.json()
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert body["title"]
    return body


# ---- making --------------------------------------------------------------------------------------------------------


def test_a_case_is_made_once_for_one_key(owner: Person) -> None:
    first, second = owner.post("/cases", GIVEN), owner.post("/cases", GIVEN)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json()["number"], first.json()["hash"]) == (second.json()["number"], second.json()["hash"])
    assert (first.json()["repeated"], second.json()["repeated"]) == (False, True)
    assert first["Location"] == f"/api/v1/cases/{first.json()['number']}"
    assert first["ETag"] == '"1"'
    assert Permit.objects.count() == 1


def test_the_same_key_with_other_content_is_refused(owner: Person) -> None:
    owner.post("/cases", GIVEN)
    body = refused(owner.post("/cases", {**GIVEN, "size": 21}), 422)
    assert body["reasons"][0]["rule"] == "key-reused"


@pytest.mark.parametrize("key", [None, "", "x" * 101])
def test_nothing_is_written_without_a_fitting_key(owner: Person, key: str | None) -> None:
    body = refused(owner.post("/cases", GIVEN, key=key), 422)
    assert list(body["errors"]) == ["Idempotency-Key"]
    assert Permit.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"size": "viel"}, {"size": ["格式不对"], "story": ["必须填写"], "phone": ["必须填写"]}),
        ({**GIVEN, "owner": 7}, {"owner": ["没有这个栏目"]}),
        ({**GIVEN, "story": "长" * 501}, {"story": ["超过了允许的长度"]}),
        ({**GIVEN, "story": "反\u202e向"}, {"story": ["含有看不见的控制字符，请删除后重新输入"]}),
    ],
)
def test_what_is_wrong_is_told_by_field(owner: Person, given: Any, errors: Any) -> None:
    assert refused(owner.post("/cases", given), 422)["errors"] == errors
    assert Permit.objects.count() == 0


def test_a_rule_that_says_no_is_named(owner: Person) -> None:
    body = refused(owner.post("/cases", {**GIVEN, "size": 200}), 422)
    assert body["reasons"] == [{"rule": "small_enough", "words": "面积须小于100", "from_when": None}]
    assert Permit.objects.count() == 0


def test_what_is_no_json_is_told_so(owner: Person) -> None:
    headers = {"X-CSRFToken": "t" * 32, "Idempotency-Key": "k"}
    refused(owner.client.post("/api/v1/cases", "{", "application/json", headers=headers), 400)


# ---- who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/cases", "/cases/1", "/cases/1/entries"])
def test_who_is_not_signed_in_reads_nothing(number: str, path: str) -> None:
    refused(Client().get(f"/api/v1{path.replace('1', number)}"), 401)


def test_who_is_not_signed_in_writes_nothing(number: str) -> None:
    body = {"version": 1}
    refused(Client().post(f"/api/v1/cases/{number}/steps/change", body, "application/json"), 401)
    assert LedgerEntry.objects.count() == 1


def test_a_post_without_the_token_is_refused(owner: Person, number: str) -> None:
    refused(owner.post(f"/cases/{number}/steps/change", {"version": 1}, **{"X-CSRFToken": ""}), 403)
    assert LedgerEntry.objects.count() == 1


def test_a_case_of_others_looks_like_one_that_is_not_there(number: str) -> None:
    stranger = Person("stranger")
    answers = [
        refused(stranger.get(f"/cases/{one}{tail}"), 404)
        for one in (number, "999999", "no-such-number")
        for tail in ("", "/entries")
    ]
    answers.append(refused(stranger.step(number, "change", 1), 404))
    answers.append(refused(stranger.step(number, "no_such_step", 1), 404))
    assert all(one == answers[0] for one in answers)
    assert stranger.get("/cases").json() == {"cases": [], "next": ""}


# ---- reading -------------------------------------------------------------------------------------------------------


def test_a_case_tells_its_version_and_what_can_be_done(owner: Person, clerk: Person, number: str) -> None:
    response = owner.get(f"/cases/{number}")
    body = response.json()
    assert (response.status_code, response["ETag"], body["version"], body["hat"]) == (200, '"1"', 1, "consumer")
    assert body["available"] == [{"step": "change", "number": "L3", "label": "修改", "drafts": False, "why_not": []}]
    assert body["case"]["label"] == "已申请"
    assert [one["step"] for one in clerk.get(f"/cases/{number}").json()["available"]] == ["examine", "change"]


def test_what_cannot_be_done_says_why(clerk: Person, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(named["facts"], "inspector_present", [lambda *_args: False])
    (first, _second) = clerk.get(f"/cases/{number}").json()["available"]
    assert first["why_not"] == [{"rule": "inspector_present", "words": "审查员今天休息", "from_when": None}]


def test_a_projection_decides_what_is_told(owner: Person, clerk: Person, number: str) -> None:
    assert owner.get(f"/cases/{number}").json()["case"]["phone"] == "13800000000"
    for path in ("", "/entries"):
        assert "13800000000" not in clerk.get(f"/cases/{number}{path}").content.decode()
        assert "想开一家店" not in clerk.get(f"/cases/{number}{path}").content.decode()


def test_entries_after_a_version(owner: Person, number: str) -> None:
    owner.step(number, "change", 1)
    body = owner.get(f"/cases/{number}/entries?after=1").json()
    assert body == {"entries": [{"seq": 2, "kind": "change"}], "version": 2}
    refused(owner.get(f"/cases/{number}/entries?after=-1"), 422)


def test_the_list_goes_on_where_it_stopped(owner: Person, django_assert_max_num_queries: Any) -> None:
    numbers = [owner.post("/cases", GIVEN, key=f"k{one}").json()["number"] for one in range(5)]
    seen: list[str] = []
    after = ""
    for _page in range(3):
        with django_assert_max_num_queries(4):  # session, user, groups, page
            body = owner.get(f"/cases?limit=2&after={after}").json()
        seen += [one["number"] for one in body["cases"]]
        after = body["next"]
    assert seen == numbers[::-1]
    assert after == ""
    refused(owner.get("/cases?limit=101"), 422)


# ---- steps ---------------------------------------------------------------------------------------------------------


def test_a_step_is_done_once_for_one_key(clerk: Person, number: str) -> None:
    first = clerk.step(number, "examine", 1, {"inspector": 7})
    again = clerk.step(number, "examine", 1, {"inspector": 7})
    assert (first.status_code, first["ETag"]) == (200, '"2"')
    assert first.json() == {
        "number": number, "version": 2, "step": "examine", "source": "asked", "target": "examined",
        "hash": LedgerEntry.objects.get(kind="examine").hash, "repeated": False,
    }  # fmt: skip
    assert again.json() == {**first.json(), "repeated": True}
    assert LedgerEntry.objects.filter(kind="examine").count() == 1


def test_an_old_version_is_told_the_new_one_and_what_happened(owner: Person, clerk: Person, number: str) -> None:
    clerk.step(number, "examine", 1, {"inspector": 7})
    body = refused(owner.step(number, "change", 1), 409)
    assert body["version"] == 2
    assert "审查" in body["since"][0]


def test_a_wrong_state_is_told_what_is_possible(clerk: Person, number: str) -> None:
    clerk.step(number, "examine", 1, {"inspector": 7})
    body = refused(clerk.step(number, "examine", 2, {"inspector": 7}, key="other"), 422)
    assert body["reasons"][0]["rule"] == "state"
    assert body["possible"] == ["修改", "许可"]


def test_the_moment_from_which_a_rule_allows_it_is_told() -> None:
    moment = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    body = json.loads(problems.of_door(Refused(Reason("too_early", "还没到时间", moment))).content)
    assert body["reasons"] == [{"rule": "too_early", "words": "还没到时间", "from_when": "2026-11-23T09:00:00+00:00"}]


@pytest.mark.parametrize("version", [None, -1, "x"])
def test_a_step_names_the_version_it_was_looked_at(owner: Person, number: str, version: Any) -> None:
    assert list(refused(owner.step(number, "change", version), 422)["errors"]) == ["version"]


@pytest.mark.parametrize(
    "name", ["ask", "archive_", "revoke", "delete", "save", "__init__", "refresh_from_db", "no_such_step"]
)
def test_only_declared_and_offered_steps_have_an_address(owner: Person, number: str, name: str) -> None:
    refused(owner.step(number, name, 1), 404)
    assert Permit.objects.get(pk=number).version == 1


def test_a_step_for_two_is_drafted(clerk: Person, number: str) -> None:
    clerk.step(number, "examine", 1, {"inspector": 7})
    response = clerk.step(number, "grant", 2, {"reason": "合格"})
    draft = Proposal.objects.get()
    assert (response.status_code, response.json()) == (
        202,
        {"number": number, "proposal": draft.pk, "version": 2, "step": "grant"},
    )
    assert Permit.objects.get(pk=number).state == "examined"


def test_who_has_several_hats_names_one(number: str) -> None:
    both = Person("both", "clerk", "head")
    body = refused(both.step(number, "examine", 1, {"inspector": 7}), 422)
    assert "mediator@9、manager@9" in body["errors"]["hat"][0]
    refused(both.step(number, "examine", 1, {"inspector": 7}, query="?hat=manager@9"), 404)
    refused(both.step(number, "examine", 1, {"inspector": 7}, query="?hat=mediator@8"), 404)
    assert both.step(number, "examine", 1, {"inspector": 7}, query="?hat=mediator@9").status_code == 200
    assert LedgerEntry.objects.get(kind="examine").hat == "mediator@9"


def test_a_lock_that_could_not_be_had_says_when_to_come_again(
    owner: Person, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: Any, **_named: Any) -> None:
        raise Busy

    monkeypatch.setattr("core.api.perform", busy)
    response = owner.step(number, "change", 1)
    refused(response, 503)
    assert response["Retry-After"] == "2"


def test_who_asked_too_often_is_told_how_long_to_wait(
    owner: Person, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def enough(*_args: Any, **_named: Any) -> None:
        raise TooMany(75)

    monkeypatch.setattr("core.api.perform", enough)
    response = owner.step(number, "change", 1)
    assert "操作太频繁了" in refused(response, 429)["title"]
    assert response["Retry-After"] == "75"


# ---- the description ------------------------------------------------------------------------------------------------


def test_every_offered_step_of_a_person_is_described() -> None:
    told = lab.api.get_openapi_schema()
    steps = {path.rsplit("/", 1)[1] for path in told["paths"] if "/steps/" in path}
    assert steps == {"examine", "change", "grant", "archive"}
    assert steps == {one.name for one in declarations(Permit).values() if one.step.offered} - {"ask"}
    operation = told["paths"]["/api/v1/cases/{number}/steps/examine"]["post"]
    assert (operation["summary"], operation["operationId"]) == ("审查", "case_examine")
    assert told["components"]["schemas"]["ExamineData"]["required"] == ["inspector"]
    headers = [one["name"] for one in operation["parameters"] if one["in"] == "header" and one["required"]]
    assert headers == ["Idempotency-Key"]


def test_words_follow_the_language_asked_for(owner: Person, number: str) -> None:
    told = owner.client.get(f"/api/v1/cases/{number}/entries?after=-1", headers={"Accept-Language": "zh-hans"})
    assert refused(told, 422)["title"] == "有内容需要修改"
