"""Finding the category from the words a person has for it.

The everyday words and the examples come from files and are read once in a process. The leaves are rows, which an
administrator may change, so they are read anew for every search: one query for some seventy short rows, and no
process ever answers from yesterday's. The index over both is kept for as long as the rows stay the same.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from complaints.aids.matching import Fit, Index
from complaints.models import Category
from core.formats import name_of

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Found:
    """A leaf that may fit: its code, label, the way to it ("产品质量 › 家电数码") and what people bring to it.

    `kept`: not found by the words, but chosen before.
    """

    code: str
    label: str
    path: str
    example: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The leaves under one heading."""

    label: str
    leaves: tuple[Found, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its leaves."""
        return frozenset(leaf.code for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Domain:
    """A root of the tree."""

    label: str
    groups: tuple[Group, ...]


class Leaf(NamedTuple):
    """A row with the names of its group and its domain."""

    code: str
    name: str
    name_en: str
    group: str
    group_en: str
    domain: str
    domain_en: str

    def found(self) -> Found:
        """The leaf in the language of the reader."""
        domain, group = name_of(self.domain, self.domain_en), name_of(self.group, self.group_en)
        example = name_of(*examples().get(self.code, ("", "")))
        return Found(self.code, name_of(self.name, self.name_en), f"{domain} › {group}", example)


def search(words: str, limit: int = 6) -> list[Found]:
    """The leaves that fit the words, the best first; empty when nothing does."""
    rows = leaves()
    fits = index(rows).fits(words)
    order = {row.code: place for place, row in enumerate(rows)}

    def rank(row: Leaf) -> tuple[float, int, int]:
        fit: Fit = fits[row.code]
        return -fit.score, fit.place, order[row.code]

    return [row.found() for row in sorted((row for row in rows if row.code in fits), key=rank)[:limit]]


def leaf(code: str) -> Found | None:
    """The active leaf with this code."""
    return next((row.found() for row in leaves() if row.code == code), None)


def offered(words: str, chosen: str = "", limit: int = 6) -> list[Found]:
    """What `search` finds, with the leaf chosen before in front when it is not among them."""
    found = search(words, limit)
    kept = leaf(chosen) if chosen and chosen not in {one.code for one in found} else None
    return [replace(kept, kept=True), *found] if kept else found


def tree() -> list[Domain]:
    """Every active leaf under its group under its domain, in their order; one query."""
    return [
        Domain(name_of(*names), tuple(groups(of_domain)))
        for names, of_domain in groupby(leaves(), key=lambda row: (row.domain, row.domain_en))
    ]


def groups(rows: Iterator[Leaf]) -> Iterator[Group]:
    """The groups among leaves that are in their order."""
    for names, found in groupby(rows, key=lambda row: (row.group, row.group_en)):
        yield Group(name_of(*names), tuple(row.found() for row in found))


def leaves() -> tuple[Leaf, ...]:
    """The active leaves, domain by domain and group by group."""
    names = ("name", "name_en", "parent__name", "parent__name_en", "parent__parent__name", "parent__parent__name_en")
    rows = Category.objects.filter(active=True, level=Category.Level.LEAF)
    ordered = rows.order_by("parent__parent__order", "parent__order", "order", "code")
    return tuple(Leaf(*row) for row in ordered.values_list("code", *names))


@lru_cache(maxsize=2)
def index(rows: tuple[Leaf, ...]) -> Index:
    """Everything these leaves are called. Kept by the rows themselves: others make another index."""
    made = Index()
    for row in rows:
        bare = row.name.partition("(")[0], row.name_en.partition("(")[0]
        called = (row.name, row.name_en, *bare, *everyday_words().get(row.code, ()))
        made.add(row.code, called, dict.fromkeys((row.group, row.group_en, row.domain, row.domain_en)))
    return made


@cache
def everyday_words() -> dict[str, tuple[str, ...]]:
    """What people call it, by leaf, the most fitting first."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in read("category_words.csv"):
        words[row["code"]].append(row["word"])
    return {code: tuple(found) for code, found in words.items()}


@cache
def examples() -> dict[str, tuple[str, str]]:
    """What people bring to a leaf, in Chinese and in English."""
    return {row["code"]: (row["example"], row["example_en"]) for row in read("category_examples.csv")}


def read(name: str) -> list[dict[str, str]]:
    """The lines of a file beside the vocabularies."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
