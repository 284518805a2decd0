"""Finding the category from the words a person has for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A leaf that may fit: its code, label, the way to it ("产品质量 › 家电数码") and what people bring to it."""

    code: str
    label: str
    path: str
    example: str = ""


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


def search(words: str, limit: int = 6) -> list[Found]:
    """The leaves that fit the words, the best first; empty when nothing does."""
    return []


def leaf(code: str) -> Found | None:
    """The active leaf with this code."""
    return None


def offered(words: str, chosen: str = "", limit: int = 6) -> list[Found]:
    """What `search` finds, with the leaf chosen before in front when it is not among them."""
    found = search(words, limit)
    kept = None if chosen in {one.code for one in found} else leaf(chosen)
    return [kept, *found] if kept else found


def tree() -> list[Domain]:
    """Every active leaf under its group under its domain, in their order."""
    return []
