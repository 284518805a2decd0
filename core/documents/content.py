"""What a paper says comes from the room that knows the case; core knows only that there is somebody to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.checks import named
from core.models import LedgerEntry

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """A paper before it has a number: the template's file name, the title, and its words.

    `context` of "notice.typ": `to` (whom it addresses), `paragraphs`, `contact` (may be missing). Of "register.typ":
    `sections` [{heading, rows [{cells [[label, value], …], long?}]}], `choices` [{label, yes}], `files` [[n, name,
    sha256]], `signatures` [[label, value]], `notes` [words]. Everything is text, lists, mappings and booleans.
    """

    title: str
    template: str = "notice.typ"
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be issued: the content, the audience (`stream`), the office, and the short name of its place."""

    content: DocumentContent
    stream: str
    place: str
    association: str


Make = Callable[[Any, LedgerEntry], Paper]
"""Makes the paper of a case and the entry it belongs to; asked outside any transaction, in Chinese."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who makes the paper `code`, and its class in the number (受, 调, 终 …)."""

    code: str
    letter: str
    make: Make


def document(code: str, *, letter: str) -> Callable[[Make], Make]:
    """Register the function below as provider of `code`; a second one fails the start by a system check.

    `letter` is the class in the number, `登` in 桂消委青秀〔2026〕登字第7号.
    """

    def wrap(make: Make) -> Make:
        named["documents"].setdefault(code, []).append(Provider(code, letter, make))
        return make

    return wrap


def provider(code: str) -> Provider:
    """The provider of `code`; raises KeyError when nobody provides it."""
    found: Provider = named["documents"][code][0]
    return found
