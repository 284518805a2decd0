"""The two fragments: public, the same for everybody, without a trace of who asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.views import aids
from enterprises.models import RecallNotice
from enterprises.selectors import RecallMatch

pytestmark = pytest.mark.django_db


def asked(name: str, **params: str) -> BeautifulSoup:
    answer = Client().get(reverse(name), params)
    assert answer.status_code == 200
    assert not answer.cookies
    return BeautifulSoup(answer.content.decode(), "html.parser")


def values(page: BeautifulSoup) -> list[Any]:
    return [one["value"] for one in page.select("input[type=radio][name=category]")]


def test_words_give_choices_with_path_and_example() -> None:
    page = asked("aid_categories", q="电压力锅")
    assert values(page) == ["P0202"]
    assert page.small is not None
    assert page.small.text == "产品质量 › 家电数码；买来的东西坏了、漏气、和宣传不符"
    assert "按「电压力锅」找到下面这些" in page.text
    assert not page.select("input[checked]")


def test_what_is_chosen_stays_chosen() -> None:
    page = asked("aid_categories", q="电压力锅", category="S0101")
    assert values(page) == ["S0101", "P0202"]
    assert [one["value"] for one in page.select("input[checked]")] == ["S0101"]
    assert [one.text.startswith("您之前选的；") for one in page.select("small")] == [True, False]
    assert "没有找到和「qwertyuiop」有关" in asked("aid_categories", q="qwertyuiop", category="S0101").text


def test_nothing_found_says_what_to_do() -> None:
    assert "没有找到和「qwertyuiop」有关的类别" in asked("aid_categories", q="qwertyuiop").text
    assert "先在上面写一个词" in asked("aid_categories", q="  ").text
    assert "先在上面写一个词" in asked("aid_categories").text


def test_what_was_typed_is_text_on_the_page() -> None:
    answer = Client().get(reverse("aid_categories"), {"q": "<img src=x onerror=alert(1)>"})
    assert b"<img" not in answer.content
    assert len(Client().get(reverse("aid_categories"), {"q": "阿" * 5000}).content) < 4000


@pytest.mark.parametrize("category", ["\x00", "P", "P0202' OR 1=1", "🙂", "x" * 4000])
def test_a_category_that_is_none_is_left_out(category: str) -> None:
    assert values(asked("aid_categories", q="", category=category)) == []


def test_a_keystroke_costs_two_queries_at_most() -> None:
    client = Client()
    with CaptureQueriesContext(connection) as made:
        client.get(reverse("aid_categories"), {"q": "电压力锅", "category": "S0101"})
    assert len(made) <= 2


def test_in_english() -> None:
    answer = Client(headers={"accept-language": "en"}).get(reverse("aid_categories"), {"q": "pressure cooker"})
    page = BeautifulSoup(answer.content.decode(), "html.parser")
    assert values(page)[0] == "P0202"
    assert page.small is not None
    assert page.small.text.startswith("Product quality › Appliances and electronics; broken on arrival")


def test_a_code_is_read_or_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aids, "recalls_for", lambda **_asked: [])
    page = asked("aid_item", code="(01)06901234567892(10)B2608(17)270101")
    assert [one.text.strip() for one in page.select("dd")] == ["6901234567892", "B2608", "2027年1月1日 周五"]
    assert "没有查到这件商品的召回公告" in page.text
    assert "有写错的" in asked("aid_item", code="6901234567893").text
    assert "现在是 3 位" in asked("aid_item", item_code="123").text
    assert asked("aid_item").text.strip() == ""
    assert asked("aid_item", code="  ").text.strip() == ""


def test_recalls_are_looked_for_by_all_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    notice = RecallNotice(
        title="示例召回公告", defect="限压阀可能卡滞", advice="停止使用", source="示例市场监管部门",
        published_on=date(2026, 11, 2), url="https://example.cn/recall", batch_from="20260801", batch_to="20260831",
    )  # fmt: skip
    looked: list[dict[str, str]] = []

    def found(**known: str) -> list[RecallMatch]:
        looked.append(known)
        return [RecallMatch(notice, "batch")]

    monkeypatch.setattr(aids, "recalls_for", found)
    page = asked("aid_item", code="(01)06901234567892(10)B2608")
    assert "这个批次正在召回。" in page.text
    assert "限压阀可能卡滞" in page.text
    assert "停止使用" in page.text
    assert "涉及批次 20260801 至 20260831" in page.text
    assert "召回不影响您继续投诉" in page.text
    assert [one["href"] for one in page.select("a")] == ["https://example.cn/recall"]
    asked("aid_item", code="6901234567892", batch_no=" B1 ", brand_model="K9")
    asked("aid_item", batch_no="B1")
    asked("aid_item", code="123")
    assert looked == [
        {"item_code": "06901234567892", "batch_no": "B2608", "brand_model": ""},
        {"item_code": "06901234567892", "batch_no": "B1", "brand_model": "K9"},
        {"item_code": "", "batch_no": "B1", "brand_model": ""},
    ]


def test_a_scanned_batch_is_offered_never_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aids, "recalls_for", lambda **_asked: [])
    page = asked("aid_item", code="(01)06901234567892(10)B2608")
    assert [one["value"] for one in page.select("button[name=take]")] == ["batch_no=B2608"]
    assert asked("aid_item", code="(01)06901234567892(10)B2608", batch_no="B1").select("button[name=take]")
    assert not asked("aid_item", code="(01)06901234567892(10)B2608", batch_no="B2608").select("button")
    assert not asked("aid_item", code="6901234567892").select("button")
