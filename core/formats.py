"""How dates, moments and money read: one place for pages, notices and papers.

Chinese is the first language of the house and is written out here; other languages follow Django's own tables.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import time

CHINESE = "zh-Hans"
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
WEEKDAYS = "一二三四五六日"
LATIN_MARKS = {"：": ": ", "；": "; ", "，": ", ", "、": ", "}


def chinese() -> bool:
    """Whether the reader's language is Chinese (also when none is active)."""
    return (get_language() or "zh-hans").startswith("zh")


def is_foreign(words: Any) -> bool:
    """Whether these are Chinese words for a reader of another language: what people wrote, never what we say."""
    return not chinese() and bool(HAN.search(str(words or "")))


def mark(sign: str) -> str:
    """A mark between parts (`：；，、`) as the reader's language sets it."""
    return sign if chinese() else LATIN_MARKS[sign]


def name_of(name: str, name_en: str) -> str:
    """The name of a row in the reader's language."""
    return name if chinese() else name_en or name


def day_of(value: date | datetime) -> date:
    """The day in Guangxi on which a moment falls, or the day itself."""
    if not isinstance(value, datetime):
        return value
    return time.local_date(value) if value.tzinfo else value.date()


def clock_of(value: datetime) -> str:
    """Hour and minute in Guangxi: `09:14`."""
    local = value.astimezone(time.SHANGHAI) if value.tzinfo else value
    return f"{local:%H:%M}"


def stamp(value: date | datetime) -> str:
    """The same for machines: `2026-11-22`, or `2026-11-22T09:14:00+08:00`."""
    if not isinstance(value, datetime) or not value.tzinfo:
        return value.isoformat()
    return value.astimezone(time.SHANGHAI).isoformat("T", "seconds")


def full_day(value: date | datetime) -> str:
    """`2026年11月22日 周日`; in English `22 Nov 2026, Sun`."""
    day = day_of(value)
    if not chinese():
        return date_format(day, "j M Y, D")
    return f"{day.year}年{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def short_day(value: date | datetime) -> str:
    """`11月27日 周五`, with the year when it is not this one; in English `27 Nov, Fri`."""
    day = day_of(value)
    if day.year != time.today().year:
        return full_day(day)
    if not chinese():
        return date_format(day, "j M, D")
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def bare_day(value: date | datetime) -> str:
    """`11月10日`, with the year when it is not this one: for steppers and lists."""
    day = day_of(value)
    this_year = day.year == time.today().year
    if not chinese():
        return date_format(day, "j M" if this_year else "j M Y")
    return f"{day.month}月{day.day}日" if this_year else f"{day.year}年{day.month}月{day.day}日"


def full_moment(value: datetime) -> str:
    """`2026年11月22日 周日 09:14`."""
    return f"{full_day(value)} {clock_of(value)}"


def moment(value: datetime) -> str:
    """`今天 09:14` or `11月23日 16:10`: for timelines and messages."""
    day = _("今天") if day_of(value) == time.today() else bare_day(value)
    return f"{day} {clock_of(value)}"


def money(value: Decimal | int) -> str:
    """`¥1,280.00`: yuan with two places; a loss reads `−¥20.00`."""
    amount = Decimal(value)
    return f"{'−' if amount < 0 else ''}¥{abs(amount):,.2f}"


def phone(value: str) -> str:
    """138 0000 0000: a mobile of the mainland as people read it; anything else, also a masked one, as it stands."""
    digits = value.removeprefix("+86")
    if len(digits) == 11 and digits.isdecimal():
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return digits
