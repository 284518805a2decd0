"""The rows behind the streams: found, locked, and which of their columns a step may write."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from core.errors import NotFound
from core.models import Stateful

M = TypeVar("M", bound=Stateful)

STATE: str = "state"


def lock(model: type[M], pk: int) -> M:
    """The row, locked until the transaction ends (SQLite locks the whole file by BEGIN IMMEDIATE)."""
    found = model._base_manager.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def case_of(stream: str) -> tuple[type[Stateful], int]:
    """The model and key behind a main stream, "case:7" → (Complaint, 7); raises NotFound."""
    prefix, _colon, pk = stream.partition(":")
    for model in stateful_models():
        if model.stream_prefix == prefix and pk.isdecimal():
            return model, int(pk)
    raise NotFound


def stateful_models(base: type[Stateful] = Stateful) -> Iterator[type[Stateful]]:
    """Every concrete model with a state machine."""
    for model in base.__subclasses__():
        if not model._meta.abstract:
            yield model
        yield from stateful_models(model)


def state_label(model: type[Stateful], state: str) -> str:
    """The word for a state."""
    field: Any = model._meta.get_field(STATE)
    return str(dict(field.flatchoices)[state])


@cache
def door_columns(model: type[Stateful]) -> tuple[str, ...]:
    """The columns a step may write: those of the abstract flow, nothing else of the row."""
    flows = [base for base in model.__mro__ if issubclass(base, Stateful) and base._meta.abstract]
    return tuple(dict.fromkeys(f.name for flow in flows for f in flow._meta.local_fields))
