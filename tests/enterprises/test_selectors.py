"""Which recalls name an item: by code, by batch with the brand, by model; never by nothing."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.aids.extract import suggestions
from core import time
from core.errors import NotFound
from enterprises.models import RecallNotice
from enterprises.selectors import recall_of, recall_page, recalls_for
from enterprises.services import recalls_example, recalls_import
from tests.enterprises.samples import CODE, recall

pytestmark = pytest.mark.django_db

OTHER_CODE = "2000000000114"
FOUND: list[tuple[dict[str, str], str]] = [
    ({"item_code": CODE}, "item_code"),
    ({"item_code": "0" + CODE}, "item_code"),
    ({"item_code": " 2000-0000 00015 "}, "item_code"),
    ({"item_code": CODE, "batch_no": "B2608"}, "item_code"),
    ({"item_code": CODE, "batch_no": "20260718"}, "item_code"),  # not built like a batch of the notice: no telling
    ({"item_code": CODE, "batch_no": "B2609"}, ""),
    ({"item_code": CODE, "brand_model": "别的牌子Z1"}, "item_code"),
    ({"item_code": OTHER_CODE}, ""),
    ({"item_code": "2000000000016"}, ""),
    ({"brand_model": "样品K9型"}, "model"),
    ({"brand_model": "样品牌 Ｋ-９ 电动自行车"}, "model"),
    ({"brand_model": "样品 k9"}, "model"),
    ({"brand_model": "样品K9型", "batch_no": "b2608"}, "batch"),
    ({"brand_model": "样品K9型", "batch_no": "Ｂ２６０８ "}, "batch"),
    ({"brand_model": "样品K9型", "batch_no": "B2609"}, ""),
    ({"brand_model": "样品K9型", "batch_no": "看不清"}, "model"),
    ({"brand_model": "样品", "batch_no": "B2608"}, "batch"),
    ({"brand_model": "样品", "batch_no": "B2609"}, ""),
    ({"brand_model": "样品"}, ""),
    ({"brand_model": "样品K90型"}, ""),
    ({"brand_model": "别家K9型"}, ""),
    ({"brand_model": "别家K9型", "batch_no": "B2608"}, ""),
    ({"brand_model": "K9"}, ""),
    ({"batch_no": "B2608"}, ""),
    ({}, ""),
    ({"item_code": "", "batch_no": "", "brand_model": ""}, ""),
    ({"item_code": "-", "batch_no": " ", "brand_model": " - "}, ""),
    ({"brand_model": "%"}, ""),
    ({"brand_model": "样_K9"}, ""),
]


@pytest.mark.parametrize(("item", "by"), FOUND)
def test_by_what_an_item_is_found(item: dict[str, str], by: str) -> None:
    notice = recall()
    assert [(one.notice, one.by) for one in recalls_for(**item)] == ([(notice, by)] if by else [])


RANGES = [
    ("20260801", "batch"),
    ("20260831", "batch"),
    ("2026-08-15", "batch"),
    ("20260731", ""),
    ("20260901", ""),
    ("2026081", "model"),  # shorter: cannot be compared
    ("A0260815", "model"),
    ("", "model"),
]


@pytest.mark.parametrize(("batch", "by"), RANGES)
def test_a_range_of_batches(batch: str, by: str) -> None:
    recall(batches="", batch_from="20260801", batch_to="20260831")
    assert [one.by for one in recalls_for(brand_model="样品K9", batch_no=batch)] == ([by] if by else [])


def test_food_has_a_brand_and_a_batch_and_no_model() -> None:
    recall(model_names="", batches="20260718")
    assert [one.by for one in recalls_for(brand_model="样品牌", batch_no="20260718")] == ["batch"]
    assert recalls_for(brand_model="样品牌") == []
    assert recalls_for(brand_model="样品牌", batch_no="20260719") == []


def test_a_notice_without_brand_goes_by_its_model() -> None:
    recall(brand="", batches="")
    assert [one.by for one in recalls_for(brand_model="随便K9")] == ["model"]
    assert recalls_for(brand_model="随便K8", batch_no="B2608") == []


def test_the_surest_first_then_the_newest() -> None:
    old = recall(reference="1", item_codes="", batches="", published_on="2025-01-01")
    new = recall(reference="2", item_codes="", batches="", published_on="2026-01-01")
    sure = recall(reference="3", model_names="Z1", published_on="2024-01-01")
    found = recalls_for(item_code=CODE, brand_model="样品K9")
    assert [(one.notice, one.by) for one in found] == [(sure, "item_code"), (new, "model"), (old, "model")]


@pytest.mark.parametrize("notices", [1, 20])
def test_two_queries_at_most(notices: int, django_assert_max_num_queries: Any) -> None:
    for number in range(notices):
        recall(reference=str(number))
    with django_assert_max_num_queries(2):
        assert len(recalls_for(item_code=CODE, batch_no="B2608", brand_model="样品K9型")) == notices
    with django_assert_max_num_queries(0):
        assert recalls_for(batch_no="B2608") == []


def test_what_a_narrative_says_finds_its_recall() -> None:
    recalls_import(recalls_example())
    text = "在网店买的示例牌螺蛳粉，拆开酸笋包里有一根硬毛刷毛，生产日期2026年7月18日。"
    said = {one.field: one.value for one in suggestions(text, time.today())}
    found = recalls_for(brand_model=said["brand_model"], batch_no=said["batch_no"])
    assert [(one.notice.reference, one.by) for one in found] == [("示例召〔2026〕8号", "batch")]
    found = recalls_for(brand_model="示例K9型", batch_no="B2608")
    assert [(one.notice.reference, one.by) for one in found] == [("示例召〔2026〕1号", "batch")]
    assert [one.by for one in recalls_for(brand_model="示例牌 DY-50 电压力锅", batch_no="20260815")] == ["batch"]


# The list


def test_pages_have_no_gap_and_no_repeat_even_on_one_day() -> None:
    made = [recall(reference=str(number), published_on=f"2026-01-0{1 + number // 4}") for number in range(12)]
    seen: list[RecallNotice] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = recall_page(after=after, size=5)
        seen += page.rows
        after, pages = page.after, pages + 1
    assert pages == 3
    assert seen == sorted(made, key=lambda one: (one.published_on, one.pk), reverse=True)


@pytest.mark.parametrize("mark", ["x", "-1", "9" * 30, "٣", "0", " "])
def test_a_bad_mark_starts_anew(mark: str) -> None:
    notice = recall()
    assert recall_page(after=mark).rows == (notice,)


WORDS = ["样品", "k9", "K-9", "B2608", "2000000000015", "起火", "车业", "Ｂ２６０８", ""]


@pytest.mark.parametrize("words", WORDS)
def test_words_find(words: str) -> None:
    notice = recall()
    recall(
        reference="other",
        brand="别",
        title="别",
        producer="别",
        defect="别",
        model_names="Z",
        item_codes="",
        batches="",
    )
    assert notice in recall_page(words).rows
    assert len(recall_page(words).rows) == (1 if words else 2)


@pytest.mark.parametrize("words", ["没有这个词", "%", "_", "\\", "' OR 1=1", "-"])
def test_words_that_are_nowhere_find_nothing(words: str) -> None:
    recall()
    assert recall_page(words).rows == ()


def test_the_list_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    made = [recall(reference=str(number)) for number in range(3)]
    with django_assert_max_num_queries(2):
        recall_page("样品", after=str(made[-1].pk))


def test_one_recall_or_none() -> None:
    notice = recall()
    assert recall_of(notice.pk) == notice
    with pytest.raises(NotFound):
        recall_of(notice.pk + 1)
