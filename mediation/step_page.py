"""A step's form as a person sees it: names to choose from instead of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Complaint
from complaints.workflow.states import RESULTS_OF_STATE, Result
from core.actors import Actor, Role
from core.forms import NamesSelect
from core.workflow import StepForm
from mediation.selectors import candidates

EXPLANATIONS = {
    "withdraw": gettext_lazy("撤回后，消委会不再办理这件投诉。请先确认问题已经解决，或者您打算改走别的途径。"),
    "accept": gettext_lazy("受理后开始调解，60 日内结束；消费者会马上看到。"),
    "assign": gettext_lazy("分派后，调解员要在期限内决定是否受理。"),
    "reassign": gettext_lazy("改派不影响期限，已经办过的步骤继续有效。"),
    "close": gettext_lazy("结案后进入归档和评价，案件不再计期限。"),
}


def dress(form: StepForm, case: Complaint, actor: Actor) -> StepForm:
    """Offer what fits this case: mediators with their load, results of this state."""
    if "mediator" in form.fields:
        offer(form, "mediator", mediator_choices(case, actor))
    if "result" in form.fields:
        fitting = RESULTS_OF_STATE.get(case.state, ())
        offer(form, "result", [(code, Result(code).label) for code in fitting])
    return form


def offer(form: StepForm, name: str, choices: Any) -> None:
    """Let a person choose from a list where the field itself takes a code."""
    field = form.fields[name]
    field.widget = NamesSelect(choices=choices)
    field.widget.is_required = field.required


def mediator_choices(case: Complaint, actor: Actor) -> list[tuple[Any, str]]:
    """Each with what lies on their desk already."""
    found = candidates(case, actor)
    words = _("{name}（在办 {load} 件）")
    return [("", _("请选择")), *((one.user.pk, words.format(name=one.user, load=one.load)) for one in found)]


def initial(case: Complaint, actor: Actor, name: str) -> Mapping[str, Any]:
    """What can be known beforehand."""
    if name == "assign" and actor.role == Role.MEDIATOR:
        return {"mediator": actor.user_id}
    fitting = RESULTS_OF_STATE.get(case.state, ())
    return {"result": next(iter(fitting), "")} if name == "close" else {}
