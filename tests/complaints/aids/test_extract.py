"""What a narrative says: every sample as it was read by hand, other wordings, traps, and any text at all."""

from __future__ import annotations

import datetime as dt
import tomllib
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.aids.extract import Flag, Suggestion, flags, suggestions
from complaints.aids.extract.reading import scaled, whole_number
from complaints.filing import FilingForm
from core.scrub import Kind, find

SUNDAY = dt.date(2026, 11, 22)
HERE = Path(__file__).parents[1] / "data"
SAMPLES: list[dict[str, Any]] = tomllib.loads((HERE / "extracts.toml").read_text("utf-8"))["sample"]
SENTENCES: dict[str, list[dict[str, Any]]] = tomllib.loads((HERE / "sentences.toml").read_text("utf-8"))
SCRUB = Path(__file__).parents[2] / "core" / "scrub"
FOUND = 0.9  # of what a reader notes in the samples, so much is found


def told(text: str, today: dt.date = SUNDAY) -> set[tuple[str, str, str, bool]]:
    return {(one.field, one.value, one.words, one.exact) for one in suggestions(text, today)}


def noted(rows: list[dict[str, Any]]) -> set[tuple[str, str, str, bool]]:
    return {(one["field"], one["value"], one["words"], one.get("exact", True)) for one in rows}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample["line"]))
def test_a_sample_says_what_a_reader_read_and_nothing_else(sample: dict[str, Any]) -> None:
    assert told(sample["text"]) == noted(sample["says"])


def test_nothing_wrong_is_suggested_and_little_is_missed() -> None:
    found = [one for sample in SAMPLES for one in told(sample["text"])]
    right = [one for sample in SAMPLES for one in noted(sample["says"] + sample.get("missed", []))]
    assert len(SAMPLES) == 28
    assert set(found) <= set(right)
    assert len(found) / len(right) >= FOUND


SAID = [(kind, row) for kind, rows in SENTENCES.items() for row in rows]


@pytest.mark.parametrize(("kind", "row"), SAID, ids=[f"{kind}-{row['text'][:12]}" for kind, row in SAID])
def test_other_wordings(kind: str, row: dict[str, Any]) -> None:
    expected = {(field.lstrip("~"), value, words, not field.startswith("~")) for field, value, words in row["says"]}
    assert told(row["text"]) == expected


def test_there_are_enough_other_wordings_and_they_are_no_samples() -> None:
    texts = [row["text"] for _kind, row in SAID]
    assert len(texts) >= 40
    assert not {sample["text"] for sample in SAMPLES} & set(texts)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample["line"]))
