"""Plates and addresses: 桂A12345, 3栋2单元501室, 民族大道100号."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.scrub.folding import SEPARATORS, Folded, after, before
from core.scrub.kinds import Kind

_LOOSE = f"[{re.escape(''.join(sorted(SEPARATORS)))}]{{0,2}}"
_PLATE = re.compile(f"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]{_LOOSE}[a-hj-z]{_LOOSE}")
_GREEN = re.compile(r"[a-hjk][0-9a-hj-np-z][0-9]{4}|[0-9]{5}[a-hjk]")
_BLUE = re.compile(r"[0-9a-z]{5}")
_UNIT = re.compile(_LOOSE.join("号楼") + "|" + _LOOSE.join("单元") + "|" + _LOOSE.join("号房") + "|[栋幢室座房]")
_ROAD = re.compile(_LOOSE.join("大道") + "|" + _LOOSE.join("胡同") + "|[路街巷道弄村屯坡]")
_NOT_ROADS = ("铁路", "铁道", "国道", "省道", "县道", "乡道", "轨道", "频道", "渠道", "管道", "赛道", "线路", "电路")
_STOP = frozenset("市区县镇乡在住到从去于是的了我他她你和与及店地址寄送")
_TENS = frozenset("十百")
NAME = 8  # the longest road name that is taken along
FAR = 16


def _letter_or_digit(folded: Folded, place: int) -> bool:
    return place < len(folded.text) and (folded.sorts[place] != " " or "a" <= folded.text[place] <= "z")


def _plate(folded: Folded, place: int) -> int:
    """The end of the 5 or 6 signs of a plate from `place` on; 0 when it is none."""
    signs, ends = "", []
    while len(signs) < 6:
        place = after(folded.text, place) if signs else place
        if not _letter_or_digit(folded, place):
            break
        signs += folded.digits[place]
        place += 1
        ends.append(place)
    if _GREEN.fullmatch(signs) and not _letter_or_digit(folded, ends[5]):
        return ends[5]
    if _BLUE.fullmatch(signs[:5]) and sum(s.isdigit() for s in signs[:5]) >= 3:
        return 0 if _letter_or_digit(folded, ends[4]) or folded.text[ends[4] : ends[4] + 1] == "型" else ends[4]
    return 0


def plates(folded: Folded) -> Iterator[tuple[int, int, Kind]]:
    """Number plates, the new-energy ones with 8 signs too."""
    for head in _PLATE.finditer(folded.text):
        if end := _plate(folded, head.end()):
            yield head.start(), end, Kind.PLATE


def _sign(folded: Folded, place: int) -> bool:
    return _letter_or_digit(folded, place) or folded.text[place] in _TENS


def _count(folded: Folded, end: int) -> tuple[int, str]:
    """The number that ends before `end`: its start and its signs. Further parts (3-2-501, 5 0 1) have one or two."""
    start = stop = before(folded.text, end)
    signs = ""
    while start > max(end - FAR, 0):
        begin = stop
        while begin > max(end - FAR, 0) and _sign(folded, begin - 1):
            begin -= 1
        part = folded.digits[begin:stop]
        if not part or (signs and (len(part) > 2 or part.isalpha())):
            break
        start, signs = begin, part + signs
        stop = before(folded.text, begin)
        if stop == begin:
            break
    return start, signs


def _is_house(folded: Folded, unit: re.Match[str], start: int, signs: str, joined: bool) -> bool:
    """Whether number and word are an address, and not 三室一厅, 7座, 第三单元 or a hundred rooms."""
    digits = sum(char.isdigit() or char in _TENS for char in signs)
    word = unit[0]
    if not signs or len(signs) > 8 or len(signs) - digits > 1:
        return False
    if word == "座":
        return signs.isalpha() and signs.isascii()
    if word == "室":
        return joined or digits >= 3
    if word == "房":
        return digits >= 3 and folded.text[unit.end() : unit.end() + 1] not in set("间屋产子东贷价租源型")
    return joined or folded.text[max(start - 1, 0) : start] != "第"


def _room(folded: Folded, end: int) -> int:
    """The end of a room number that follows without 室: 2单元501."""
    place = stop = after(folded.text, end)
    while stop < min(place + 5, len(folded.text)) and folded.sorts[stop] != " ":
        stop += 1
    counted = folded.text[stop : stop + 1] in set("年月元块万个平米号%")
    return stop if 3 <= stop - place <= 4 and not counted else end


def houses(folded: Folded) -> Iterator[tuple[int, int, Kind]]:
    """House numbers; parts that touch are one find."""
    open_hit: tuple[int, int] | None = None
    for unit in _UNIT.finditer(folded.text):
        start, signs = _count(folded, unit.start())
        joined = open_hit is not None and before(folded.text, start) <= open_hit[1]
        if not _is_house(folded, unit, start, signs, joined):
            continue
        if open_hit and not joined:
            yield *open_hit, Kind.HOUSE
        end = unit.end() if unit[0] in "室座房号房" else _room(folded, unit.end())
        open_hit = (open_hit[0] if open_hit and joined else start, end)
    if open_hit:
        yield *open_hit, Kind.HOUSE


def _name(text: str, end: int) -> int:
    """The start of the road's name before `end`: Chinese characters up to a word that cannot belong to it."""
    start = end
    while start > max(end - NAME, 0) and "\u4e00" <= text[start - 1] <= "\u9fff" and text[start - 1] not in _STOP:
        start -= 1
    return start


def _number(folded: Folded, place: int) -> int:
    """The end of "100号" or "3组" from `place` on; 0 for none."""
    place = start = after(folded.text, place)
    while place < min(start + FAR, len(folded.text)) and (folded.sorts[place] != " " or folded.text[place] in _TENS):
        place = after(folded.text, place + 1)
    if place == start or folded.text[place : place + 1] not in {"号", "组", "队"}:
        return 0
    return 0 if folded.text[place + 1 : place + 2] in set("线令文") else place + 1


def streets(folded: Folded) -> Iterator[tuple[int, int, Kind]]:
    """Road and number: 民族大道100号. The road alone stays."""
    done = 0
    for road in _ROAD.finditer(folded.text):
        start, end = max(_name(folded.text, road.start()), done), _number(folded, road.end())
        if end and start < road.start() and not folded.text[: road.end()].endswith(_NOT_ROADS):
            yield start, end, Kind.STREET
            done = end
