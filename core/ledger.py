"""Writing the history: one entry, its words, and a note for each reader; and who listens inside the transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.actors import Actor
from core.canonical import digest, plain
from core.models import LedgerEntry, Pending, Stateful, StepText, Stream

MAX_STRING = 64

Handler = Callable[[Any, LedgerEntry], None]
handlers: dict[str, list[Handler]] = {}
Hears = Callable[[LedgerEntry], bool]
readers: dict[str, Hears] = {}


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be written: who did what, with which codes and words, when it counts and when it was recorded."""

    kind: str
    by: Actor
    effective_at: dt.datetime
    recorded_at: dt.datetime
    source: str = ""
    target: str = ""
    codes: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    digest: str = ""


def on(kind: str) -> Callable[[Handler], Handler]:
    """Register an effect of another room that must not be lost: it runs in the entry's own transaction."""

    def wrap(handler: Handler) -> Handler:
        handlers.setdefault(kind, []).append(handler)
        return handler

    return wrap


def reader(
    name: str, hears: Callable[[str], bool] = lambda _stream: True, *, picks: Hears = lambda _entry: True
) -> None:
    """Register a reader: each entry that it `picks` of a stream it hears leaves it a `Pending` row."""
    readers[name] = lambda entry: hears(entry.stream) and picks(entry)


def salted(salt: str, text: str) -> str:
    """What the entry keeps of words: enough to prove them, too little to guess them."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def check_codes(value: Any) -> None:
    """Raises ValueError where a free string slipped in among the codes: words belong to StepText."""
    if isinstance(value, str) and len(value) > MAX_STRING:
        raise ValueError(f"a string of {len(value)} characters is no code")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        check_codes(part)


def append(holder: Stateful | Stream, stream: str, what: Happening) -> LedgerEntry:
    """Write the next entry of `stream`. `holder` is the locked row with its version and head; the caller saves it."""
    salts = {name: secrets.token_hex(16) for name in what.words}
    data = plain(dict(what.codes))
    check_codes(data)
    if salts:
        data["words"] = {name: salted(salts[name], text) for name, text in what.words.items()}
    entry = LedgerEntry(
        stream=stream, seq=holder.version + 1, kind=what.kind, actor=what.by.user_id, hat=what.by.hat.code,
        effective_at=what.effective_at, recorded_at=what.recorded_at, source=what.source, target=what.target,
        data=data, key=what.key, digest=what.digest, prev_hash=holder.head,
    )  # fmt: skip
    entry.hash = digest(entry.prev_hash, entry.body())
    entry.save(force_insert=True)
    holder.version, holder.head = entry.seq, entry.hash
    _keep_words(entry, what.words, salts)
    _leave_notes(entry)
    return entry


def append_to(stream: str, what: Happening) -> LedgerEntry:
    """Write the next entry of a stream that has its own `Stream` row, locking that row."""
    holder, _made = Stream.objects.select_for_update(no_key=True).get_or_create(name=stream)
    entry = append(holder, stream, what)
    holder.save(update_fields=["version", "head"])
    return entry


def _keep_words(entry: LedgerEntry, words: Mapping[str, str], salts: Mapping[str, str]) -> None:
    if words:
        StepText.objects.bulk_create(
            StepText(entry=entry, field=name, text=text, salt=salts[name]) for name, text in words.items()
        )


def _leave_notes(entry: LedgerEntry) -> None:
    if names := [name for name, hears in readers.items() if hears(entry)]:
        notes = Pending.objects.bulk_create([Pending(entry=entry, reader=name) for name in names])
        entry.notes = {note.reader: note.pk for note in notes}
