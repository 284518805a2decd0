"""What a person can do now, and for what they could do but cannot yet, why not and from when."""

from __future__ import annotations

from dataclasses import dataclass

from core import time
from core.actors import Actor
from core.errors import Reason
from core.models import Stateful
from core.workflow.declare import Declared, Step, declarations
from core.workflow.facts import Facts
from core.workflow.taking import failing


@dataclass(frozen=True, slots=True)
class Action:
    """One step this person may take from this state; open when nothing stands in the way."""

    name: str
    step: Step
    why_not: tuple[Reason, ...] = ()

    @property
    def open(self) -> bool:
        return not self.why_not

    @property
    def drafts(self) -> bool:
        """Whether it goes to a second person first."""
        return self.step.second_person is not None


def offered_to(case: Stateful, actor: Actor) -> list[Declared]:
    """Steps of this state that are offered and this person's, in the order written. No database."""
    state = vars(case)["state"]
    return [
        one
        for one in declarations(type(case)).values()
        if state in one.targets and one.step.offered and one.who(case, actor)
    ]


def available(case: Stateful, actor: Actor) -> list[Action]:
    """The steps of `offered_to` with the rules that fail. Each fact is asked for once for all steps."""
    case.facts = Facts(case, actor, {}, time.now())
    return [Action(one.name, one.step, tuple(failing(case, one))) for one in offered_to(case, actor)]
