"""Earlier cases of the same person that may be the same matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.actors import Actor


@dataclass(frozen=True, slots=True)
class Alike:
    """One of the person's own cases, and how alike (0 to 100)."""

    number: str
    title: str
    state_label: str
    likeness: int


def own_alike(actor: Actor, answers: Mapping[str, Any], limit: int = 3) -> list[Alike]:
    """The person's own cases (`visible_to`) that look like these answers, the most alike first."""
    return []
