"""The lines of a file of samples: what each says, or in plain words why it cannot be used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Category, Channel, Nature, Remedy
from complaints.samples.places import Places
from core.canonical import canonical

TEXTS = ("title", "narrative", "category", "nature", "channel", "county")
NEEDED = (*TEXTS, "amount", "remedy")
CODED = ("category", "nature", "channel")
LONGEST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line was not filed."""

    line: int
    words: str

    def __str__(self) -> str:
        return _("第 {line} 行：{words}").format(line=self.line, words=self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """A sample. `county` is the code of the place; `digest` tells one sample from another, wherever it stands."""

    line: int
    title: str
    narrative: str
    category: str
    nature: str
    amount: str
    remedies: tuple[str, ...]
    channel: str
    county: str
    digest: str


class Unusable(Exception):
    """A line that is no sample; carries the words that say why."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes in use, and the places."""

    codes: Mapping[str, frozenset[str]]
    places: Places

    @classmethod
    def of_today(cls) -> Vocabulary:
        """As the rows stand now; five queries."""
        codes = {
            "category": Category.objects.filter(active=True, level=Category.Level.LEAF),
            "nature": Nature.objects.filter(active=True),
            "remedy": Remedy.objects.filter(active=True),
            "channel": Channel.objects.filter(active=True),
        }
        found = {name: frozenset(rows.values_list("code", flat=True)) for name, rows in codes.items()}
        return cls(found, Places.of_today())


UNKNOWN = {
    "category": gettext_lazy("没有「{value}」这个类别"),
    "nature": gettext_lazy("没有「{value}」这种问题性质"),
    "remedy": gettext_lazy("没有「{value}」这种投诉请求"),
    "channel": gettext_lazy("没有「{value}」这个渠道"),
}


def read(path: Path, words: Vocabulary) -> Iterator[Row | Problem]:
    """Every line that is not empty, as a sample or as what is wrong with it. Raises OSError without the file."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield read_line(line, number, words)


def read_line(line: bytes, number: int, words: Vocabulary) -> Row | Problem:
    """One line. Only the fields of `Row` count; the domain follows from the category, further ones are left alone."""
    try:
        return row_of(parsed(line), number, words)
    except Unusable as unusable:
        return Problem(number, str(unusable))


def parsed(line: bytes) -> dict[str, Any]:
    """The object of a line; its numbers as they are written."""
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_float=Decimal, parse_constant=no_number)
    except UnicodeDecodeError:
        raise Unusable(_("不是 UTF-8 编码的文字")) from None
    except (ValueError, RecursionError):
        raise Unusable(_("不是完整的 JSON，请检查引号、逗号和括号")) from None
    if not isinstance(found, dict):
        raise Unusable(_("应当是一个 JSON 对象，以花括号开头和结尾"))
    return found


def no_number(name: str) -> None:
    """NaN and Infinity are no JSON, though Python would read them."""
    raise ValueError(name)


def row_of(given: Mapping[str, Any], number: int, words: Vocabulary) -> Row:
    """The sample in a line's object."""
    for name in NEEDED:
        if given.get(name) in (None, "", []):
            raise Unusable(_("缺少「{field}」").format(field=name))
    texts = {name: text_of(given, name) for name in TEXTS}
    remedies = remedies_of(given["remedy"])
    amount = amount_of(given["amount"])
    refuse_unknown([*((name, texts[name]) for name in CODED), *(("remedy", one) for one in remedies)], words)
    county = words.places.county_of(texts["county"])
    if county is None:
        raise Unusable(
            _("「{place}」不是广西的县（市、区），写法如「南宁市西乡塘区」").format(place=short(texts["county"]))
        )
    digest = digest_of({**texts, "amount": amount, "remedy": list(remedies)})
    return Row(line=number, digest=digest, amount=amount, remedies=remedies, **{**texts, "county": county})


def refuse_unknown(coded: Iterable[tuple[str, str]], words: Vocabulary) -> None:
    """Every code must be one in use."""
    for name, value in coded:
        if value not in words.codes[name]:
            raise Unusable(UNKNOWN[name].format(value=short(value)))


def text_of(given: Mapping[str, Any], name: str) -> str:
    """A field that must be text."""
    if not isinstance(given[name], str):
        raise Unusable(_("「{field}」应当是文字").format(field=name))
    return str(given[name]).strip()


def remedies_of(value: Any) -> tuple[str, ...]:
    """The remedies, each once, in the order written."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Unusable(_("「{field}」应当是一个列表").format(field="remedy"))
    return tuple(dict.fromkeys(value))


def amount_of(value: Any) -> str:
    """Yuan without the zeros nobody wrote on purpose: 12.50 and 12.5 are one amount."""
    try:
        amount = Decimal("NaN") if isinstance(value, bool | list | dict) else Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount.adjusted()) > LONGEST_SHOWN:
        raise Unusable(_("「{field}」应当是数字").format(field="amount"))
    if amount < 0:
        raise Unusable(_("金额不能小于 0"))
    return format(abs(amount).normalize(), "f")


def digest_of(fields: Mapping[str, Any]) -> str:
    """What the sample says, in 32 characters."""
    return hashlib.sha256(canonical(dict(fields))).hexdigest()[:32]


def short(value: str) -> str:
    """So much of a wrong value that its writer finds it."""
    return value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
