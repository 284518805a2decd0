"""Acts that are no transition: a message, a note, a consent. Same door; no version, no clock, no proposal touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_stubs_ext import StrOrPromise

from core import ledger, pending, time
from core.actors import Actor, Who
from core.errors import NotFound
from core.ledger import Happening
from core.models import LedgerEntry, Stateful
from core.workflow.forms import StepForm, clean
from core.workflow.knock import Knock, Receipt, once, owner_of, summed_up
from core.workflow.rows import lock

StreamOf = Callable[[Any, Actor, Mapping[str, Any]], str]
Check = Callable[[Any, Actor, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Act:
    """Declaration of an act: its name, form, who may, and the stream (the part after the case's) it is written to.

    Where the audience depends on what is said, `stream` is asked with the locked row, the actor and the cleaned data.
    `check` gets the same and raises Refused, Invalid or NotFound when a rule forbids it.
    """

    name: str
    label: StrOrPromise
    who: Who
    stream: str | StreamOf
    form: type[StepForm] = StepForm
    check: Check | None = None

    def stream_of(self, case: Any, by: Actor, cleaned: Mapping[str, Any]) -> str:
        """The part after the case's stream."""
        return self.stream if isinstance(self.stream, str) else self.stream(case, by, cleaned)


_acts: dict[type[Stateful], dict[str, Act]] = {}


def register_act(model: type[Stateful], one: Act) -> None:
    """Declare an act of a model; raises ValueError for a name declared twice."""
    if one.name in _acts.setdefault(model, {}):
        raise ValueError(f"act {one.name} is declared twice")
    _acts[model][one.name] = one


def acts_of(model: type[Stateful]) -> dict[str, Act]:
    """The declared acts of a model by name."""
    return dict(_acts.get(model, {}))


def act(case: Stateful, kind: str, *, by: Actor, data: Mapping[str, Any] | None = None, key: str = "") -> Receipt:
    """Do the act `kind` on the case; raises NotFound, Refused, Invalid or Busy."""
    one = acts_of(type(case)).get(kind)
    if one is None or by.role not in one.who.all_roles:
        raise NotFound
    cleaned = clean(one.form, data or {})
    codes, words = one.form.split(cleaned)
    summary = summed_up(case.stream, kind, cleaned)
    knock = Knock(
        by=by, name=kind, cleaned=cleaned, codes=codes, words=words, now=time.now(),
        key=f"{owner_of(by)}:{key}" if key else "", digest=summary,
    )  # fmt: skip
    return once(knock, lambda: _write(case, one, knock))


def _write(case: Stateful, one: Act, knock: Knock) -> LedgerEntry:
    with transaction.atomic():
        locked = lock(type(case), case.pk)
        if not one.who(locked, knock.by):
            raise NotFound
        if one.check is not None:
            one.check(locked, knock.by, knock.cleaned)
        entry = ledger.append_to(
            f"{locked.stream}:{one.stream_of(locked, knock.by, knock.cleaned)}",
            Happening(
                one.name, knock.by, effective_at=knock.now, recorded_at=time.now(), codes=knock.codes,
                words=knock.words, key=knock.key, digest=knock.digest,
            ),
        )  # fmt: skip
        for handler in ledger.handlers.get(one.name, ()):
            handler(locked, entry)
        transaction.on_commit(lambda: pending.hint(entry), robust=True)
        return entry
