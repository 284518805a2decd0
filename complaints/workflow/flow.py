"""Every step of a complaint, in the order of domain.md §3.2, with its legal basis and the clocks it turns.

`offered=False`: declared for the record (it can be drawn, listed and tested); the work that builds what it needs
gives it a form, its guards and its notices, and offers it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints import guards as rule
from complaints import steps
from complaints.filing import FilingForm
from complaints.workflow import states, who
from complaints.workflow.columns import ComplaintColumns
from complaints.workflow.states import Result, State
from core.workflow import Step, transition

S = State
BEFORE_END = (
    "C-ACCEPT", "C-ASSIGN", "C-RESP", "C-NEGO", "C-SUPP", "C-ANSWER", "C-MEDI", "C-RECUSE", "C-SIGN",
)  # fmt: skip
AFTER_CLOSE = ("C-SURVEY", "C-REOPEN")
FIT = [rule.mediator_in_office, rule.mediator_has_room, rule.mediator_unconflicted]


class ComplaintFlow(ComplaintColumns):
    """The steps."""

    class Meta:
        abstract = True

    @transition(
        Step(
            _("提交投诉"), number="T02", basis="消法 39；办法 10；条例 46", form=FilingForm,
            start=("C-ACCEPT", "C-ASSIGN"), facts=("contact_proven", "open_against_business"), documents=("D01",),
            publicity=1,
        ),
        source=S.DRAFT, target=S.FILED, who=who.FILER,
        guards=[
            rule.contact_proven, rule.has_remedy, rule.few_open_against_business, rule.channel_fits_filer,
            rule.delegation_named,
        ],
    )  # fmt: skip
    def submit(self, **_given: Any) -> None:
        self.filed_at = self._now

    @transition(
        Step(
            _("转先行和解"), number="T03", basis="条例 44", pause=("C-ACCEPT", "C-ASSIGN"), start=("C-RESP", "C-NEGO"),
            publicity=1, offered=False,
        ),
        source=S.FILED, target=S.NEGOTIATING, who=who.SYSTEM, guards=[rule.not_delegated, rule.not_urgent],
    )  # fmt: skip
    def start_negotiation(self) -> None:
        self.business_told_at = self.business_told_at or self._now

    @transition(
        Step(
            _("自行和解"), number="T04", basis="消法 39(1)", stop=BEFORE_END, start=("C-PERF",), publicity=2,
            offered=False,
        ),
        source=[S.NEGOTIATING, S.FILED, S.ASSIGNED, S.ACCEPTED, S.MEDIATING], target=S.SETTLED, who=who.CONSUMER,
    )  # fmt: skip
    def settle(self) -> None: ...

    @transition(
        Step(
            _("和解不成"), number="T05", basis="条例 44", stop=("C-RESP", "C-NEGO"), resume=("C-ACCEPT", "C-ASSIGN"),
            at_end_of=("C-NEGO",), publicity=1, offered=False,
        ),
        source=S.NEGOTIATING, target=S.FILED, who=who.CONSUMER | who.BUSINESS | who.SYSTEM,
    )  # fmt: skip
    def end_negotiation(self) -> None: ...

    @transition(
        Step(
            _("分派"), number="T06", basis="消委会规则", form=steps.AssignForm, stop=("C-ASSIGN",),
            facts=("mediator_fit",), publicity=1,
        ),
        source=S.FILED, target=S.ASSIGNED, who=who.SYSTEM | who.MANAGER | who.COLLEAGUE,
        guards=[rule.claims_for_self, *FIT],
    )  # fmt: skip
    def assign(self, *, mediator: int) -> None:
        self.mediator_id = mediator

    @transition(
        Step(_("改派"), number="T07", basis="办法 18–21", form=steps.ReassignForm, facts=("mediator_fit",)),
        source=list(states.WORKED), target=None, who=who.MANAGER | who.UPPER_MANAGER,
        guards=[rule.mediator_changes, *FIT],
    )  # fmt: skip
    def reassign(self, *, mediator: int, reason: str, note: str = "") -> None:
        self.mediator_id, self.association_id = mediator, self.facts["mediator_fit"].association
        self.conflict_declared_at = None

    @transition(
        Step(
            _("移交或者提级"), number="T08", basis="办法 13–14", stop=("C-ASSIGN",), start=("C-ASSIGN",), publicity=1,
            offered=False,
        ),
        source=[S.FILED, S.ASSIGNED], target=S.FILED, who=who.MANAGER | who.UPPER_MANAGER,
        guards=[rule.moves_left, rule.not_delegated],
    )  # fmt: skip
    def move_association(self) -> None:
        self.moves += 1

    @transition(
        Step(
            _("要求补正"), number="T09", basis="办法 10", pause=("C-ACCEPT",), start=("C-SUPP",), publicity=1,
            offered=False,
        ),
        source=S.ASSIGNED, target=S.SUPPLEMENTING, who=who.MEDIATOR, guards=[rule.supplement_rounds_left],
    )  # fmt: skip
    def request_supplement(self) -> None:
        self.supplement_rounds += 1

    @transition(
        Step(
            _("补正"), number="T10", basis="办法 10", stop=("C-SUPP",), resume=("C-ACCEPT",), publicity=1,
            offered=False,
        ),
        source=S.SUPPLEMENTING, target=S.ASSIGNED, who=who.CONSUMER,
    )  # fmt: skip
    def supplement(self) -> None: ...

    @transition(
        Step(
            _("逾期未补正"), number="T11", basis="办法 16(5)", stop=("C-ACCEPT", "C-SUPP", "C-LAPSE"),
            start=("C-REVIEW", "C-ARCHIVE"), at_end_of=("C-SUPP",), second_person=who.MANAGER, publicity=1,
            offered=False,
        ),
        source=S.SUPPLEMENTING, target=S.REJECTED, who=who.SYSTEM,
    )  # fmt: skip
    def lapse_supplement(self) -> None: ...

    @transition(
        Step(
            _("受理"), number="T12", basis="办法 15；条例 46", form=steps.AcceptForm, stop=("C-ACCEPT",),
            start=("C-MEDI", "C-ANSWER"), facts=("decider_conflict",), publicity=1,
        ),
        source=S.ASSIGNED, target=S.ACCEPTED, who=who.MEDIATOR | who.MANAGER,
        guards=[rule.has_remedy, rule.within_own_power, rule.decider_unconflicted],
    )  # fmt: skip
    def accept(self, *, no_ground: bool, no_conflict: bool, opinion: str) -> None:
        self.accepted_at = self.conflict_declared_at = self._now
        self.business_told_at = self.business_told_at or self._now

    @transition(
        Step(
            _("不予受理"), number="T13", basis="办法 16；消法 39", stop=("C-ACCEPT",), start=("C-REVIEW", "C-ARCHIVE"),
            second_person=who.MANAGER, publicity=1, offered=False,
        ),
        source=S.ASSIGNED, target=S.REJECTED, who=who.MEDIATOR,
    )  # fmt: skip
    def reject(self) -> None: ...

    @transition(
        Step(
            _("移送"), number="T14", basis="办法 3、27、42", stop=BEFORE_END, start=("C-ARCHIVE",), publicity=1,
            offered=False,
        ),
        source=[S.ASSIGNED, S.ACCEPTED, S.MEDIATING, S.TERMINATED], target=S.TRANSFERRED, who=who.MANAGER,
    )  # fmt: skip
    def transfer_out(self) -> None: ...

    @transition(
        Step(_("经营者答辩"), number="T15", basis="条例 46", stop=("C-ANSWER",), offered=False),
        source=[S.ACCEPTED, S.MEDIATING], target=None, who=who.BUSINESS,
    )  # fmt: skip
    def answer(self) -> None: ...

    @transition(
        Step(_("启动调解"), number="T16", basis="办法 18、20", publicity=1, offered=False),
        source=S.ACCEPTED, target=S.MEDIATING, who=who.MEDIATOR,
    )  # fmt: skip
    def open_mediation(self) -> None: ...

    @transition(
        Step(_("中止"), number="T17", basis="办法 21–22；条例 46–47", pause=("C-MEDI",), publicity=1, offered=False),
        source=S.MEDIATING, target=S.SUSPENDED, who=who.MEDIATOR | who.SYSTEM,
    )  # fmt: skip
    def suspend(self) -> None:
        """For an appraisal or an agreed pause; a recusal request, during which C-MEDI runs,
        is still to be told apart."""

    @transition(
        Step(
            _("恢复"), number="T18", basis="办法 21–22", resume=("C-MEDI",), stop=("C-RECUSE",), publicity=1,
            offered=False,
        ),
        source=S.SUSPENDED, target=S.MEDIATING, who=who.MEDIATOR | who.MANAGER,
    )  # fmt: skip
    def resume(self) -> None: ...

    @transition(
        Step(
            _("达成协议"), number="T19", basis="办法 24；人民调解法 28–31", stop=("C-MEDI", "C-ANSWER", "C-SIGN"),
            start=("C-PERF", "C-CONF"), publicity=2, offered=False,
        ),
        source=S.MEDIATING, target=S.MEDIATED, who=who.SYSTEM,
    )  # fmt: skip
    def conclude(self) -> None: ...

    @transition(
        Step(
            _("终止调解"), number="T20", basis="办法 23", stop=("C-MEDI", "C-ANSWER", "C-RECUSE", "C-SIGN"),
            start=("C-NOTICE", "C-ARCHIVE"), second_person=who.MANAGER, publicity=1, offered=False,
        ),
        source=[S.ACCEPTED, S.MEDIATING, S.SUSPENDED], target=S.TERMINATED, who=who.MEDIATOR,
    )  # fmt: skip
    def terminate(self) -> None: ...

    @transition(
        Step(
            _("期满终止"), number="T21", basis="办法 23(5)；条例 46", stop=("C-MEDI", "C-ANSWER", "C-RECUSE", "C-SIGN"),
            start=("C-NOTICE", "C-ARCHIVE"), at_end_of=("C-MEDI",), publicity=1, offered=False,
        ),
        source=[S.MEDIATING, S.ACCEPTED, S.SUSPENDED], target=S.TERMINATED, who=who.SYSTEM,
    )  # fmt: skip
    def expire_mediation(self) -> None: ...

    @transition(
        Step(
            _("确认履行"), number="T22", basis="人民调解法 31", stop=("C-PERF", "C-CONFIRM", "C-URGE"),
            start=AFTER_CLOSE,
            at_end_of=("C-CONFIRM",), publicity=2, offered=False,
        ),
        source=[S.MEDIATED, S.SETTLED], target=S.CLOSED, who=who.CONSUMER | who.SYSTEM,
    )  # fmt: skip
    def confirm_performed(self) -> None:
        self.closed_at = self._now

    @transition(
        Step(
            _("报告未履行"), number="T23", basis="人民调解法 31", start=("C-URGE",), at_end_of=("C-PERF",), publicity=1,
            offered=False,
        ),
        source=[S.MEDIATED, S.SETTLED], target=None, who=who.CONSUMER | who.SYSTEM,
    )  # fmt: skip
    def report_breach(self) -> None:
        self.performance = "breached"

    @transition(
        Step(_("申请司法确认"), number="T24", basis="民诉法 205–206；人民调解法 33", stop=("C-CONF",), offered=False),
        source=S.MEDIATED, target=None, who=who.MEDIATOR,
    )  # fmt: skip
    def apply_confirmation(self) -> None: ...

    @transition(
        Step(
            _("未履行结案"), number="T25", basis="民诉法 250", stop=("C-PERF", "C-URGE"), start=AFTER_CLOSE,
            publicity=2,
            offered=False,
        ),
        source=[S.MEDIATED, S.SETTLED], target=S.CLOSED, who=who.MANAGER,
    )  # fmt: skip
    def close_breached(self) -> None:
        self.closed_at = self._now

    @transition(
        Step(
            _("转仲裁"), number="T26", basis="仲裁法 4、27、32", stop=("C-ARCHIVE", "C-ANSWER", "C-MEDI"),
            start=("C-ARB",),
            publicity=1, offered=False,
        ),
        source=[S.TERMINATED, S.ACCEPTED, S.MEDIATED], target=S.ARBITRATING, who=who.MANAGER,
    )  # fmt: skip
    def go_arbitration(self) -> None: ...

    @transition(
        Step(_("仲裁进展"), number="T27", basis="仲裁法 35", stop=("C-ARB",), offered=False),
        source=S.ARBITRATING, target=None, who=who.ARBITRATOR,
    )  # fmt: skip
    def arbitration_update(self) -> None: ...

    @transition(
        Step(
            _("记录裁决"), number="T28", basis="仲裁法 69–72", stop=("C-ARB",), start=("C-SETASIDE", "C-ARCHIVE"),
            publicity=2, offered=False,
        ),
        source=S.ARBITRATING, target=S.ARBITRATED, who=who.ARBITRATOR | who.MANAGER,
    )  # fmt: skip
    def record_award(self) -> None: ...

    @transition(
        Step(
            _("仲裁未裁"), number="T29", basis="仲裁法 35", stop=("C-ARB",), start=("C-ARCHIVE",), publicity=1,
            offered=False,
        ),
        source=S.ARBITRATING, target=S.TERMINATED, who=who.ARBITRATOR | who.MANAGER,
    )  # fmt: skip
    def arbitration_ended(self) -> None: ...

    @transition(
        Step(
            _("纳入公益诉讼线索"), number="T30", basis="消法 47；公益诉讼解释 2", second_person=who.UPPER_MANAGER,
            stream="staff", offered=False,
        ),
        source=list(states.CASES), target=None, who=who.MANAGER,
    )  # fmt: skip
    def link_pil(self) -> None: ...

    @transition(
        Step(
            _("移送公益诉讼"), number="T31", basis="消法 47；公益诉讼解释 1、9",
            stop=("C-ARCHIVE", "C-ANSWER", "C-MEDI"),
            start=("C-PILR/region",), second_person=who.UPPER_MANAGER, publicity=2, offered=False,
        ),
        source=[S.TERMINATED, S.ACCEPTED], target=S.REFERRED, who=who.MANAGER,
    )  # fmt: skip
    def refer_pil(self) -> None: ...

    @transition(
        Step(
            _("公益诉讼退回"), number="T32", basis="消法 47", stop=("C-PILR",), start=("C-ARCHIVE",), publicity=1,
            offered=False,
        ),
        source=S.REFERRED, target=S.TERMINATED, who=who.UPPER_MANAGER,
    )  # fmt: skip
    def pil_returned(self) -> None: ...

    @transition(
        Step(
            _("公益诉讼办结"), number="T33", basis="公益诉讼解释 16", stop=("C-PILR",), start=AFTER_CLOSE, publicity=2,
            offered=False,
        ),
        source=S.REFERRED, target=S.CLOSED, who=who.UPPER_MANAGER,
    )  # fmt: skip
    def pil_concluded(self) -> None:
        self.closed_at, self.result = self._now, Result.PIL

    @transition(
        Step(
            _("撤回"), number="T34", basis="办法 23(1)", form=steps.WithdrawForm, stop=BEFORE_END, start=("C-ARCHIVE",),
        ),
        source=list(states.OPEN), target=S.WITHDRAWN, who=who.CONSUMER,
    )  # fmt: skip
    def withdraw(self, *, reason: str, pressured: bool, note: str = "") -> None: ...

    @transition(
        Step(
            _("结案"), number="T35", basis="消委会规则", form=steps.CloseForm, stop=("C-ARCHIVE", "C-NOTICE"),
            start=AFTER_CLOSE, at_end_of=("C-ARCHIVE",), facts=("open_procedures",), publicity=2,
        ),
        source=[S.REJECTED, S.TRANSFERRED, S.WITHDRAWN, S.TERMINATED, S.ARBITRATED], target=S.CLOSED,
        who=who.SYSTEM | who.MANAGER, guards=[rule.nothing_open, rule.result_fits],
    )  # fmt: skip
    def close(self, *, result: str, note: str = "") -> None:
        self.result, self.closed_at = result, self._now

    @transition(
        Step(
            _("申请复核"), number="T36", basis="消委会规则", stop=("C-REVIEW",), pause=("C-ARCHIVE",),
            start=("C-REVDEC",),
            offered=False,
        ),
        source=S.REJECTED, target=None, who=who.CONSUMER,
    )  # fmt: skip
    def request_review(self) -> None: ...

    @transition(
        Step(
            _("重新办理"), number="T37", basis="消委会规则", start=("C-ACCEPT",), publicity=1, offered=False,
            stop=("C-REVIEW", "C-REVDEC", "C-ARCHIVE", "C-SURVEY", "C-REOPEN", "C-PERF", "C-URGE"),
        ),
        source=[S.CLOSED, S.WITHDRAWN, S.SETTLED, S.REJECTED], target=S.ASSIGNED, who=who.MANAGER | who.UPPER_MANAGER,
        guards=[rule.reopenings_left],
    )  # fmt: skip
    def reopen(self) -> None:
        self.reopen_count += 1
        self.closed_at, self.result, self.performance = None, "", ""

    @transition(
        Step(_("并入共同投诉"), number="T38", basis="办法 12", offered=False),
        source=[S.FILED, S.ASSIGNED, S.ACCEPTED], target=None, who=who.MANAGER,
    )  # fmt: skip
    def merge_joint(self) -> None: ...
