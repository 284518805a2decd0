"""Words of everyday life find their category; nonsense finds none."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints.aids import categories
from complaints.aids.categories import leaf, offered, search, tree
from complaints.aids.matching import LONGEST, fold
from complaints.models import Category

HERE = Path(__file__).parent
ASKED = tomllib.loads((HERE / "phrases.toml").read_text("utf-8"))
PHRASES = [(words, one["leaf"]) for one in ASKED["phrase"] for words in [one["words"], *one.get("same", [])]]
SAMPLES = [json.loads(line) for line in (HERE.parent / "data" / "samples.jsonl").read_text("utf-8").splitlines()]

pytestmark = pytest.mark.django_db


def codes(words: str, limit: int = 6) -> list[str]:
    return [one.code for one in search(words, limit)]


@pytest.mark.parametrize(("words", "wanted"), PHRASES)
def test_phrase_finds_its_leaf_among_the_first_three(words: str, wanted: str) -> None:
    assert wanted in codes(words, 3)


@pytest.mark.parametrize("words", ASKED["nothing"]["words"])
def test_nonsense_finds_nothing(words: str) -> None:
    assert codes(words) == []


def test_titles_of_complaints_find_their_leaf_among_the_first_six() -> None:
    found = [title for title, wanted in ASKED["titles"].items() if wanted in codes(title)]
    assert len(ASKED["titles"]) == 28
    assert len(found) >= 26
    own = [row["title"] for row in SAMPLES if row["category"] in codes(row["title"])]
    assert len(own) == len(SAMPLES)


def test_exact_before_beginning_before_inside() -> None:
    assert codes("停车")[0] == "L0103"
    assert codes("电热水")[0] == "P0202"
    assert codes("力锅") == ["P0202"]
    assert codes("家具")[0] == "P0702"


def test_a_heading_finds_all_its_leaves() -> None:
    assert {"P0101", "P0102", "P0103", "P0104", "P0105"} == set(codes("食品", 5))
    assert {"S0201", "S0202", "S0203"} <= set(codes("教育"))


def test_a_word_inside_a_longer_one_says_little() -> None:
    assert codes("手机游戏里充值")[0] == "S0504"
    assert codes("二手手机")[0] == "P0301"


def test_english_words_are_whole_words() -> None:
    assert codes("carpet cleaning")[0] == "S0402"
    assert "P0601" not in codes("carpet cleaning")


@pytest.mark.parametrize(
    "words",
    [
        "电压力锅" * 5000,
        "\u0000电压力锅\u0007",
        "<script>电压力锅</script>",
        "电压力锅' OR 1=1 --",
        "电压力锅" + "\u0301" * 500,
        "\u202e电压力锅",
    ],
)
def test_hostile_input_is_words_like_any_other(words: str) -> None:
    assert codes(words)[0] == "P0202"


@given(st.text(max_size=400))
def test_any_text_is_answered_and_never_more_than_asked(words: str) -> None:
    found = search(words, 3)
    assert len(found) <= 3
    assert len({one.code for one in found}) == len(found)
    assert len(fold("ﷺ" * 1000)) < LONGEST * 20


def test_one_query_whether_it_is_the_first_search_or_not() -> None:
    categories.index.cache_clear()
    for _again in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            search("电压力锅")
        assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        tree()
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        offered("电压力锅", "S0101")
    assert len(asked) <= 2


def test_a_change_of_the_rows_is_found_at_once() -> None:
    assert codes("电压力锅")[0] == "P0202"
    Category.objects.filter(code="P0202").update(active=False)
    assert "P0202" not in codes("电压力锅")
    Category.objects.filter(code="P0202").update(active=True, name="灶台物件")
    assert search("灶台物件")[0].label == "灶台物件"


def test_what_was_chosen_is_kept_first() -> None:
    assert [(one.code, one.kept) for one in offered("电压力锅", "S0101")] == [("S0101", True), ("P0202", False)]
    assert [one.code for one in offered("电压力锅", "P0202")] == ["P0202"]
    assert [one.code for one in offered("", "S0101")] == ["S0101"]
    assert offered("", "P") == offered("", "nobody's") == []
    assert leaf("P-food") is None


def test_shown_in_the_language_of_the_reader() -> None:
    found = search("gym card")[0]
    assert (found.label, found.path, found.example) == (
        "健身会员",
        "服务质量 › 预付与会员",
        "关门停业、卡不能退、换了教练",
    )
    with translation.override("en"):
        found = search("健身卡")[0]
        assert (found.label, found.path) == ("Fitness membership", "Service quality › Prepaid and memberships")
        assert found.example == "closed down, card not refunded, trainer changed"
        assert tree()[0].groups[0].label == "Food"


def test_the_tree_holds_every_active_leaf_once_in_its_order() -> None:
    found = [one.code for domain in tree() for group in domain.groups for one in group.leaves]
    assert len(found) == len(set(found)) == 68
    assert [domain.label for domain in tree()] == ["产品质量", "工程质量", "服务质量", "人居质量", "质量中介服务"]
    assert found[0] == "P0101"
    assert tree()[0].groups[0].codes == {"P0101", "P0102", "P0103", "P0104", "P0105"}
    Category.objects.filter(code="P0101").update(active=False)
    assert "P0101" not in tree()[0].groups[0].codes


def test_every_leaf_has_its_words_and_its_line() -> None:
    known = set(Category.objects.filter(level="leaf").values_list("code", flat=True))
    words, lines = categories.everyday_words(), categories.examples()
    assert set(words) == set(lines) == known
    for code in known:
        chinese = [word for word in words[code] if not word.isascii()]
        assert len(chinese) >= 8, code
        assert len(words[code]) - len(chinese) >= 5, code
        assert len(set(words[code])) == len(words[code]), code
        assert all(fold(word) for word in words[code]), code
        assert all(lines[code]), code


def test_the_files_are_tidy() -> None:
    for name in ("category_words.csv", "category_examples.csv"):
        with (categories.DATA / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert all(cell == cell.strip() and cell for row in rows for cell in row), name
