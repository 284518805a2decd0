"""The rules of the steps: small named predicates over the row and its facts, each with its sentence."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from complaints.codes import SELF_CHANNELS, Injury
from complaints.workflow.states import RESULTS_OF_STATE
from core.actors import STAFF, Role
from core.workflow import guard


@guard(_("请先验证您的手机号码或者电子邮箱"))
def contact_proven(case: Any) -> bool:
    return case.facts["contact_proven"] is not False


@guard(_("您对这家经营者已有多件投诉正在办理，请等其中一件办结后再提交"))
def few_open_against_business(case: Any) -> bool:
    known = case.facts["open_against_business"]
    return known is None or bool(known < settings.OPEN_PER_BUSINESS_LIMIT)


@guard(_("这个渠道由工作人员登记"))
def channel_fits_filer(case: Any) -> bool:
    own = case.channel_id in SELF_CHANNELS and case.delegated_by_id is None
    return bool(own or case.facts.actor.role in STAFF)


@guard(_("委托案件请注明委托的监管部门，其他案件不要填写"))
def delegation_named(case: Any) -> bool:
    return bool((case.channel_id == "delegated") == (case.delegated_by_id is not None))


@guard(_("请至少选择一项投诉请求"))
def has_remedy(case: Any) -> bool:
    return bool(case.remedies)


@guard(_("所选的人不是本消委会在任的调解员"))
def mediator_in_office(case: Any) -> bool:
    fit = case.facts["mediator_fit"]
    return fit is None or fit.association is not None


@guard(_("这位调解员在办的案件已经达到上限"))
def mediator_has_room(case: Any) -> bool:
    fit = case.facts["mediator_fit"]
    return fit is None or bool(fit.has_room)


@guard(_("这位调解员与当事人有利害关系，应当回避"))
def mediator_unconflicted(case: Any) -> bool:
    fit = case.facts["mediator_fit"]
    return fit is None or not fit.conflict


@guard(_("案件已经由这位调解员办理"))
def mediator_changes(case: Any) -> bool:
    return case.facts.data.get("mediator") != case.mediator_id or not case.facts.data


@guard(_("调解员只能领取案件给自己；分派给他人由负责人办理"))
def claims_for_self(case: Any) -> bool:
    facts = case.facts
    return facts.actor.role != Role.MEDIATOR or not facts.data or facts.data.get("mediator") == facts.actor.user_id


@guard(_("金额较大、多人、有人受伤或者涉及未成年人的投诉，由负责人决定受理"))
def within_own_power(case: Any) -> bool:
    weighty = case.joint or case.minor or case.injury != Injury.NONE
    weighty = weighty or case.amount_in_dispute > settings.ACCEPT_AMOUNT_LIMIT
    return bool(case.facts.actor.role == Role.MANAGER or not weighty)


@guard(_("您与当事人有利害关系，应当回避"))
def decider_unconflicted(case: Any) -> bool:
    return not case.facts["decider_conflict"]


@guard(_("补正最多两次"))
def supplement_rounds_left(case: Any) -> bool:
    return bool(case.supplement_rounds < 2)


@guard(_("移交最多两次"))
def moves_left(case: Any) -> bool:
    return bool(case.moves < 2)


@guard(_("重新办理最多两次"))
def reopenings_left(case: Any) -> bool:
    return bool(case.reopen_count < 2)


@guard(_("受委托的案件不能这样办理"))
def not_delegated(case: Any) -> bool:
    return case.delegated_by_id is None


@guard(_("紧急或者涉及安全的投诉直接分派，不先行和解"))
def not_urgent(case: Any) -> bool:
    return not case.urgent


@guard(_("还有复核、仲裁或者公益诉讼程序没有结束"))
def nothing_open(case: Any) -> bool:
    return not case.facts["open_procedures"]


@guard(_("结案方式与案件的情况不符"))
def result_fits(case: Any) -> bool:
    chosen = case.facts.data.get("result")
    return chosen is None or chosen in RESULTS_OF_STATE.get(case.state, ())
