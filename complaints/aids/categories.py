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


def search(words: str, limit: int = 6) -> list[Found]:
    """The leaves that fit the words, the best first; empty when nothing does."""
    return []
