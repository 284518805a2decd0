"""Days in a narrative, and what happened on them: bought, or found wanting."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from complaints.aids.extract.reading import Reading, any_of, whole_number
from complaints.aids.extract.shapes import Candidate
from complaints.aids.extract.verbs import (
    BOUGHT,
    BOUGHT_AT,
    FREELY,
    KEEPS_APART,
    RECEIVED,
    STANDS_BETWEEN,
    WENT_WRONG,
    WRONG_AT,
)

FIRST_YEAR = 1990
NEAR, FAR = 30, 60

_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?:(?P<year>(?:19|20)\d\d|\d\d|二[零〇○][零〇○一二三四五六七八九]{2}) ?年 ?|(?P<near>今年|本年|去年|前年)的?)"
_CALENDAR = re.compile(rf"{_YEAR}?{_MONTH} ?月份?(?: ?{_DAY} ?[日号])?")
_FIGURES = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d|[-/.]\d)"
)
_AGO = {"今天": 0, "今日": 0, "今早": 0, "今晚": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "前天": 2, "前晚": 2, "大前天": 3}
_SPOKEN = re.compile("大前天|" + "|".join(_AGO))
_WEEKDAY = re.compile(r"(?P<back>上上|上|这|本)(?:一?个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
_MONTHS_BACK = re.compile(rf"(?P<back>上|这|本)个?月(?:份?{_DAY}[日号])?")
_DAYS_AGO = re.compile(r"(?P<days>\d{1,2}|[一两二三四五六七八九十]{1,3})天(?:以|之)?前")
_HOLIDAYS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12)}
_HOLIDAY = re.compile(
    rf"{_YEAR}?(?P<holiday>{'|'.join(_HOLIDAYS)})(?:劳动)?节?(?:长假|小长假|假期|放假|期间|当天)?"
    r"(?!路|街|店|广场|村|大道|小区|桥|巷|社区|档)"
)
_YEARS_BACK = {"今年": 0, "本年": 0, "去年": 1, "前年": 2}

# A stretch, a deadline, a part of a month, a day somebody else named: no day on which something happened.
_NOT_AFTER = re.compile(
    r" ?(?:[以之]?[前后]|[到至](?=[\d一二三四五六七八九十今明昨])|[-~—–]|起(?!火)|[以之]?内|左右|多|几|"
    r"[、和]\d{1,2}[日号])"
)
_NOT_AFTER_MONTH = re.compile(r" ?(?:[底初末中多内间卡龄薪期度租供嫂饼经子]|上旬|下旬|[、和]?[\d一二三四五六七八九十])")
_APPOINTED = any_of(
    "生产 生产日期 出厂 出厂日期 保质期 有效期 保修期 到期 到期日 截止 截至 期限 限期 交货 承诺 约定 答应 预计 说好 "
    "出生 生于 上市 发布 开业 成立 注册 原定 应于 本应 本该 应该 最迟 最晚 租期 每年 推迟 延期 拖"
)
_SOMEBODY = any_of("他 她 他们 她们 朋友 邻居 同事 别人 对方 商家 店家 老板 店员 客服 公司 厂家")
_SAID = any_of("说 称 写 通知 规定 告知 宣传 答复 本来 原本 打算 准备 让 叫")
_NOT_BEFORE = re.compile(
    rf"{_APPOINTED}[^,。;]{{0,4}}$|{_SAID}[^,。;]{{0,8}}$|{_SOMEBODY}$|(?:(?<!直)(?<!等)到|至|从|自|[-~—–]|[\d.第个每近满几半]|[年零〇一二三四五六七八九十])$"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the text; not `exact` when only its month or holiday is told."""

    value: dt.date
    start: int
    end: int
    exact: bool


Reader = Callable[[re.Match[str], dt.date], tuple[dt.date, bool] | None]


def _number(found: re.Match[str], name: str) -> int | None:
    return whole_number(found[name]) if found[name] else None


def _year(text: str) -> int:
    if not text.isascii():
        text = "".join(str("零一二三四五六七八九".index(char)) for char in text.replace("〇", "零").replace("○", "零"))
    return int(text) + (2000 if len(text) == 2 else 0)


def _in_year(found: re.Match[str], today: dt.date, month: int, day: int) -> dt.date:
    """This day in the year that is told; without one, the last time it was."""
    told = found.groupdict()
    if told["year"]:
        return dt.date(_year(told["year"]), month, day)
    if told.get("near"):
        return dt.date(today.year - _YEARS_BACK[told["near"]], month, day)
    this_year = dt.date(today.year, month, day)
    return this_year if this_year <= today else dt.date(today.year - 1, month, day)


def _calendar(found: re.Match[str], today: dt.date) -> tuple[dt.date, bool]:
    day = _number(found, "day")
    return _in_year(found, today, _number(found, "month") or 0, day or 1), day is not None


def _spoken(found: re.Match[str], today: dt.date) -> tuple[dt.date, bool]:
    return today - dt.timedelta(days=_AGO[found[0]]), True


def _weekday(found: re.Match[str], today: dt.date) -> tuple[dt.date, bool]:
    weeks = {"上上": 2, "上": 1}.get(found["back"], 0)
    monday = today - dt.timedelta(days=today.weekday(), weeks=weeks)
    return monday + dt.timedelta(days="一二三四五六日".index(found["weekday"].replace("天", "日"))), True


