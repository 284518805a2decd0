"""Whose turn it is in each state, and which clock says by when: the case strip's two questions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from complaints.workflow import State
from core.actors import Role


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has to move, what they have to do, and the clocks that count it, the most telling first.

    `words` is what they do, read after a name ("南宁市消委会，安排调解员"); `clock` is the line above the date.
    """

    roles: tuple[Role, ...]
    who: StrOrPromise
    words: StrOrPromise
    clocks: tuple[str, ...]
    clock: StrOrPromise


ASSOCIATION = _("消委会")
NOBODY: tuple[Role, ...] = ()
ARCHIVING = Turn(NOBODY, _("消委会"), _("整理归档"), ("C-ARCHIVE",), _("归档的期限"))

TURNS: dict[str, Turn] = {
    State.FILED: Turn((Role.MANAGER,), ASSOCIATION, _("安排调解员"), ("C-ASSIGN",), _("安排调解员的期限")),
    State.NEGOTIATING: Turn((Role.BUSINESS,), _("经营者"), _("先行答复"), ("C-RESP", "C-NEGO"), _("答复的期限")),
    State.SUPPLEMENTING: Turn((Role.CONSUMER,), _("消费者"), _("补充材料"), ("C-SUPP",), _("补齐材料的期限")),
    State.ASSIGNED: Turn((Role.MEDIATOR,), _("调解员"), _("决定是否受理"), ("C-ACCEPT",), _("决定是否受理的期限")),
    State.ACCEPTED: Turn((Role.MEDIATOR,), _("调解员"), _("征求双方意见，准备调解"), ("C-MEDI",), _("调解的期限")),
    State.MEDIATING: Turn((Role.MEDIATOR,), _("调解员和双方"), _("进行调解"), ("C-MEDI",), _("调解的期限")),
    State.SUSPENDED: Turn((Role.MEDIATOR,), _("调解员"), _("等中止原因消除"), ("C-RECUSE", "C-MEDI"), _("调解的期限")),
    State.MEDIATED: Turn((Role.BUSINESS,), _("经营者"), _("履行协议"), ("C-PERF", "C-URGE"), _("履行的期限")),
    State.SETTLED: Turn((Role.BUSINESS,), _("经营者"), _("履行约定"), ("C-PERF", "C-URGE"), _("履行的期限")),
    State.ARBITRATING: Turn((Role.ARBITRATOR,), _("仲裁机构"), _("办理仲裁"), ("C-ARB",), _("决定是否受理的期限")),
    State.REFERRED: Turn(NOBODY, _("自治区消委会"), _("办理公益诉讼"), ("C-PILR",), _("评估的期限")),
    State.TERMINATED: ARCHIVING,
    State.ARBITRATED: ARCHIVING,
    State.REJECTED: ARCHIVING,
    State.TRANSFERRED: ARCHIVING,
    State.WITHDRAWN: ARCHIVING,
    State.CLOSED: Turn(NOBODY, _("不用再办"), _("案件已结束"), (), ""),
}
