"""The parts of the pages of filing that show aids: what they say, and that what people wrote stays text."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import translation

from complaints.aids.categories import offered, tree
from complaints.aids.extract import Flag, Suggestion
from complaints.filing import FilingForm
from complaints.templatetags.aids import as_answer, asked_as, hidden_as
from enterprises.models import RecallNotice
from enterprises.selectors import RecallMatch

pytestmark = pytest.mark.django_db

EVIL = "<b>x</b>"


def shown(name: str, **context: Any) -> BeautifulSoup:
    return BeautifulSoup(render_to_string(f"complaints/aids/{name}.html", context), "html.parser")


def test_every_choice_has_its_label_and_one_id() -> None:
    for page in (shown("_tree", tree=tree(), chosen="P0202"), shown("_find_category", found=offered("电"), words="电")):
        ids = [one["id"] for one in page.select("[id]")]
        assert len(ids) == len(set(ids))
        for control in page.select("input"):
            assert page.select(f"label[for={control['id']}]"), control


def test_the_tree_opens_where_the_choice_is() -> None:
    page = shown("_tree", tree=tree(), chosen="P0202")
    assert len(page.select("details")) == 22
    assert len(page.select("details[open]")) == 1
    assert [one["value"] for one in page.select("input[checked]")] == ["P0202"]
    assert len(page.select("input[name=category]")) == 68
    assert not shown("_tree", tree=tree(), chosen="").select("details[open], input[checked]")


def test_an_error_stands_at_the_group() -> None:
    form = FilingForm({})
    for name in ("_tree", "_categories"):
        page = shown(name, tree=tree(), found=[], field=form["category"])
        assert page.select_one("fieldset.invalid p.error") is not None


def test_the_search_box_works_with_and_without_scripts() -> None:
    page = shown("_find_category", found=[], words='"><script>')
    box, button = page.select_one("input#id_q"), page.select_one("button")
    assert box is not None
    assert button is not None
    assert (box["name"], box["value"], box["hx-target"]) == ("q", '"><script>', "#categories")
    assert (button["name"], button["value"]) == ("do", "search")
    assert page.select_one("#categories fieldset") is not None
    assert not page.select("script")


def test_recalls_say_by_what_they_were_found() -> None:
    notice = RecallNotice(title=EVIL, defect=EVIL, source="示例部门", published_on=date(2026, 11, 2), example=True)
    says = {by: shown("_recall", matches=[RecallMatch(notice, by)]).text for by in ("batch", "model", "item_code")}
    assert "这个批次正在召回" in says["batch"]
    assert "这个型号正在召回" in says["model"]
    assert "这件商品正在召回" in says["item_code"]
    page = shown("_recall", matches=[RecallMatch(notice, "batch")])
    assert EVIL in page.text
    assert "示例，" in page.text
    assert not page.select("a")
    assert shown("_recall", matches=[]).text.strip() == ""


def test_suggestions_are_offered_field_by_field() -> None:
    found = [
        Suggestion("purchase_date", "2026-08-12", "8月12日", 0, 5),
        Suggestion("amount_paid", "3680", "3680元", 6, 11),
        Suggestion("brand_model", EVIL, EVIL, 12, 20),
    ]
    page = shown("_suggestions", suggestions=found)
    buttons = page.select("button[name=take]")
    assert [one["value"] for one in buttons] == ["purchase_date=2026-08-12", "amount_paid=3680", f"brand_model={EVIL}"]
    words = re.sub(r"\s+", " ", page.text)
    assert "购买或者签约日期 2026年8月12日 周三" in words
    assert "已付金额(元) ¥3,680.00" in words
    assert EVIL in words
    assert all("：" in one.text for one in buttons)
    assert shown("_suggestions", suggestions=[]).text.strip() == ""


def test_flags_name_what_will_be_hidden() -> None:
    page = shown("_flags", flags=[Flag("mobile", "13800000000", 0, 11), Flag("house", EVIL, 12, 20)])
    assert "13800000000" in page.text
    assert "〔手机号已隐去〕" in page.text
    assert EVIL in page.text
    assert shown("_flags", flags=[]).text.strip() == ""


def test_what_is_not_known_is_shown_as_it_stands() -> None:
    assert (asked_as("nonsense"), as_answer("abc", "purchase_date"), as_answer("x", "loss")) == ("nonsense", "abc", "x")
    assert (hidden_as("nonsense"), as_answer("B2608", "batch_no")) == ("nonsense", "B2608")
    assert as_answer("NaN", "loss") == "NaN"


def test_chinese_words_are_marked_on_an_english_page() -> None:
    with translation.override("en"):
        page = shown("_suggestions", suggestions=[Suggestion("brand_model", "示例K9型", "示例K9型电动车", 0, 8)])
        assert page.select_one("b [lang=zh-Hans]") is not None
        assert page.select_one("q[lang=zh-Hans]") is not None
        assert as_answer("2026-08-12", "purchase_date") == "12 Aug 2026, Wed"


def test_a_day_that_is_only_about_right_says_so() -> None:
    day = Suggestion("purchase_date", "2026-10-01", "国庆", 0, 2, exact=False)
    assert "大约 2026年10月1日" in " ".join(shown("_suggestions", suggestions=[day]).text.split())
    exact = Suggestion("purchase_date", "2026-10-01", "10月1日", 0, 5)
    assert "大约" not in shown("_suggestions", suggestions=[exact]).text
