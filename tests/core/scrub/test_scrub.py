"""Personal data goes in every disguise; what only looks like it stays; the text around is never touched."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.scrub import Kind, Span, find, placeholder, scrub
from core.scrub.folding import CHINESE

HERE = Path(__file__).parent
KINDS = tomllib.loads((HERE / "must_go.toml").read_text("utf-8"))["kind"]
STAY = tomllib.loads((HERE / "must_stay.toml").read_text("utf-8"))

GO = [
    pytest.param(kind["kind"], kind["sentence"], secret, id=f"{kind['kind']}-{disguise}")
    for kind in KINDS
    for disguise, secret in kind["disguises"].items()
]


@pytest.mark.parametrize(("kind", "sentence", "secret"), GO)
def test_every_disguise_goes_and_nothing_else(kind: str, sentence: str, secret: str) -> None:
    assert scrub(sentence.replace("{}", secret)) == sentence.replace("{}", str(placeholder(Kind(kind))))


@pytest.mark.parametrize(("kind", "sentence", "secret"), GO)
def test_the_span_is_that_of_the_original(kind: str, sentence: str, secret: str) -> None:
    start = sentence.index("{")
    assert find(sentence.replace("{}", secret)) == [Span(start, start + len(secret), Kind(kind))]


def test_the_corpus_is_wide_enough() -> None:
    assert {kind["kind"] for kind in KINDS} == {kind.value for kind in Kind}
    assert len(KINDS) >= 12
    assert min(len(kind["disguises"]) for kind in KINDS) >= 8
    assert sum(map(len, STAY.values())) >= 100


@pytest.mark.parametrize("text", [text for texts in STAY.values() for text in texts])
def test_look_alikes_stay(text: str) -> None:
    assert scrub(text) == text


SEVERAL = [
    ("电话13807710010或0771-5551010", "电话〔手机号已隐去〕或〔电话已隐去〕"),
    ("13807710010 13907710011", "〔手机号已隐去〕 〔手机号已隐去〕"),
    ("花了3680 13807710010", "花了3680 〔手机号已隐去〕"),
    ("二13807710010", "二〔手机号已隐去〕"),
    ("SN13807710010", "SN〔手机号已隐去〕"),
    ("微 信 号 是 ： gui14019", "微 信 号 是 ： 〔微信号已隐去〕"),
    ("ＶＸ：gui14019", "ＶＸ：〔微信号已隐去〕"),
    ("加v gui14019 退款", "加v 〔微信号已隐去〕 退款"),
    ("我住民族大道100号3栋2单元501室，桂A10382", "我住〔街道地址已隐去〕〔门牌已隐去〕，〔车牌已隐去〕"),
    ("13807710010@139.com", "〔邮箱已隐去〕"),
    ("微信13807710010", "微信〔微信号已隐去〕"),
    ("卡4111111111111111 密码", "卡〔银行卡号已隐去〕 密码"),
    ("GX450103-19900307-0012-X", "GX〔身份证号已隐去〕-X"),
    ("西乡塘区幸福巷12号", "西乡塘区〔街道地址已隐去〕"),
]


@pytest.mark.parametrize(("text", "scrubbed"), SEVERAL)
def test_several_together_and_hard_edges(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


WRONG = ["110105194912310022", "45010319901307001X", "990105194912310021", "4111111111111112", "1234567890123456"]


@pytest.mark.parametrize("number", WRONG)
def test_a_number_that_fails_its_check_is_something_else(number: str) -> None:
    assert scrub(f"编码{number}。") == f"编码{number}。"


def test_the_words_follow_the_language() -> None:
    with translation.override("zh-hans"):
        assert scrub("13807710010") == "〔手机号已隐去〕"


ALPHABET = (
    "0123456789一二三零幺OolxX-.· \n\u200b１３８①③@#点号码：微信QQ栋单元室路桂A卡+()元年〔〕已隐去手机abc_大道0138"
)
hostile = st.text(st.sampled_from(ALPHABET), max_size=80)


@given(hostile)
@settings(max_examples=400)
def test_scrubbing_twice_is_scrubbing_once(text: str) -> None:
    once = scrub(text)
    assert scrub(once) == once


@given(hostile | st.text(max_size=60))
@settings(max_examples=300)
def test_spans_are_ordered_apart_and_inside(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    rest, done = "", 0
    for span in spans:
        rest += text[done : span.start] + str(placeholder(span.kind))
        done = span.end
    assert rest + text[done:] == scrub(text)


harmless = st.text(
    st.characters(exclude_categories=["Nd", "Nl", "No", "Cs"], exclude_characters=[*CHINESE, *"@＠﹫#＃﹟十百"]),
    max_size=80,
).filter(lambda text: not any(word in text.lower() for word in ("信", "v", "w", "座", "艾特", "at", "单", "q", "加")))


@given(harmless)
def test_text_without_numbers_marks_and_keywords_is_untouched(text: str) -> None:
    assert scrub(text) == text


@given(
    st.sampled_from([kind for kind in KINDS if kind["kind"] in {"mobile", "email", "plate", "id_card"}]),
    st.text(max_size=20),
)
def test_words_before_do_not_hide_it(kind: Any, words: str) -> None:
    text = f"{words}。\n\n\n\n{kind['sentence']}".replace("{}", kind["disguises"]["plain"])
    assert kind["disguises"]["plain"] not in scrub(text)


def calls_of(work: Callable[[], object]) -> int:
    """How many Python and C calls the work takes: the same on every machine, unlike a clock."""
    count = 0

    def tick(_frame: FrameType, _event: str, _arg: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


HOSTILE = [
    "1", "1-", "1 3 8 ", "一1", "ol1", "@", "a@", "a.@b.", "微信", "微信号:", "微信a-", "QQ1 ", "桂A", "1栋", "大道",
    "路1", "1\u200b", " ", "〔", "E1", "620", "gx450103-",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_work_grows_with_the_length_and_no_faster(unit: str) -> None:
    short, long = (unit * (length // len(unit)) for length in (1000, 4000))
    find(short)
    assert calls_of(lambda: find(long)) < 4.6 * calls_of(lambda: find(short)) + 500


def test_a_hundred_thousand_hostile_characters_cost_a_bounded_number_of_steps() -> None:
    text = ("1-3-8 " * 20_000)[:100_000]
    assert calls_of(lambda: find(text)) < 200 * len(text)
