"""Four eyes: one drafts, another decides. The draft changes no state and no clock; a case that moved on voids it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, pending, time
from core.actors import Actor
from core.canonical import plain
from core.errors import Conflict, NotFound, Reason, Refused
from core.ledger import Happening
from core.models import LedgerEntry, Proposal, Stateful
from core.workflow.declare import Declared, declared
from core.workflow.door import compare_version
from core.workflow.facts import Facts
from core.workflow.knock import Knock, Receipt, busy_not_broken, make_knock
from core.workflow.rows import lock
from core.workflow.settling import settle_clocks
from core.workflow.taking import failing, require_edge, take


def propose(
    case: Stateful, name: str, *, by: Actor, data: Mapping[str, Any] | None = None, version: int | None = None
) -> Proposal:
    """Draft a step for its second person. Raises as `perform`; an open draft of the same step is replaced."""
    step = declared(type(case), name)
    if by.role not in step.who.all_roles:
        raise NotFound
    if not step.step.offered or step.step.second_person is None:
        raise Refused(Reason("no-second-person", _("「{step}」不经审批").format(step=step.step.label)))
    knock = make_knock(step, case.stream, by=by, data=data or {}, version=version)
    with busy_not_broken(), transaction.atomic():
        return _propose(lock(type(case), case.pk), step, knock)


def _propose(case: Stateful, step: Declared, knock: Knock) -> Proposal:
    compare_version(case, knock)
    settle_clocks(case, knock.now)
    require_edge(case, step, str(vars(case)["state"]), knock)
    case.facts = Facts(case, knock.by, knock.cleaned, knock.now)
    if reasons := failing(case, step):
        raise Refused(*reasons)
    Proposal.objects.filter(stream=case.stream, step=step.name, decision="").update(
        decision=Proposal.Decision.VOID, decided_at=knock.now
    )
    proposal = Proposal.objects.create(
        stream=case.stream, step=step.name, data=plain(dict(knock.cleaned)), by_id=knock.by.user_id,
        hat=knock.by.hat.code, case_version=case.version, created_at=knock.now,
    )  # fmt: skip
    _note(case, "proposed", knock.by, proposal)
    return proposal


def approve(case: Stateful, proposal: Proposal, *, by: Actor, key: str = "") -> Receipt:
    """Do the drafted step. Raises NotFound for its own author, Conflict when the case changed since the draft."""
    step = declared(type(case), proposal.step)
    knock = make_knock(step, case.stream, by=by, data=proposal.data, key=key, approves=step.step.second_person)
    with busy_not_broken(), transaction.atomic():
        outcome = _approve(lock(type(case), case.pk), step, knock, proposal.pk)
    if isinstance(outcome, Conflict):
        raise outcome
    return Receipt.of(outcome)


def _approve(case: Stateful, step: Declared, knock: Knock, pk: int) -> LedgerEntry | Conflict:
    """The entry, or the Conflict to raise once the voided draft is committed."""
    settle_clocks(case, knock.now)
    proposal = _open_for(case, knock.by, step, pk)
    if proposal.case_version != case.version:
        _decide(case, proposal, Proposal.Decision.VOID, knock.by, "")
        return Conflict(_("案件在拟办之后有了变化，这份拟办已失效，请重新拟办"), version=case.version)
    entry = take(case, step, knock)
    _decide(case, proposal, Proposal.Decision.APPROVED, knock.by, "")
    return entry


def decline(case: Stateful, proposal: Proposal, *, by: Actor, reason: str) -> None:
    """Send the draft back with a reason; the case stays as it is."""
    step = declared(type(case), proposal.step)
    with busy_not_broken(), transaction.atomic():
        locked = lock(type(case), case.pk)
        _decide(locked, _open_for(locked, by, step, proposal.pk), Proposal.Decision.DECLINED, by, reason)


def _open_for(case: Stateful, by: Actor, step: Declared, pk: int) -> Proposal:
    """The undecided draft, for another person than its author who may decide it; NotFound otherwise."""
    second = step.step.second_person
    found = Proposal.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk, stream=case.stream, decision="")
    proposal = found.first()
    if proposal is None or second is None or not second(case, by) or proposal.by_id == by.user_id:
        raise NotFound
    return proposal


def _decide(case: Stateful, proposal: Proposal, decision: Proposal.Decision, by: Actor, reason: str) -> None:
    proposal.decision, proposal.decided_by_id, proposal.decided_at = decision, by.user_id, time.now()
    proposal.reason = reason
    proposal.save(update_fields=["decision", "decided_by", "decided_at", "reason"])
    _note(case, decision.value, by, proposal)


def _note(case: Stateful, kind: str, by: Actor, proposal: Proposal) -> None:
    now = time.now()
    codes = {"proposal": proposal.pk, "step": proposal.step, "case_version": proposal.case_version}
    words = {"reason": proposal.reason} if proposal.reason else {}
    entry = ledger.append_to(
        f"{case.stream}:staff", Happening(kind, by, effective_at=now, recorded_at=now, codes=codes, words=words)
    )
    transaction.on_commit(lambda: pending.hint(entry), robust=True)
