"""The door for a case that exists: lock, settle the clocks, ask the rules, change, write the history; or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import time
from core.actors import Actor, Role
from core.errors import Conflict, DoorError, NotFound, Reason, Refused
from core.models import LedgerEntry, Stateful
from core.workflow.declare import Declared, declarations, declared
from core.workflow.knock import Knock, Receipt, make_knock, once
from core.workflow.rows import lock
from core.workflow.settling import settle_clocks
from core.workflow.taking import require_who, take


def perform(
    case: Stateful, name: str, *, by: Actor, data: Mapping[str, Any] | None = None,
    version: int | None = None, key: str = "",
) -> Receipt:  # fmt: skip
    """Do the step `name` on the case.

    `data` is what the step's form expects, raw. With `version` the step is done only on that version of the case;
    with `key` sending it twice does it once. Raises NotFound, Conflict, Refused, Invalid or Busy; after any of them
    nothing has changed, except that clocks which were due have ended.
    """
    step = declared(type(case), name)
    if by.role not in step.who.all_roles:
        raise NotFound
    refuse_unless_direct(step)
    knock = make_knock(step, case.stream, by=by, data=data or {}, version=version, key=key)
    return once(knock, lambda: through(type(case), case.pk, step, knock))


def refuse_unless_direct(step: Declared) -> None:
    """Refuse steps of later work, and those that need a second person."""
    if not step.step.offered:
        raise Refused(Reason("not-offered", _("「{step}」尚未开通").format(step=step.step.label)))
    if step.step.second_person is not None:
        raise Refused(Reason("second-person", _("「{step}」须先拟办，再由另一人审批").format(step=step.step.label)))


def through(model: type[Stateful], pk: int, step: Declared, knock: Knock) -> LedgerEntry:
    """The transaction. A refusal is raised after it, so that what the clocks did stays."""
    refused: DoorError | None = None
    with transaction.atomic():
        case = lock(model, pk)
        require_who(case, step, knock)
        compare_version(case, knock)
        settle_clocks(case, knock.now)
        try:
            with transaction.atomic():
                entry = take(case, step, knock)
        except DoorError as error:
            refused = error
    if refused is not None:
        raise refused
    return entry


def compare_version(case: Stateful, knock: Knock) -> None:
    """Raises Conflict, with what happened since, when the case moved on after the person looked."""
    if knock.version is None or knock.version == case.version:
        return
    entries = LedgerEntry.objects.filter(stream=case.stream, seq__gt=knock.version).order_by("seq")[:5]
    since = [what_happened(type(case), entry) for entry in entries]
    raise Conflict(_("案件刚刚有了新进展，请看过之后再办"), version=case.version, since=since)


def what_happened(model: type[Stateful], entry: LedgerEntry) -> str:
    """ "调解员于 09:14 办理「受理」" """
    step = declarations(model).get(entry.kind)
    role = Role(entry.hat.split("@")[0].split("#")[0]).label
    moment = entry.recorded_at.astimezone(time.SHANGHAI)
    return _("{role}于 {time} 办理「{step}」").format(
        role=role, time=f"{moment:%H:%M}", step=step.step.label if step else entry.kind
    )
