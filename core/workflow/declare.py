"""The declaration of a step, once: from it come the buttons, the form, the API, the diagram, the table and the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ParamSpec, TypeVar, cast

from django.db import models
from django_fsm import FSMField, Transition
from django_fsm import transition as fsm_transition
from django_stubs_ext import StrOrPromise

from core.actors import Who
from core.errors import NotFound, Reason
from core.models import Stateful
from core.workflow.forms import StepForm

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Step:
    """One row of domain.md §3.2.

    `start`, `pause`, `resume`, `stop` and `at_end_of` name clocks; `documents`, `notify` and `facts` name providers
    that other rooms register (a system check finds a missing or a double one). `second_person` is who approves what
    the first one drafts. `offered=False`: declared for the record, refused at the door.
    """

    label: StrOrPromise
    number: str = ""
    basis: StrOrPromise = ""
    form: type[StepForm] = StepForm
    start: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    at_end_of: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    publicity: int = 0
    second_person: Who | None = None
    stream: str = ""
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Guard:
    """A named predicate over the row and its facts, with the sentence shown when it fails."""

    name: str
    words: StrOrPromise
    test: Callable[[Any], bool]

    def __call__(self, case: Any) -> bool:
        return self.test(case)

    @property
    def reason(self) -> Reason:
        return Reason(self.name, self.words)


def guard(words: StrOrPromise) -> Callable[[Callable[[Any], bool]], Guard]:
    """Make a predicate a guard; its name is the rule's name."""
    return lambda test: Guard(test.__name__, words, test)


def transition(
    step: Step, *, source: str | Sequence[str], target: str | None, who: Who, guards: Sequence[Guard] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """django-fsm's decorator with its signature kept and only typed metadata allowed.

    `target=None` keeps the state. Raises ValueError for "*" and "+": they name no states, so nothing could be drawn,
    tested or explained from them.
    """
    sources = [source] if isinstance(source, str) else list(source)
    if {"*", "+"} & set(sources):
        raise ValueError("name the source states")

    def wrap(method: Callable[P, R]) -> Callable[P, R]:
        made = fsm_transition(
            field="state",
            source=sources,
            target=target,
            conditions=list(guards),
            permission=cast(Any, who),
            custom={"step": step},
        )(method)
        return cast("Callable[P, R]", made)

    return wrap


@dataclass(frozen=True, slots=True)
class Declared:
    """A step of a model as declared: its name, its step, who may, and from where to where."""

    name: str
    step: Step
    who: Who
    guards: tuple[Guard, ...]
    targets: dict[str, str | None]
    line: int

    def target(self, source: str) -> str:
        """Where the step leads from `source`; the same state for a self-loop."""
        return self.targets[source] or source


def _target(edge: Any) -> str | None:
    return None if edge.target is None else str(edge.target)


def _one(name: str, edges: Sequence[Transition]) -> Declared:
    first = edges[0]
    return Declared(
        name=name,
        step=first.custom["step"],
        who=cast(Who, first.permission),
        guards=tuple(cast("list[Guard]", first.conditions)),
        targets={str(edge.source): _target(edge) for edge in edges},
        line=first.method.__code__.co_firstlineno,
    )


def _methods(model: type[models.Model]) -> Iterator[tuple[str, list[Transition]]]:
    field = cast(FSMField, model._meta.get_field("state"))
    for name, method in field.transitions[cast(Any, model)].items():
        yield name, list(method._django_fsm.transitions.values())


@cache
def declarations(model: type[Stateful]) -> dict[str, Declared]:
    """Every step of the model by name, in the order written (django-fsm's own order is alphabetical)."""
    found = sorted((_one(name, edges) for name, edges in _methods(model) if edges), key=lambda d: d.line)
    return {one.name: one for one in found}


def declared(model: type[Stateful], name: str) -> Declared:
    """The step called `name`; raises NotFound for a name nobody declared."""
    try:
        return declarations(model)[name]
    except KeyError:
        raise NotFound from None
