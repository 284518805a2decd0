"""E-mail addresses, also those written with （at）, 艾特, 点 or a # for the @."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.scrub.folding import Folded, after, before
from core.scrub.kinds import Kind

LONGEST = 64
_AT = re.compile(r"@|[(\[{]at[)\]}]|艾特|#")
_LABEL = re.compile(r"[a-z0-9-]{1,63}")
_DOT = re.compile(r"\s{0,3}(?:[.。·•]|点|[(\[{]dot[)\]}])\s{0,3}")
_TOP = frozenset(re.findall("[a-z]+", "cc cn co com edu gov hk info io me mo net org top tw vip xyz"))
_HOSTS = frozenset(
    re.findall("[a-z0-9]+", "126 139 163 189 aliyun foxmail gmail hotmail icloud outlook qq sina sohu yeah")
)


def _is_local(folded: Folded, place: int) -> bool:
    char = folded.text[place]
    return folded.sorts[place] != " " or "a" <= char <= "z" or char in "._%+-"


def _word(folded: Folded, end: int) -> int:
    """The start of the local part that ends before `end`."""
    start = end
    while start > max(end - LONGEST, 0) and _is_local(folded, start - 1):
        start -= 1
    return start


def _local(folded: Folded, mark: int) -> int:
    """The start of what stands before the @; scattered letters are gathered, at most LONGEST far."""
    end = before(folded.text, mark)
    start = _word(folded, end)
    size = end - start
    while start < end and mark - start < LONGEST:
        further = before(folded.text, start)
        begin = _word(folded, further)
        if begin == further or min(size, further - begin) > 2:
            break
        start, size = begin, further - begin
    return start


def _domain(text: str, place: int) -> tuple[int, list[str]]:
    """The end and the labels of the domain from `place` on."""
    labels: list[str] = []
    end = place
    place = after(text, place)
    while len(labels) < 6 and (label := _LABEL.match(text, place)):
        if labels and labels[-1] in _TOP and label[0] not in _TOP:
            break
        labels.append(label[0])
        end = label.end()
        dot = _DOT.match(text, end)
        if not dot:
            break
        place = dot.end()
    return end, labels


def _is_mail(mark: str, labels: list[str]) -> bool:
    if len(labels) < 2 or not (labels[-1].isalpha() and len(labels[-1]) > 1):
        return False
    return mark == "@" or (labels[-1] in _TOP and (mark != "#" or labels[0] in _HOSTS))


def mails(folded: Folded) -> Iterator[tuple[int, int, Kind]]:
    """Places of each address."""
    done = 0
    for mark in _AT.finditer(folded.text):
        start = max(_local(folded, mark.start()), done)
        end, labels = _domain(folded.text, mark.end())
        if start < before(folded.text, mark.start()) and _is_mail(mark[0], labels):
            yield start, end, Kind.EMAIL
            done = end
