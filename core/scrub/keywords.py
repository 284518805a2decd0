"""Accounts that are known only by the word before them: 微信号, QQ, 支付宝, 社保, 快递单号 …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.scrub.folding import SEPARATORS, Folded, after
from core.scrub.kinds import Kind
from core.scrub.numbers import is_date

_LOOSE = f"[{re.escape(''.join(sorted(SEPARATORS)))}]{{0,2}}"
_FILLER = re.compile(
    r"号码|账号|账户|帐号|联系|编号|号|卡|证|码|id|no|为|是|的|我|您|你|就|叫|加|请|[:=>→\"“”「」【】]|"
    + _LOOSE.replace("{0,2}", "")
)
_EXPLICIT = frozenset("号码:=是为叫")
_UNITS = frozenset("元块万亿年月日天个件次人条%分折套台张")
FILLERS = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """Words, and how long the account behind them is (letters and digits counted)."""

    kind: Kind
    words: str
    low: int
    high: int
    letters: bool = False


RULES = (
    Rule(Kind.WECHAT, "微信 威信 薇信 徽信 weixin wechat v信 vx wx 加v 加微", 6, 20, letters=True),
    Rule(Kind.QQ, "qq 扣扣 企鹅号 q号 q群 球球号", 5, 11),
    Rule(Kind.ALIPAY, "支付宝 付款宝 alipay zfb", 6, 20),
    Rule(Kind.TRACKING, "快递单号 快递号 运单号 物流单号 快递单 运单", 10, 20, letters=True),
    Rule(Kind.SOCIAL, "社保 医保 社会保障 公积金", 8, 20, letters=True),
    Rule(Kind.IMEI, "imei 串号 串码", 14, 17),
    Rule(Kind.PASSPORT, "护照 通行证 回乡证 台胞证 居留证 居住证", 8, 18, letters=True),
    Rule(Kind.ID_CARD, "身份证 证件号 身份号码", 15, 18, letters=True),
    Rule(Kind.BANK_CARD, "卡号 银行卡 储蓄卡 信用卡 账号 帐号 账户 帐户", 12, 21),
    Rule(Kind.LANDLINE, "电话 座机 固话 tel phone", 7, 8),
)
LONGEST = 48
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])")
_LOCAL_CALL = re.compile(r"(?!400|800)[2-8]\d{6,7}")


def _spaced(word: str) -> str:
    edge = "(?<![0-9a-z])" if word.isascii() else ""
    return edge + _LOOSE.join(re.escape(char) for char in word)


_WORDS = re.compile("|".join(f"(?P<r{n}>{'|'.join(map(_spaced, r.words.split()))})" for n, r in enumerate(RULES)))


@dataclass(slots=True)
class Value:
    """What was read behind a keyword so far."""

    start: int
    end: int
    chars: str


def _skip(text: str, place: int) -> tuple[int, bool]:
    """Behind "号是：" and the like, and whether such a word announces an account."""
    begin = place
    for _again in range(FILLERS):
        filler = _FILLER.match(text, place)
        if not filler:
            break
        place = filler.end()
    return place, not _EXPLICIT.isdisjoint(text[begin:place])


def _token(folded: Folded, place: int) -> int:
    """The end of the letters and digits from `place` on."""
    end = place
    while end < min(place + LONGEST, len(folded.text)) and (folded.sorts[end] != " " or "a" <= folded.text[end] <= "z"):
        end += 1
    return end


def _grown(folded: Folded, value: Value) -> Value | None:
    """The value with the next token, when that may belong to it: digits, scattered letters, or tied by - or _."""
    place = after(folded.text, value.end)
    end = _token(folded, place)
    chars = folded.digits[place:end]
    tied = value.end == value.start or folded.text[value.end : place] in {"-", "_"}
    if not chars or not (tied or chars.isdigit() or len(chars) <= 2 or len(value.chars) <= 2):
        return None
    return Value(place if value.end == value.start else value.start, end, value.chars + chars)


def _plausible(rule: Rule, value: Value, text: str, explicit: bool) -> bool:
    """Whether it is such an account and no amount, date or common word."""
    if not rule.low <= len(value.chars) <= rule.high:
        return False
    if not value.chars.isdigit():
        return rule.letters and (explicit or any(char.isdigit() for char in value.chars))
    if text[value.end : value.end + 1] in _UNITS or (
        rule.kind is Kind.LANDLINE and not _LOCAL_CALL.fullmatch(value.chars)
    ):
        return False
    if _DATE.match(text, value.start):
        return False
    return len(value.chars) != 8 or not is_date(value.chars[:4], value.chars[4:6], value.chars[6:])


def _value(folded: Folded, rule: Rule, place: int, explicit: bool) -> Value | None:
    """The longest plausible account from `place` on."""
    best, value = None, Value(place, place, "")
    while grown := _grown(folded, value):
        value = grown
        if len(value.chars) > rule.high:
            break
        if _plausible(rule, value, folded.text, explicit):
            best = value
    return best


def keyworded(folded: Folded) -> Iterator[tuple[int, int, Kind]]:
    """Places and kind of each account behind its word."""
    done = 0
    for word in _WORDS.finditer(folded.text):
        rule = RULES[int((word.lastgroup or "r0")[1:])]
        place, explicit = _skip(folded.text, word.end())
        if word.start() >= done and (value := _value(folded, rule, place, explicit)):
            yield value.start, value.end, rule.kind
            done = value.end