def _month_back(found: re.Match[str], today: dt.date) -> tuple[dt.date, bool] | None:
    day = _number(found, "day")
    if found["back"] != "上":
        return (today.replace(day=day), True) if day else None
    return (today.replace(day=1) - dt.timedelta(days=1)).replace(day=day or 1), day is not None


def _days_ago(found: re.Match[str], today: dt.date) -> tuple[dt.date, bool] | None:
    days = _number(found, "days")
    return (today - dt.timedelta(days=days), False) if days else None


def _holiday(found: re.Match[str], today: dt.date) -> tuple[dt.date, bool]:
    return _in_year(found, today, *_HOLIDAYS[found["holiday"]]), False


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_CALENDAR, _calendar),
    (_FIGURES, _calendar),
    (_SPOKEN, _spoken),
    (_WEEKDAY, _weekday),
    (_MONTHS_BACK, _month_back),
    (_DAYS_AGO, _days_ago),
    (_HOLIDAY, _holiday),
)


def all_days(reading: Reading) -> list[Day]:
    """Every day the text names, in order; what is not understood counts as a day too, but has no value to offer."""
    found = [day for pattern, read in READERS for day in _read(reading, pattern, read)]
    return sorted(found, key=lambda one: one.start)


def _read(reading: Reading, pattern: re.Pattern[str], read: Reader) -> Iterator[Day]:
    for found in pattern.finditer(reading.text):
        try:
            day = read(found, reading.today)
        except ValueError:  # 2月30日 is no day
            continue
        if day and _in_reach(day[0], reading.today) and _happened(reading, found, exact=day[1]):
            yield Day(day[0], *found.span(), day[1])


def _in_reach(day: dt.date, today: dt.date) -> bool:
    return day.year >= FIRST_YEAR and day <= today


def _happened(reading: Reading, found: re.Match[str], *, exact: bool) -> bool:
    """Whether the words around let it be a day on which something happened."""
    behind = reading.text[found.end() : found.end() + 6]
    month_only = not exact and "月" in found[0]
    return not (
        _NOT_AFTER.match(behind)
        or (month_only and _NOT_AFTER_MONTH.match(behind))
        or _NOT_BEFORE.search(reading.sentence_before(found.start()))
    )


def roles(reading: Reading) -> Iterator[Candidate]:
    """`purchase_date` and `problem_known_on`, by the verbs around each day."""
    found = all_days(reading)
    wrong: list[Candidate] = []
    for day, following in zip(found, [*found[1:], None], strict=False):
        behind = reading.sentence_after(day.end, FAR)
        behind = behind[: following.start - day.end] if following else behind
        role = _role(reading, day, behind)
        if role and role[0] == "problem_known_on":
            wrong.append(_candidate(day, *role))
        elif role:
            yield _candidate(day, *role)
    # The first time it went wrong is when it was known.
    yield from sorted(wrong, key=lambda one: one.value)[:1]


def _candidate(day: Day, field: str, tier: int) -> Candidate:
    return Candidate(field, day.value.isoformat(), day.start, day.end, tier, day.exact)


def _role(reading: Reading, day: Day, behind: str) -> tuple[str, int] | None:
    before = reading.sentence_before(day.start)
    if BOUGHT_AT.search(before):
        return "purchase_date", 0
    if WRONG_AT.search(before):
        return "problem_known_on", 0
    clause = reading.clause_after(day.end)[: len(behind)]
    for pattern, tier in ((BOUGHT, 0), (RECEIVED, 1)):
        if (verb := _first(pattern, clause, STANDS_BETWEEN)) and not _wrong_before(clause, verb, tier):
            return "purchase_date", tier
    return ("problem_known_on", 0) if _went_wrong(clause, behind) else None


def _first(pattern: re.Pattern[str], clause: str, between: re.Pattern[str]) -> re.Match[str] | None:
    """The first such verb, when nothing between makes it another day's or nobody's."""
    verb = pattern.search(clause)
    if not verb or verb.start() > NEAR or between.search(clause[: verb.start()]):
        return None
    # 昨天吃了买的面包: what was bought some time is no news of the day.
    return None if verb[0].endswith("的") and not FREELY.fullmatch(clause[: verb.start()]) else verb


def _wrong_before(clause: str, verb: re.Match[str], tier: int) -> bool:
    """发现买的…, and 收楼发现…: the day is that of the finding."""
    wrong = WENT_WRONG.search(clause)
    return bool(wrong and (wrong.start() < verb.start() or (tier == 1 and wrong.start() - verb.end() <= 6)))


def _went_wrong(clause: str, behind: str) -> bool:
    """Whether something went wrong on the day: in the same clause, or in the next ones with nothing between."""
    wrong = WENT_WRONG.search(behind)
    if not wrong:
        return False
    gap = behind[: wrong.start()]
    if len(gap) <= len(clause):
        return len(gap) <= NEAR and not KEEPS_APART.same.search(gap)
    return not (KEEPS_APART.same.search(gap) or KEEPS_APART.other.search(gap))


def in_order(chosen: list[Candidate]) -> list[Candidate]:
    """Nothing is found wanting before it was bought: then one of the two was misread. A bare month gives way."""
    dates = {one.field: one for one in chosen if one.field in {"purchase_date", "problem_known_on"}}
    if len(dates) < 2 or dates["purchase_date"].value <= dates["problem_known_on"].value:
        return chosen
    vague = [one for one in dates.values() if not one.exact]
    dropped = vague if len(vague) == 1 else list(dates.values())
    return [one for one in chosen if one not in dropped]
