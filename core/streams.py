"""Which streams there are and who may see them. Pages, files and the socket ask here; unknown means no."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.models import LedgerEntry

MaySee = Callable[[Any, re.Match[str]], bool]
Missed = Callable[[str, int, int], Iterable[tuple[int, str]]]
ListsOf = Callable[[LedgerEntry], Iterable[str]]

extra_streams: list[ListsOf] = []
"""Rooms append here which lists change with an entry of a case's main stream, e.g. "desk:9" of its association."""


@dataclass(frozen=True, slots=True)
class StreamKind:
    """One audience: how its streams are named, and the question that lets a user in.

    A list has no entries of its own; `missed(stream, last, limit)` may give up to `limit` pairs (seq, kind) after
    `last` for it, the newest ones, oldest first.
    """

    name: str
    pattern: re.Pattern[str]
    may_see: MaySee
    missed: Missed | None = None


kinds: dict[str, StreamKind] = {}


def register(name: str, pattern: str, question: MaySee, missed: Missed | None = None) -> None:
    """Declare a kind of stream; raises ValueError for a name declared twice."""
    if name in kinds:
        raise ValueError(f"stream kind {name} is declared twice")
    kinds[name] = StreamKind(name, re.compile(pattern), question, missed)


def kind_of(stream: str) -> tuple[StreamKind, re.Match[str]] | None:
    """The kind whose whole pattern fits."""
    for kind in kinds.values():
        if match := kind.pattern.fullmatch(stream):
            return kind, match
    return None


def may_see(user: Any, stream: str) -> bool:
    """Whether this (signed-in or anonymous) user may read the stream now."""
    found = kind_of(stream)
    return found is not None and found[0].may_see(user, found[1])
