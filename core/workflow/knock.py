"""What is brought to the door and what is handed back; a request sent twice is answered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _

from core import time
from core.actors import Actor, Who
from core.canonical import canonical
from core.errors import Busy, DoorError, Reason, Refused
from core.models import LedgerEntry
from core.secrets import keyed_hash
from core.workflow.declare import Declared
from core.workflow.forms import clean

LOCK_STATES = frozenset({"55P03", "40P01", "40001", "57014"})
LOCK_NAMES = frozenset({"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the door hands back: the entry's place in its stream. `repeated` when the same key came before."""

    stream: str
    seq: int
    kind: str
    hash: str
    source: str
    target: str
    repeated: bool = False

    @property
    def pk(self) -> int:
        """The primary key of the case."""
        return int(self.stream.split(":")[1])

    @classmethod
    def of(cls, entry: LedgerEntry, *, repeated: bool = False) -> Receipt:
        return cls(entry.stream, entry.seq, entry.kind, entry.hash, entry.source, entry.target, repeated)


@dataclass(frozen=True, slots=True)
class Knock:
    """One request at the door, its shape already checked."""

    by: Actor
    name: str
    cleaned: Mapping[str, Any]
    codes: Mapping[str, Any]
    words: Mapping[str, str]
    now: dt.datetime
    version: int | None = None
    key: str = ""
    digest: str = ""
    approves: Who | None = None
    due: Mapping[str, dt.date] = field(default_factory=dict)


def make_knock(
    step: Declared, subject: str, *, by: Actor, data: Mapping[str, Any], version: int | None = None,
    key: str = "", owner: str = "", approves: Who | None = None,
) -> Knock:  # fmt: skip
    """Check the form (raises Invalid) and sum up the request. The moment counts from here, before any waiting."""
    now = time.now()
    cleaned = clean(step.step.form, data)
    codes, words = step.step.form.split(cleaned)
    owner = owner or owner_of(by)
    summary = summed_up(subject, step.name, cleaned)
    return Knock(
        by=by, name=step.name, cleaned=cleaned, codes=codes, words=words, now=now, version=version,
        key=f"{owner}:{key}" if key else "", digest=summary, approves=approves,
    )  # fmt: skip


def owner_of(by: Actor) -> str:
    """To whom a key belongs: the account, or for a guest and a link the proof itself."""
    return f"u{by.user_id}" if by.user_id is not None else by.hat.code


def summed_up(subject: str, step: str, cleaned: Mapping[str, Any]) -> str:
    """What tells one request from another under the same key: everything that was sent, also what is kept elsewhere.

    Keyed, or erased words could be guessed by trying.
    """
    return keyed_hash(canonical({"subject": subject, "step": step, "data": dict(cleaned)}).decode(), "request")


def once(knock: Knock, work: Callable[[], LedgerEntry]) -> Receipt:
    """Do the work; if it fails and the same key came before, answer as then. Looked up only on failure."""
    try:
        with busy_not_broken():
            return Receipt.of(work())
    except (DoorError, IntegrityError):
        if earlier := repeated(knock):
            return earlier
        raise


def repeated(knock: Knock) -> Receipt | None:
    """The receipt of the same request sent before; refuses another request under the same key."""
    earlier = LedgerEntry.objects.filter(key=knock.key).first() if knock.key else None
    if earlier is None:
        return None
    if earlier.digest != knock.digest:
        raise Refused(Reason("key-reused", _("这个提交编号已经用于另一份内容，请刷新页面后重试")))
    return Receipt.of(earlier, repeated=True)


@contextmanager
def busy_not_broken() -> Iterator[None]:
    """A wait for a lock that ran out is Busy (503); any other database error stays what it is."""
    try:
        yield
    except OperationalError as error:
        cause = error.__cause__
        if getattr(cause, "sqlstate", None) in LOCK_STATES or getattr(cause, "sqlite_errorname", None) in LOCK_NAMES:
            raise Busy from error
        raise
