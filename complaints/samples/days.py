"""The days a narrative names, as far as a filing must come after them: 2026年8月12日, 9月3日, 今年3月, 九月底, 国庆.

Days of the year before ("去年九月") and relative ones ("昨天") say nothing about when a complaint came in.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

DAY = dt.timedelta(days=1)
NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
NAMED = re.compile(
    rf"(?P<before>去年|前年|明年|每年|保质期[至到]?)?(?:(?P<year>20\d\d)年)?(?P<month>{NUMBER})月"
    rf"(?:(?P<day>{NUMBER})[日号]|(?P<part>初|上旬|中旬|中|下旬|底|末))?"
)
PARTS = {"初": 10, "上旬": 10, "中旬": 20, "中": 20}
PLAIN = re.compile(r"(?<!\d)(?P<year>20\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
FEASTS = {"元旦": (1, 3), "五一": (5, 5), "暑假": (8, 31), "国庆": (10, 7), "双十一": (11, 12), "双11": (11, 12)}
LENGTH = rf"(?:半年|{NUMBER}(?:个多?月|年|天|周))"
USED = re.compile(
    rf"(?:(?:[用穿骑开住戴过]|交房|交付|修好|装好)了?(?:快|近|大概|大约|约|不到)?(?P<since>{LENGTH})"
    rf"|(?P<ago>{LENGTH})(?:前|里|以来))"
)
UNITS = {"天": 1, "周": 7, "月": 30, "年": 365}


def number(text: str) -> int:
    """12 of "12" and of "十二"; Chinese numerals to ninety-nine."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return NUMERALS[text] if len(text) == 1 else 0
    return 10 * (NUMERALS.get(tens, 0) if tens else 1) + (NUMERALS.get(ones, 0) if ones else 0)


def last_named(text: str, until: dt.date) -> dt.date | None:
    """The last day before `until` that the text names, or by which what it tells had happened; None if it names none.

    Without a year the latest such day is meant; a month stands for its last day; "用了两个月" counts from there.
    """
    found = [day for day in (*named(text, until), *feasts(text, until)) if day < until]
    if not found:
        return None
    last = max(found)
    later = last + used(text)
    return later if later < until else last


def named(text: str, until: dt.date) -> Iterator[dt.date]:
    """Days and months with their numbers."""
    for match in PLAIN.finditer(text):
        yield from possible([int(match["year"])], int(match["month"]), int(match["day"]), until, whole=False)
    for match in NAMED.finditer(text):
        if match["before"]:
            continue
        month, part = number(match["month"]), PARTS.get(match["part"] or "", 31)
        day = number(match["day"]) if match["day"] else part
        years = [int(match["year"])] if match["year"] else [until.year, until.year - 1]
        yield from possible(years, month, day, until, whole=not match["day"])


def possible(years: list[int], month: int, day: int, until: dt.date, *, whole: bool) -> Iterator[dt.date]:
    """The first of the years in which the day (for a `whole` month: its beginning) lies before `until`."""
    for year in years:
        if not (1 <= month <= 12 and day >= 1):
            return
        last = calendar.monthrange(year, month)[1]
        if not whole and day > last:
            continue
        if dt.date(year, month, 1 if whole else day) < until:
            yield min(dt.date(year, month, min(day, last)), until - DAY)
            return


def feasts(text: str, until: dt.date) -> Iterator[dt.date]:
    """The end of a holiday the text speaks of, the latest before `until`."""
    for name, (month, day) in FEASTS.items():
        if name in text and "去年" + name not in text:
            yield from possible([until.year, until.year - 1], month, day, until, whole=False)


def used(text: str) -> dt.timedelta:
    """How long ago it began, by the longest time the text speaks of ("用了两个月", "交房十个月", "半年里")."""
    return max((length(match["since"] or match["ago"]) for match in USED.finditer(text)), default=dt.timedelta())


def length(text: str) -> dt.timedelta:
    """两个月, 半年, 10天."""
    if text == "半年":
        return 182 * DAY
    return number(text.rstrip("天周月年多个")) * UNITS[text[-1]] * DAY
