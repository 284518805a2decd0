"""Dates, money and chips as the reader sees them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from core import formats, time
from core.templatetags import zhiqiao

NOW = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)
LATE_EVENING = dt.datetime(2026, 11, 21, 16, 30, tzinfo=dt.UTC)


def drawn(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context))


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "2026年11月22日 周日"), ("en", "22 Nov 2026, Sun")])
def test_a_day_in_both_languages(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.full_day(dt.date(2026, 11, 22)) == words


def test_a_moment_falls_on_the_day_it_has_in_guangxi() -> None:
    assert formats.full_moment(LATE_EVENING) == "2026年11月22日 周日 00:30"
    assert zhiqiao.zh_date(LATE_EVENING) == ('<time datetime="2026-11-22T00:30:00+08:00">2026年11月22日 周日</time>')


def test_the_year_is_told_only_when_it_is_another() -> None:
    with time.at(NOW):
        assert formats.short_day(dt.date(2026, 11, 27)) == "11月27日 周五"
        assert formats.short_day(dt.date(2027, 1, 12)) == "2027年1月12日 周二"
        assert formats.bare_day(dt.date(2025, 3, 8)) == "2025年3月8日"


def test_today_is_called_today_by_the_clock_of_guangxi() -> None:
    with time.at(dt.datetime(2026, 11, 21, 17, 0, tzinfo=dt.UTC)):
        assert formats.moment(LATE_EVENING) == "今天 00:30"
        assert formats.moment(LATE_EVENING - dt.timedelta(hours=1)) == "11月21日 23:30"


@pytest.mark.parametrize("nothing", [None, "", "yesterday", 5])
def test_no_date_is_no_element(nothing: object) -> None:
    assert drawn("{{ day|zh_date }}|{{ day|zh_moment }}", day=nothing) == "|"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("1280"), "¥1,280.00"),
        (0, "¥0.00"),
        ("-20.5", "−¥20.50"),
        (None, ""),
        ("six", ""),
        ("NaN", ""),
        (True, ""),
    ],
)
def test_money(amount: object, words: str) -> None:
    assert drawn("{{ amount|money }}", amount=amount) == (words and f'<span class="figure">{words}</span>')


def test_a_number_does_not_break_and_is_escaped() -> None:
    assert drawn("{{ n|number_grouped }}", n="GX450103-20261122-0007-X") == (
        '<span class="figure">GX450103-20261122-0007-X</span>'
    )
    assert "<b>" not in drawn("{{ n|number_grouped }}", n="<b>")


def test_a_chip_is_icon_word_and_tone() -> None:
    chip = drawn("{% chip state label %}", state="mediating", label="调解中")
    assert 'data-state="mediating"' in chip
    assert "#i-chat" in chip
    assert chip.endswith("调解中</span>")


def test_an_unknown_state_still_has_all_three_and_is_escaped() -> None:
    chip = drawn("{% chip state %}", state="<new>")
    assert "#i-flag" in chip
    assert "&lt;new&gt;</span>" in chip


@pytest.mark.parametrize(
    ("used", "total", "squares"), [(0, 3, ["", "", ""]), (2, 4, ["used", "used", "today", ""]), (7, 7, ["used"] * 7)]
)
def test_pips_count_working_days(used: int, total: int, squares: list[str]) -> None:
    assert zhiqiao.pips(used, total) == {"days": squares}


@pytest.mark.parametrize(("used", "total"), [(None, 3), (1, None), (1, 60), (0, 0)])
def test_no_pips_for_what_is_unknown_or_too_long_to_count(used: int | None, total: int | None) -> None:
    assert zhiqiao.pips(used, total) == {"days": []}


def test_every_icon_that_is_used_is_drawn() -> None:
    import re
    from pathlib import Path

    from django.conf import settings

    folder = Path(settings.BASE_DIR) / "templates"
    sprite = set(re.findall(r'id="i-([a-z-]+)"', (folder / "components/_sprite.html").read_text()))
    used = {name for file in folder.rglob("*.html") for name in re.findall(r'{% icon "([a-z-]+)"', file.read_text())}
    used |= {drawing for _tone, drawing in zhiqiao.LOOKS.values()}
    assert used - {"name"} <= sprite
