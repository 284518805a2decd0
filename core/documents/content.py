"""What a paper says comes from the room that knows the case; core knows only that there is somebody to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.checks import named

Context = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """A paper before it has a number: the template's file name, the title, and its words.

    `context` of "notice.typ": `to` (whom it addresses), `paragraphs`, `contact` (may be missing).
    """

    title: str
    template: str = "notice.typ"
    context: Context = field(default_factory=dict)


Make = Callable[[Any], DocumentContent]


@dataclass(frozen=True, slots=True)
class Provider:
    """Who makes the paper `code`, and its class in the number (受, 调, 终 …)."""

    code: str
    letter: str
    make: Make


def document(code: str, *, letter: str) -> Callable[[Make], Make]:
    """Register the function below as provider of `code`; a second one fails the start by a system check."""

    def wrap(make: Make) -> Make:
        named["documents"].setdefault(code, []).append(Provider(code, letter, make))
        return make

    return wrap


def provider(code: str) -> Provider:
    """The provider of `code`; raises KeyError when nobody provides it."""
    found: Provider = named["documents"][code][0]
    return found
