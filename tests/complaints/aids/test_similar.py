"""The same matter told again is found, another matter with the same shop is not, and nobody's cases but one's own."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from complaints.aids.similar import ALIKE, Alike, own_alike
from complaints.models import Complaint
from complaints.services import complaint_close, complaint_withdraw
from core import time
from core.actors import PUBLIC, SYSTEM, Actor, Hat, Role
from tests.cast import Cast
from tests.complaints.samples import again, filed, given, party

pytestmark = pytest.mark.django_db

PAIRS: dict[str, list[dict[str, list[str]]]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "alike.toml").read_text("utf-8")
)
SHOP = "示例百货(乙店)"


def answers(told: list[str], **changes: Any) -> dict[str, Any]:
    category, title, narrative = told
    return given(category=category, title=title, narrative=narrative, **changes)


def numbers(found: list[Alike]) -> list[str]:
    return [one.number for one in found]


@pytest.mark.parametrize("pair", PAIRS["again"], ids=lambda pair: pair["later"][1])
def test_the_same_matter_in_other_words_is_found(cast: Cast, pair: dict[str, list[str]]) -> None:
    case = filed(cast, **answers(pair["earlier"]))
    found = own_alike(cast.actor("consumer"), answers(pair["later"]))
    assert numbers(found) == [case.number]
    assert found[0].title == case.title
    assert found[0].state_label == "已提交"
    assert ALIKE <= found[0].likeness <= 100


@pytest.mark.parametrize("pair", PAIRS["other"], ids=lambda pair: pair["later"][1])
def test_another_matter_with_the_same_shop_is_not(cast: Cast, pair: dict[str, list[str]]) -> None:
    filed(cast, **answers(pair["earlier"]))
    assert own_alike(cast.actor("consumer"), answers(pair["later"])) == []


@pytest.fixture
def case(cast: Cast) -> Complaint:
    return filed(cast)


def test_another_shop_is_another_matter_however_alike(cast: Cast, case: Complaint) -> None:
    mine = cast.actor("consumer")
    assert own_alike(mine, given(respondent_name="样板商场")) == []
    assert own_alike(mine, given(respondent_name="")) == []
    assert numbers(own_alike(mine, given(respondent_name="示例百货（乙店） "))) == [case.number]


def test_the_same_order_is_the_same_matter(cast: Cast) -> None:
    case = filed(cast, order_no="T-2026 0001")
    told = {"respondent_name": SHOP, "narrative": "完全另外的说法，没有一个字一样", "order_no": "t20260001"}
    assert [(one.number, one.likeness) for one in own_alike(cast.actor("consumer"), told)] == [(case.number, 100)]
    assert own_alike(cast.actor("consumer"), {**told, "order_no": "T20260002"}) == []


def test_only_ones_own(cast: Cast, case: Complaint) -> None:
    assert numbers(own_alike(cast.actor("consumer"), given())) == [case.number]
    for name in ("other_consumer", "business", "mediator", "manager", "region_manager", "administrator"):
        assert own_alike(cast.actor(name), given()) == []


def test_a_visitor_has_no_earlier_cases(case: Complaint) -> None:
    visitor = Actor(None, Hat(Role.CONSUMER, subject="contact:0123456789abcdef"))
    for actor in (visitor, PUBLIC, SYSTEM, Actor(None, Hat(Role.GUEST, case=case.pk))):
        assert own_alike(actor, given()) == []


@pytest.mark.parametrize(
    "told", [{}, {"narrative": ""}, {"narrative": "。！？"}, {"narrative": None}, {"title": "电热水壶底座打火花"}]
)
def test_nothing_told_is_like_nothing(cast: Cast, case: Complaint, told: dict[str, Any]) -> None:
    assert own_alike(cast.actor("consumer"), {"respondent_name": SHOP, **told}) == []


def test_answers_may_be_anything(cast: Cast, case: Complaint) -> None:
    odd = {"narrative": ["水", 1], "title": 7, "category": [], "respondent_name": {"a": 1}, "order_no": 3, "uscc": None}
    assert own_alike(cast.actor("consumer"), odd) == []


def test_what_closed_more_than_a_year_ago_is_forgotten(cast: Cast, case: Complaint) -> None:
    complaint_withdraw(case, by=party(case), reason="settled", note="")
    complaint_close(again(case.pk), by=cast.actor("manager"), result="withdrawn")
    told = own_alike(cast.actor("consumer"), given())
    assert [(one.number, one.state_label) for one in told] == [(case.number, "已结案")]
    with time.at(time.now() + dt.timedelta(days=364)):
        assert numbers(own_alike(cast.actor("consumer"), given())) == [case.number]
    with time.at(time.now() + dt.timedelta(days=366)):
        assert own_alike(cast.actor("consumer"), given()) == []


def test_the_most_alike_come_first_and_no_more_than_asked(cast: Cast) -> None:
    told = given()
    worse = filed(cast, narrative="第三次烧水时底座冒火花，店里的人不肯退。", title="水壶打火")
    best = filed(cast)
    third = filed(cast, narrative="第二次烧水的时候底座打火花，店里不给退货。", title="水壶打火花")
    found = own_alike(cast.actor("consumer"), told)
    assert numbers(found)[0] == best.number
    assert set(numbers(found)) == {best.number, worse.number, third.number}
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
    assert numbers(own_alike(cast.actor("consumer"), told, limit=1)) == [best.number]


@pytest.mark.parametrize("shops", [1, 6])
def test_two_queries_however_many_cases(cast: Cast, shops: int, django_assert_num_queries: Any) -> None:
    for shop in range(shops):
        filed(cast, respondent_name=f"示例百货({shop}店)")
    actor = cast.actor("consumer")
    with django_assert_num_queries(2):
        assert own_alike(actor, given())
