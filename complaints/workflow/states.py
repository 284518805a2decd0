"""The states of a complaint, the five words people read, and the ways a case ends (domain.md §3.1, §3.7)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """What a consumer needs to know: five words, and that it is over."""

    NONE = "", _("草稿")
    FILED = "filed", _("已提交")
    ASSIGNED = "assigned", _("已分派")
    MEDIATED = "mediated", _("调解")
    ARBITRATED = "arbitrated", _("仲裁")
    REFERRED = "referred", _("公益诉讼")
    ENDED = "ended", _("已结束")


class State(models.TextChoices):
    """The spine."""

    DRAFT = "draft", _("草稿")
    FILED = "filed", _("已提交")
    NEGOTIATING = "negotiating", _("先行和解中")
    SUPPLEMENTING = "supplementing", _("待补正")
    ASSIGNED = "assigned", _("已分派(待受理)")
    ACCEPTED = "accepted", _("已受理")
    MEDIATING = "mediating", _("调解中")
    SUSPENDED = "suspended", _("调解中止")
    MEDIATED = "mediated", _("调解成功(履行中)")
    TERMINATED = "terminated", _("调解终止")
    ARBITRATING = "arbitrating", _("仲裁办理中")
    ARBITRATED = "arbitrated", _("已仲裁")
    REFERRED = "referred", _("已移送公益诉讼")
    REJECTED = "rejected", pgettext_lazy("state", "不予受理")
    TRANSFERRED = "transferred", _("已移送有权机关")
    WITHDRAWN = "withdrawn", _("已撤回")
    SETTLED = "settled", _("已和解")
    CLOSED = "closed", _("已结案")

    @property
    def stage(self) -> Stage:
        """The user's word for this state."""
        return STAGES[self]


STAGES: dict[State, Stage] = {
    State.DRAFT: Stage.NONE,
    State.FILED: Stage.FILED,
    State.NEGOTIATING: Stage.FILED,
    State.SUPPLEMENTING: Stage.FILED,
    State.ASSIGNED: Stage.ASSIGNED,
    State.ACCEPTED: Stage.ASSIGNED,
    State.MEDIATING: Stage.MEDIATED,
    State.SUSPENDED: Stage.MEDIATED,
    State.MEDIATED: Stage.MEDIATED,
    State.TERMINATED: Stage.MEDIATED,
    State.ARBITRATING: Stage.ARBITRATED,
    State.ARBITRATED: Stage.ARBITRATED,
    State.REFERRED: Stage.REFERRED,
    State.REJECTED: Stage.ENDED,
    State.TRANSFERRED: Stage.ENDED,
    State.WITHDRAWN: Stage.ENDED,
    State.SETTLED: Stage.ENDED,
    State.CLOSED: Stage.ENDED,
}

CASES = tuple(state for state in State if state != State.DRAFT)
# A mediator works on it.
WORKED = (State.ASSIGNED, State.ACCEPTED, State.MEDIATING, State.SUSPENDED)
# Somebody still has to do something; the other states have ended or only run out. All of them may be withdrawn.
OPEN = (State.FILED, State.NEGOTIATING, State.SUPPLEMENTING, *WORKED)
# What fills a mediator's desk.
ON_DESK = (State.SUPPLEMENTING, *WORKED)


class Result(models.TextChoices):
    """How a case ended (§3.7)."""

    SETTLED = "settled", _("和解")
    SETTLED_BREACHED = "settled_breached", _("和解未履行")
    MEDIATED_PERFORMED = "mediated_performed", _("调解已履行")
    MEDIATED_BREACHED = "mediated_breached", _("调解未履行")
    AWARDED = "awarded", _("仲裁裁决")
    ARBITRAL_MEDIATION = "arbitral_mediation", _("仲裁调解")
    MEDIATION_FAILED = "mediation_failed", _("调解不成")
    REJECTED = "rejected", pgettext_lazy("state", "不予受理")
    TRANSFERRED = "transferred", pgettext_lazy("state", "移送")
    WITHDRAWN = "withdrawn", pgettext_lazy("state", "撤回")
    PIL = "pil", _("公益诉讼")


# What a case that ended in this state can have come to; the first one is what the system writes at the archive date.
RESULTS_OF_STATE: dict[str, tuple[Result, ...]] = {
    State.REJECTED: (Result.REJECTED,),
    State.TRANSFERRED: (Result.TRANSFERRED,),
    State.WITHDRAWN: (Result.WITHDRAWN,),
    State.TERMINATED: (Result.MEDIATION_FAILED,),
    State.ARBITRATED: (Result.AWARDED, Result.ARBITRAL_MEDIATION),
}
