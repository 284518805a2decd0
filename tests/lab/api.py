"""The API of permits: the same machine as that of complaints, on rows small enough to see through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.urls import path
from django_stubs_ext import StrOrPromise

from core.actors import Actor, Hat, Role
from core.api import Cases, cases_router, new_api, wear
from core.models import LedgerEntry
from core.workflow import Receipt, perform_new
from tests.lab.models import Permit, State


@dataclass(frozen=True, slots=True)
class PermitLine:
    number: str
    label: StrOrPromise


@dataclass(frozen=True, slots=True)
class PermitView:
    number: str
    version: int
    state: State
    label: StrOrPromise
    size: int
    phone: str | None
    inspector: int | None
    line: PermitLine


@dataclass(frozen=True, slots=True)
class PermitItem:
    seq: int
    kind: str


STAFF_ROLES = {"clerk": Role.MEDIATOR, "head": Role.MANAGER}


def hats(user: Any) -> list[Actor]:
    """A consumer is what everybody is; groups make clerks and heads."""
    names = Group.objects.filter(user=user).order_by("name").values_list("name", flat=True)
    return [Actor(user.pk, Hat(STAFF_ROLES[name], organisation=9)) for name in names]


def actors(user: Any, permit: Permit) -> list[Actor]:
    own = [Actor(user.pk, Hat(Role.CONSUMER))] if permit.owner == user.pk else []
    return [*own, *hats(user)]


def line(permit: Permit) -> PermitLine:
    return PermitLine(str(permit.pk), State(permit.state).label)


def page(user: Any, _hat: str, after: str, size: int) -> tuple[Sequence[PermitLine], str]:
    rows = Permit.objects.order_by("-pk")
    rows = rows if hats(user) else rows.filter(owner=user.pk)
    rows = rows.filter(pk__lt=int(after)) if after.isdecimal() else rows
    found = list(rows[: size + 1])
    return [line(one) for one in found[:size]], str(found[size - 1].pk) if len(found) > size else ""


def find(user: Any, number: str, hat: str) -> tuple[Permit, Actor]:
    permit = Permit.objects.filter(pk=int(number) if number.isdecimal() else 0).first()
    return (permit, wear(actors(user, permit), hat)) if permit else wear([], hat)  # type: ignore[return-value]


def view(permit: Permit, actor: Actor) -> PermitView:
    return PermitView(
        number=str(permit.pk),
        version=permit.version,
        state=State(permit.state),
        label=State(permit.state).label,
        size=permit.size,
        phone=permit.phone if actor.role == Role.CONSUMER else None,
        inspector=permit.inspector,
        line=line(permit),
    )


def entries(permit: Permit, _actor: Actor, after: int, size: int) -> list[PermitItem]:
    rows = LedgerEntry.objects.filter(stream=permit.stream, seq__gt=after).order_by("seq")[:size]
    return [PermitItem(row.seq, row.kind) for row in rows]


def file(user: Any, _hat: str, data: Mapping[str, Any], key: str) -> tuple[Receipt, str]:
    def create(cleaned: Mapping[str, Any]) -> Permit:
        return Permit.objects.create(owner=user.pk, size=cleaned["size"], phone=cleaned["phone"])

    by = Actor(user.pk, Hat(Role.CONSUMER))
    receipt = perform_new(Permit, "ask", by=by, data=data, create=create, key=key)
    return receipt, str(receipt.pk)


CASES = Cases(
    model=Permit, creates="ask", line=PermitLine, full=PermitView, item=PermitItem, page=page, find=find, view=view,
    entries=entries, file=file,
)  # fmt: skip

api = new_api("permits", "lab-api")
api.add_router("", cases_router(CASES))

urlpatterns = [path("api/v1/", api.urls)]
