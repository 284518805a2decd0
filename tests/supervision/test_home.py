"""The front page: counted from the cases, each rate with its n, nothing invented and nothing left empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import Complaint
from complaints.services import complaint_accept, complaint_close, complaint_withdraw
from core import time
from enterprises.models import RecallNotice
from supervision.figures import figures_of, interval
from supervision.selectors import Recent, front, recent
from tests.cast import Cast, make_cast
from tests.complaints.samples import assigned, filed, party

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=time.SHANGHAI)
DAY = dt.timedelta(days=1)
Most = Callable[[int], AbstractContextManager[object]]


def page(client: Client) -> BeautifulSoup:
    with time.at(NOW):
        answer = client.get("/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def tiles(soup: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """Label -> (value with unit, note)."""
    found = {}
    for one in soup.select(".stats .stat"):
        label, value, *note = [part.get_text(strip=True) for part in one.select("dt, dd")]
        found[label] = (value, "".join(note))
    return found


def shop(n: int) -> dict[str, str]:
    return {"respondent_name": f"示例百货({n}店)", "purchase_date": "2025-01-05"}


def accepted_after(cast: Cast, days_ago: int, took: int, n: int) -> Complaint:
    """Filed so many days ago, accepted so many days later."""
    with time.at(NOW - days_ago * DAY):
        case = assigned(cast, **shop(n))
    with time.at(NOW - (days_ago - took) * DAY):
        complaint_accept(case, by=cast.actor("mediator"), opinion="符合受理条件", no_ground=True, no_conflict=True)
    return case


def closed_after(cast: Cast, days_ago: int, took: int, n: int) -> None:
    """Filed so many days ago, taken back and closed so many days later."""
    with time.at(NOW - days_ago * DAY):
        case = assigned(cast, **shop(n))
    with time.at(NOW - (days_ago - took) * DAY):
        complaint_withdraw(case, by=party(case), reason="settled")
        complaint_close(case, by=cast.actor("manager"), result="withdrawn")


@pytest.fixture
def long_in_office(db: None) -> Cast:
    """The cast, in office since long ago."""
    with time.at(NOW - 400 * DAY):
        return make_cast()


def test_without_a_case_there_are_no_figures(client: Client, db: None) -> None:
    soup = page(client)
    assert soup.select(".stats") == []
    assert soup.select("#h-figures, #h-recalls") == []
    assert "%" not in soup.select_one("main").get_text()  # type: ignore[union-attr]
    assert "不用先注册" in soup.get_text()
    assert "随时保存" in soup.get_text()


def test_a_first_complaint_is_counted_and_no_rate_is_made_of_nothing(client: Client, long_in_office: Cast) -> None:
    with time.at(NOW - DAY):
        filed(long_in_office)
    assert tiles(page(client)) == {"收到投诉": ("1件", ""), "正在办理": ("1件", "包括以前收到的")}


def test_the_figures_are_those_of_the_cases(client: Client, long_in_office: Cast) -> None:
    accepted_after(long_in_office, days_ago=20, took=3, n=1)
    accepted_after(long_in_office, days_ago=22, took=13, n=2)  # after its seven workdays
    with time.at(NOW - 15 * DAY):
        assigned(long_in_office, **shop(3))  # over, and nobody has decided
    closed_after(long_in_office, days_ago=12, took=2, n=4)  # taken back before anybody had to decide
    closed_after(long_in_office, days_ago=40, took=30, n=5)
    closed_after(long_in_office, days_ago=90, took=5, n=6)  # closed long before
    with time.at(NOW - 29 * DAY):
        filed(long_in_office, **shop(7))
    with time.at(NOW - 31 * DAY):
        filed(long_in_office, **shop(8))
    found = recent(NOW)
    assert (found.received, found.open, found.closed) == (5, 5, 2)
    assert found.median == dt.timedelta(days=16)
    # Late, never decided (three of them), and in time; the other withdrawn one was over before these thirty days.
    assert (found.in_time, found.decided) == (1, 5)
    shown = tiles(page(client))
    assert shown["收到投诉"] == ("5件", "")
    assert shown["受理决定按时率"] == ("20.0%", "共 5 件，95% 区间 4–62%")
    assert shown["办结用时（中位数）"] == ("16天", "共办结 2 件")
    assert shown["正在办理"] == ("5件", "包括以前收到的")


def test_three_statements_for_the_figures_and_one_for_the_recalls_then_none(
    client: Client, long_in_office: Cast, django_assert_num_queries: Most
) -> None:
    for n in range(3):
        closed_after(long_in_office, days_ago=12 + n, took=2, n=n)
    with django_assert_num_queries(3):
        recent(NOW)
    with time.at(NOW):
        front()
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
    assert [one["sql"] for one in asked.captured_queries if "complaints_" in one["sql"] or "recall" in one["sql"]] == []
    assert len(asked) <= 5


def test_figures_are_at_most_a_minute_old(client: Client, long_in_office: Cast) -> None:
    with time.at(NOW - DAY):
        filed(long_in_office, **shop(1))
    assert tiles(page(client))["收到投诉"] == ("1件", "")
    with time.at(NOW - DAY):
        filed(long_in_office, **shop(2))
    assert tiles(page(client))["收到投诉"] == ("1件", "")
    cache.clear()
    assert tiles(page(client))["收到投诉"] == ("2件", "")


def test_the_latest_three_recalls_are_listed(client: Client, db: None) -> None:
    for n in range(1, 5):
        RecallNotice.objects.create(
            reference=f"示例-{n}", title=f"示例牌电压力锅召回（第{n}号）", producer="示例厂", defect="限压阀可能卡滞。",
            quantity=1260 if n == 4 else None, published_on=dt.date(2026, 11, n), source="示例市场监管局", example=True,
        )  # fmt: skip
    soup = page(client)
    rows = [row.get_text(" ", strip=True) for row in soup.select("section[aria-labelledby=h-recalls] li")]
    assert [f"第{n}号" in row for n, row in zip((4, 3, 2), rows, strict=True)] == [True] * 3
    assert "涉及 1,260 件" in rows[0]
    assert "涉及" not in rows[1]
    assert "11月4日" in rows[0]
    links = [link["href"] for link in soup.select("section[aria-labelledby=h-recalls] a")]
    assert links == [reverse("recalls"), *(reverse("recall", args=[row.pk]) for row in RecallNotice.objects.all()[:3])]


@pytest.mark.parametrize(
    ("kept", "n", "low", "high"), [(0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (81, 100, 0.7222, 0.8749)]
)
def test_the_interval_is_wilsons(kept: int, n: int, low: float, high: float) -> None:
    assert interval(kept, n) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize(("n", "note"), [(29, "共 29 件，95% 区间 88–100%"), (1204, "共 1,204 件")])
def test_few_cases_show_how_far_chance_may_reach(n: int, note: str) -> None:
    found = figures_of(Recent(NOW.date(), NOW, received=n, decided=n, in_time=n, closed=0, median=None, open=n))
    assert [(one.label, one.note) for one in found][1] == ("受理决定按时率", note)
    assert len(found) == 3
