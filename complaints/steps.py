"""The forms of the steps: what each asks for. Page, API, clerk and import all pass through them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.codes import ReassignReason, WithdrawReason
from complaints.workflow.states import Result
from core.workflow import StepForm, WordsField

LARGEST_ID = 2**63 - 1


class AssignForm(StepForm):
    mediator = forms.IntegerField(label=_("调解员"), min_value=1, max_value=LARGEST_ID)


class ReassignForm(StepForm):
    mediator = forms.IntegerField(label=_("新的调解员"), min_value=1, max_value=LARGEST_ID)
    reason = forms.ChoiceField(label=_("原因"), choices=ReassignReason.choices)
    note = WordsField(label=_("说明"), max_length=500, required=False)


class AcceptForm(StepForm):
    """办法 15: the decision, after the grounds of 办法 16 were checked and the declaration of §4.4 signed."""

    no_ground = forms.BooleanField(
        label=_("我已逐项核对，没有不予受理的情形"),
        error_messages={"required": _("请先核对不予受理的情形；有其中一项的，应当办理「不予受理」")},
    )
    no_conflict = forms.BooleanField(
        label=_("我声明与双方当事人没有利害关系"),
        error_messages={"required": _("请先作出无利害关系声明；有利害关系的，请负责人改派")},
    )
    opinion = WordsField(label=_("受理意见"), max_length=500)


class WithdrawForm(StepForm):
    reason = forms.ChoiceField(label=_("撤回原因"), choices=WithdrawReason.choices)
    pressured = forms.BooleanField(label=_("有人要求或者逼迫我撤回"), required=False)
    note = WordsField(label=_("想补充说明的"), max_length=500, required=False)


class CloseForm(StepForm):
    result = forms.ChoiceField(label=_("结案方式"), choices=Result.choices)
    note = WordsField(label=_("说明"), max_length=500, required=False)
