"""A permit: asked for, examined, granted or refused by two people, archived by the clock."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from django_fsm import FSMField

from core.actors import Actor, Role, Who
from core.models import Stateful
from core.workflow import Act, Step, StepForm, WordsField, facts, guard, register_act, transition


class State(models.TextChoices):
    NEW = "new", "新建"
    ASKED = "asked", "已申请"
    EXAMINED = "examined", "已审查"
    GRANTED = "granted", "已许可"
    ARCHIVED = "archived", "已归档"


class ReasonForm(StepForm):
    reason = WordsField(max_length=200)


class AskForm(StepForm):
    private: ClassVar[tuple[str, ...]] = ("phone",)
    size = forms.IntegerField(min_value=1)
    story = WordsField(max_length=500)
    phone = forms.CharField(max_length=20)


class ExamineForm(StepForm):
    inspector = forms.IntegerField(min_value=1)


def _own(case: Any, by: Actor) -> bool:
    return bool(case.owner == by.user_id)


BY_OWNER = Who((Role.CONSUMER,), _own)
BY_ANYONE_ASKING = Who((Role.CONSUMER,))
BY_CLERK = Who((Role.MEDIATOR,))
BY_HEAD = Who((Role.MANAGER,))
BY_SYSTEM = Who((Role.SYSTEM,))


@guard("面积须小于100")
def small_enough(case: Any) -> bool:
    return bool(case.size < 100)


@guard("审查员今天休息")
def inspector_present(case: Any) -> bool:
    return case.facts["inspector_present"] is not False


@facts("inspector_present")
def _present(case: Any, actor: Actor, data: Any) -> bool | None:
    return None if "inspector" not in data else data["inspector"] != 13


class PermitFlow(Stateful):
    stream_prefix = "permit"
    state: models.CharField[str, str] = FSMField(
        choices=State.choices, default=State.NEW, protected=True, max_length=24
    )
    size = models.PositiveIntegerField(default=0)
    inspector = models.PositiveBigIntegerField(null=True)
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @transition(
        Step("申请", number="L1", form=AskForm, start=("C-ASSIGN",)),
        source=State.NEW, target=State.ASKED, who=BY_ANYONE_ASKING, guards=[small_enough],
    )  # fmt: skip
    def ask(self, *, size: int, story: str, phone: str) -> None: ...

    @transition(
        Step("审查", number="L2", form=ExamineForm, stop=("C-ASSIGN",), facts=("inspector_present",)),
        source=State.ASKED, target=State.EXAMINED, who=BY_CLERK, guards=[inspector_present],
    )  # fmt: skip
    def examine(self, *, inspector: int) -> None:
        self.inspector = inspector

    @transition(Step("修改", number="L3"), source=[State.ASKED, State.EXAMINED], target=None, who=BY_OWNER | BY_CLERK)
    def change(self) -> None:
        self.changes += 1

    @transition(
        Step("许可", number="L4", form=ReasonForm, second_person=BY_HEAD, start=("C-ARCHIVE",)),
        source=State.EXAMINED, target=State.GRANTED, who=BY_CLERK,
    )  # fmt: skip
    def grant(self, *, reason: str) -> None: ...

    @transition(
        Step("归档", number="L5", at_end_of=("C-ARCHIVE",)),
        source=State.GRANTED, target=State.ARCHIVED, who=BY_SYSTEM | BY_HEAD,
    )  # fmt: skip
    def archive(self) -> None: ...

    @transition(
        Step("撤销", number="L6", offered=False, documents=("D99",)),
        source=[State.GRANTED, State.ARCHIVED], target=State.ASKED, who=BY_HEAD,
    )  # fmt: skip
    def revoke(self) -> None: ...


class Permit(PermitFlow):
    owner = models.PositiveBigIntegerField()
    phone = models.CharField(max_length=20, default="")

    class Meta:
        app_label = "lab"


register_act(Permit, Act("note", "记一笔", BY_CLERK, "staff", ReasonForm))
