"""A title from the story of who leaves it empty."""

from __future__ import annotations

import pytest

from complaints.titles import LONG, title_from


@pytest.mark.parametrize(
    ("narrative", "title"),
    [
        ("第三次烧水时底座打火花，店里不肯退货。", "第三次烧水时底座打火花"),
        ("锅漏气。找店家不给退。", "锅漏气，找店家不给退"),
        ("  \n 健身房关门了\n会员卡不退", "健身房关门了"),
        ("退钱", "退钱"),
        ("", ""),
        ("，。！", ""),
    ],
)
def test_the_first_clause_that_says_something(narrative: str, title: str) -> None:
    assert title_from(narrative) == title


def test_a_long_one_is_cut_with_a_mark() -> None:
    title = title_from("长" * 400)
    assert len(title) == LONG
    assert title.endswith("长…")