def test_the_words_stand_where_they_are_said_to(sample: dict[str, Any]) -> None:
    found = suggestions(sample["text"], SUNDAY)
    assert all(sample["text"][one.start : one.end] == one.words for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize("row", [row for _kind, row in SAID], ids=lambda row: row["text"][:12])
def test_the_form_takes_every_value(row: dict[str, Any]) -> None:
    fields = FilingForm.base_fields
    for one in suggestions(row["text"], SUNDAY):
        assert fields[one.field].clean(one.value) is not None


DAYS = [
    ("1月3日买的锅。", dt.date(2026, 1, 2), "2025-01-03"),
    ("1月3日买的锅。", dt.date(2026, 1, 3), "2026-01-03"),
    ("昨天买的锅。", dt.date(2026, 1, 1), "2025-12-31"),
    ("上周三买的锅。", dt.date(2026, 11, 23), "2026-11-18"),
    ("上周日买的锅。", dt.date(2026, 11, 23), "2026-11-22"),
    ("上上周三买的锅。", dt.date(2026, 11, 22), "2026-11-04"),
    ("本周一买的锅。", dt.date(2026, 11, 22), "2026-11-16"),
    ("上个月31号买的锅。", dt.date(2026, 12, 1), None),
    ("上个月30号买的锅。", dt.date(2026, 12, 1), "2026-11-30"),
    ("2月29日买的锅。", dt.date(2026, 11, 22), None),
    ("2024年2月29日买的锅。", dt.date(2026, 11, 22), "2024-02-29"),
    ("明年1月3日买的锅。", dt.date(2026, 11, 22), None),
    ("2027年1月3日买的锅。", dt.date(2026, 11, 22), None),
    ("1989年1月3日买的锅。", dt.date(2026, 11, 22), None),
    ("七月买的锅。", dt.date(2026, 6, 30), "2025-07-01"),
    ("本周五买的锅。", dt.date(2026, 11, 18), None),
]


@pytest.mark.parametrize(("text", "today", "value"), DAYS)
def test_a_day_is_the_last_one_that_it_can_mean(text: str, today: dt.date, value: str | None) -> None:
    assert [one.value for one in suggestions(text, today) if one.field == "purchase_date"] == ([value] if value else [])


NUMBERS = [
    ("12", 12),
    ("十二", 12),
    ("二十", 20),
    ("三十一", 31),
    ("两千三百", 2300),
    ("一万二", 12000),
    ("叁仟陆佰捌拾", 3680),
    ("三千零五", 3005),
    ("一百五", 150),
    ("二十三万", 230000),
    ("十十", None),
    ("万", None),
    ("百千", None),
    ("1.5", None),
]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_numerals(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_units_keep_the_cents_and_refuse_less() -> None:
    assert str(scaled("12.98", "万")) == "1.298E+5"
    assert scaled("12.98", "万") == 129800
    assert scaled("0", "") is None
    assert scaled("1.005", "") is None
    assert scaled("99999999999", "") is None


WORDS = """
    2026年8月12日 8月12日 9月3日 昨天 上周三 七月 国庆 三天前 2026-08-12 99月99日 二〇二六年 在 示例 超市 (甲店)
    电动车行 买了 买的 办卡 签了 发现 冒烟 坏了 花了 共计 要求 退还 赔偿 维修费 3680 元 万 1.4万元 三千元 12,000元
    ￥ １２８ 批次 批号 B2608 K9 型 手机 牌 条码 6901234567892 订单号 合同号 T260913 ， 。 ； ： （ ） 的 不 没 一 十
    百 ① ß ﬁ
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " ", "\U0001f600", "e\u0301", "\x00"])
HOSTILE = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)


@given(text=HOSTILE, today=st.dates(dt.date(1991, 1, 1), dt.date(2100, 12, 31)))
def test_any_text_is_read_without_a_fault(text: str, today: dt.date) -> None:
    found = suggestions(text, today)
    assert len({one.field for one in found}) == len(found)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words
        assert one.value
        assert not one.field.endswith(("_date", "_on")) or dt.date.fromisoformat(one.value) <= today
    dates = {one.field: one.value for one in found}
    assert dates.get("purchase_date", "") <= dates.get("problem_known_on", "9")


@given(text=HOSTILE)
def test_full_width_and_half_width_read_alike(text: str) -> None:
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    alike = [(one.field, one.value, one.start, one.end) for one in suggestions(text, SUNDAY)]
    assert [(one.field, one.value, one.start, one.end) for one in suggestions(text.translate(wide), SUNDAY)] == alike


@pytest.mark.parametrize(
    "piece", ["在示例", "8月", "3680元", "要求退", "一", "示例K9", "共", "批次B2608", "买的", "(甲店)", "年1"]
)
def test_the_longest_narrative_is_read_at_once(piece: str) -> None:
    start = process_time()
    suggestions((piece * 5000)[:5000], SUNDAY)
    assert process_time() - start < 2


# Flags


def test_the_sample_with_an_identity_card() -> None:
    text = SAMPLES[27]["text"]
    assert [(one.kind, one.words) for one in flags(text)] == [
        ("id_card", "450000199001010003"),
        ("mobile", "13800000000"),
    ]
    assert all(text[one.start : one.end] == one.words for one in flags(text))


OWN = [
    ("13800000000", []),
    ("+86 138 0000 0000", []),
    ("１３８００００００００", []),
    ("13800000001", ["mobile"]),
    ("", ["mobile"]),
    ("韦某某", ["mobile"]),
]


@pytest.mark.parametrize(("own", "kinds"), OWN)
def test_the_writers_own_number_is_not_named(own: str, kinds: list[str]) -> None:
    assert [one.kind for one in flags("请打13800000000", [own])] == kinds
    assert [one.kind for one in flags("请打 138-0000-0000", [own])] == kinds


def test_the_writers_own_address_is_not_named_and_the_neighbours_is() -> None:
    own = ["韦小满", "南宁市青秀区民族大道100号3栋2单元501室"]
    assert flags("住在民族大道100号3栋2单元501室", own) == []
    text = "邻居住3栋2单元502室，也是这样"
    assert flags(text, own) == [Flag("house", "3栋2单元502室", 3, 12)]


def test_a_number_inside_another_is_still_named() -> None:
    text = "身份证450000199001010003"
    assert [one.kind for one in flags(text, ["19900101000"])] == ["id_card"]


GO = tomllib.loads((SCRUB / "must_go.toml").read_text("utf-8"))["kind"]
STAY = tomllib.loads((SCRUB / "must_stay.toml").read_text("utf-8"))


@pytest.mark.parametrize("kind", GO, ids=lambda kind: kind["kind"])
def test_all_that_is_masked_is_named(kind: dict[str, Any]) -> None:
    for secret in kind["disguises"].values():
        text = kind["sentence"].replace("{}", secret)
        assert [(one.kind, one.words) for one in flags(text)] == [(kind["kind"], secret)]
        assert flags(text, [secret]) == []


def test_what_is_not_masked_is_not_named() -> None:
    assert [text for texts in STAY.values() for text in texts if flags(text)] == []


@given(text=HOSTILE)
def test_flags_are_the_finds_of_scrub(text: str) -> None:
    found = flags(text)
    assert [(one.start, one.end, one.kind) for one in found] == [(one.start, one.end, one.kind) for one in find(text)]
    assert all(text[one.start : one.end] == one.words for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_the_kinds_are_those_of_scrub() -> None:
    assert {flag.kind for flag in flags(SAMPLES[27]["text"])} <= set(Kind)
    assert Suggestion("loss", "1", "1元", 0, 2).exact
