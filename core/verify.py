"""Reading the whole history again: every byte hashed, every gap named.

What this cannot see is a cut tail whose heads were rewritten too, or a chain hashed anew from the first entry on:
for that the heads must be kept outside the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from core import append_only
from core.canonical import digest
from core.ledger import salted
from core.models import LedgerEntry, Stateful, StepText, Stream
from core.workflow.declare import declarations
from core.workflow.rows import STATE, stateful_models

CHUNK = 2000
BATCH = 500
# What a value of the wrong type raises while it is read or hashed.
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: where, and what is wrong. No stream: the database as a whole."""

    stream: str
    seq: int
    words: str

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}: {self.words}" if self.stream else self.words


@dataclass(slots=True)
class Tip:
    """How far a chain has been read."""

    seq: int = 0
    hash: str = ""
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry with a column that holds no value of its type; what its plain columns say."""

    pk: int
    stream: str
    seq: int
    hash: str
    target: str


Entry = LedgerEntry | Unreadable


def verify(stream: str = "") -> Iterator[Fault]:
    """Faults of one stream, or of all: chain, gaps, states, heads, words, triggers. Memory: one tip per stream."""
    yield from (Fault("", 0, f"trigger {name} is missing") for name in append_only.missing(connection))
    tips: dict[str, Tip] = defaultdict(Tip)
    with one_moment():
        entries = _entries(stream)
        while batch := list(islice(entries, BATCH)):
            yield from _check_batch(batch, tips)
        yield from _heads(tips, stream)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as of one moment, without holding up who writes: heads and entries move together."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":  # atomic() would take the only write lock
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


# ---- entries ------------------------------------------------------------------------------------------------------


def _entries(stream: str) -> Iterator[Entry]:
    """Every entry in order. One that cannot be read is told of, and does not stop the reading."""
    rows = LedgerEntry.objects.order_by("stream", "seq")
    rest = rows = rows.filter(stream=stream) if stream else rows
    while True:
        last: Entry | None = None
        try:
            for entry in rest.iterator(CHUNK):
                last = entry
                yield entry
        except UNREADABLE:
            last = _unreadable(rest if last is None else _after(rows, last))
            yield last
            rest = _after(rows, last)
        else:
            return


def _after(rows: QuerySet[LedgerEntry], entry: Entry) -> QuerySet[LedgerEntry]:
    return rows.filter(Q(stream__gt=entry.stream) | Q(stream=entry.stream, seq__gt=entry.seq))


def _unreadable(rows: QuerySet[LedgerEntry]) -> Unreadable:
    return Unreadable(*rows.values_list("pk", "stream", "seq", "hash", "target")[0])


def _check_batch(batch: list[Entry], tips: dict[str, Tip]) -> Iterator[Fault]:
    texts: dict[int, list[StepText]] = defaultdict(list)
    for text in StepText.objects.filter(entry_id__in=[entry.pk for entry in batch]):
        texts[text.entry_id].append(text)
    for entry in batch:
        tip = tips[entry.stream]
        if isinstance(entry, Unreadable):
            yield Fault(entry.stream, entry.seq, "cannot be read")
        else:
            yield from _check(entry, tip)
            yield from _check_words(entry, texts[entry.pk])
        tip.seq, tip.hash = _number(entry.seq, otherwise=tip.seq + 1), entry.hash
        tip.state = entry.target or tip.state


def _number(value: Any, *, otherwise: int) -> int:
    """SQLite keeps text in a column of numbers if it is told to."""
    return value if isinstance(value, int) else otherwise


def _check(entry: LedgerEntry, tip: Tip) -> Iterator[Fault]:
    """One entry against the one before it."""
    if entry.seq != tip.seq + 1:
        yield Fault(entry.stream, entry.seq, f"expected entry {tip.seq + 1}")
    if entry.prev_hash != tip.hash:
        yield Fault(entry.stream, entry.seq, "does not follow the entry before")
    if entry.hash != _hash(entry):
        yield Fault(entry.stream, entry.seq, "content does not match its hash")
    if entry.target and tip.state is not None and entry.source != tip.state:
        yield Fault(entry.stream, entry.seq, f"starts at {entry.source}, the one before ended at {tip.state}")


def _hash(entry: LedgerEntry) -> str:
    """What the entry should hash to; "" when it holds what the ledger never takes (a float, a NUL)."""
    try:
        return digest(entry.prev_hash, entry.body())
    except UNREADABLE:
        return ""


def _check_words(entry: LedgerEntry, texts: list[StepText]) -> Iterator[Fault]:
    """Words that do not match, that the entry does not know, or that are gone; an erased text keeps its row."""
    kept = _kept(entry)
    for text in texts:
        if not _matches(text, kept.pop(text.field, None)):
            yield Fault(entry.stream, entry.seq, f"words of {text.field} do not match their hash")
    for field in kept:
        yield Fault(entry.stream, entry.seq, f"words of {field} are gone")


def _kept(entry: LedgerEntry) -> dict[str, Any]:
    words = entry.data.get("words", {}) if isinstance(entry.data, dict) else {}
    return dict(words) if isinstance(words, dict) else {}


def _matches(text: StepText, kept: Any) -> bool:
    """Whether these words are those the entry tells of; of erased ones nothing may be left."""
    if text.erased_at is not None:
        return kept is not None and not text.text and not text.salt
    return bool(kept == salted(text.salt, text.text))


# ---- heads --------------------------------------------------------------------------------------------------------


def _heads(tips: dict[str, Tip], only: str) -> Iterator[Fault]:
    """The stored heads and states against the last entries; a head without entries is a fault too."""
    rows = Stream.objects.values_list("name", "version", "head")
    for name, version, head in (rows.filter(name=only) if only else rows).iterator(CHUNK):
        yield from _head(name, version, head, tips.pop(name, Tip()))
    for model in stateful_models():
        yield from _case_heads(model, tips, only)
    yield from (Fault(name, tip.seq, "belongs to no case and no stream") for name, tip in tips.items())


def _case_heads(model: type[Stateful], tips: dict[str, Tip], only: str) -> Iterator[Fault]:
    rows = model._base_manager.values_list("pk", "version", "head", STATE)
    if only:
        prefix, _colon, pk = only.partition(":")
        rows = rows.filter(pk=int(pk)) if prefix == model.stream_prefix and pk.isdecimal() else rows.none()
    for key, version, head, state in rows.iterator(CHUNK):
        name = f"{model.stream_prefix}:{key}"
        tip = tips.pop(name, Tip())
        yield from _head(name, version, head, tip)
        if declarations(model) and state != tip.state:
            yield Fault(name, tip.seq, f"stands at {state}, its last entry ended at {tip.state}")


def _head(name: str, version: Any, head: str, tip: Tip) -> Iterator[Fault]:
    """A cut tail is named by the number that is gone, an entry that slipped in by its own."""
    if (version, head) != (tip.seq, tip.hash):
        seq = max(_number(version, otherwise=0), tip.seq)
        yield Fault(name, seq, f"the head says {version}, the last entry is {tip.seq}, or their hashes differ")
