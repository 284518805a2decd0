"""The door for a case that does not exist yet. The look-up of a repeated key stands outside the transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import NotFound
from core.models import LedgerEntry, Stateful
from core.workflow.declare import Declared, declared
from core.workflow.door import refuse_unless_direct
from core.workflow.knock import Knock, Receipt, make_knock, once
from core.workflow.taking import take

Create = Callable[[Mapping[str, Any]], Stateful]


def perform_new(
    model: type[Stateful], name: str, *, by: Actor, data: Mapping[str, Any], create: Create,
    key: str = "", owner: str = "",
) -> Receipt:  # fmt: skip
    """Make a case and do its first step in one transaction.

    `create(cleaned)` saves the row in its initial state with what belongs to it and returns it. `owner` stands for
    the person when there is no account yet (a draft's token, hashed). Raises as `perform`.
    """
    step = declared(model, name)
    if by.role not in step.who.all_roles:
        raise NotFound
    refuse_unless_direct(step)
    knock = make_knock(step, model.stream_prefix, by=by, data=data, key=key, owner=owner)
    return once(knock, lambda: _create_and_take(step, knock, create))


def _create_and_take(step: Declared, knock: Knock, create: Create) -> LedgerEntry:
    with transaction.atomic():
        return take(create(knock.cleaned), step, knock)
