"""Permits and what happens to them, done through the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.actors import Actor, Hat, Role
from core.workflow import act, perform, perform_new
from tests.lab.models import Permit

CLERK = Actor(900_001, Hat(Role.MEDIATOR, organisation=9))


def owner_of(permit: Permit) -> Actor:
    return Actor(permit.owner, Hat(Role.CONSUMER))


def new_permit(owner: Any) -> Permit:
    """A permit asked for: seq 1."""

    def create(cleaned: Mapping[str, Any]) -> Permit:
        return Permit.objects.create(owner=owner.pk, size=cleaned["size"], phone=cleaned["phone"])

    data = {"size": "20", "story": "想开一家店", "phone": "13800000000"}
    receipt = perform_new(Permit, "ask", by=Actor(owner.pk, Hat(Role.CONSUMER)), data=data, create=create)
    return Permit.objects.get(pk=receipt.pk)


def change(permit: Permit, times: int = 1) -> int:
    """Something happens to it, `times` over; returns the seq of the last."""
    seq = 0
    for _time in range(times):
        seq = perform(permit, "change", by=owner_of(permit)).seq
    return seq


def note(permit: Permit) -> None:
    """A note for the staff only."""
    act(permit, "note", by=CLERK, data={"reason": "当事人来电"})
