"""Everything the case page shows to one reader, from projections and declarations alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from complaints.models import Complaint
from complaints.papers import papers_for
from complaints.projections import Audience, CaseView, audience_of, case_view
from complaints.strip import Strip, face_of, stations, turn_words
from complaints.timeline import EVIDENCE, TimelineItem, course_of, timeline
from core import formats
from core.actors import Actor, Role
from core.models import Document
from core.workflow import Action, available
from mediation.addresses import Door
from mediation.evidence_page import evidence_count
from mediation.selectors import remedy_labels

# Steps whose button is never the main one: they end something.
DANGEROUS = frozenset({"withdraw", "reject", "terminate"})
SECONDARY = DANGEROUS | {"reassign", "close"}
KEY_KINDS = frozenset({"submit", "assign", "accept", "reject", "withdraw", "close", "open_mediation", "conclude"})
ICONS = {"withdraw": "close", "reassign": "people", "close": "box", "accept": "file-check", "assign": "user"}

Facts = list[tuple[StrOrPromise, Any]]


def case_context(case: Complaint, actor: Actor, door: Door) -> dict[str, Any]:
    """The context of `mediation/case.html` and of its live fragment."""
    audience = audience_of(case, actor)
    view = case_view(case, audience, subject=actor.hat.subject)
    items = timeline(course_of(case, audience), audience)
    actions = available(case, actor)
    return {
        "strip": strip_of(case, actor, door, view=view, items=items, actions=actions),
        "timeline": [item_context(item, actor) for item in reversed(items)],
        "acts": [act_context(one, door, view.number) for one in actions],
        "tabs": tabs(case, actor, door),
        "claims": claims(view),
        "parties": parties(view),
        "papers": [paper_context(one) for one in papers_for(case, actor)],
        "stream": case.stream,
        "seq": case.version,
        "live_url": door.live(view.number),
        "back": {"url": None, "label": door.home_label, "name": door.home},
        "staff": door.area == "staff",
        "colleague": audience is Audience.COLLEAGUE,
    }


def tabs(case: Complaint, actor: Actor, door: Door) -> list[Mapping[str, Any]]:
    """The case and its evidence, each an address; whoever has no evidence page has no tabs. One query."""
    count = evidence_count(case, actor)
    if count is None:
        return []
    return [
        {"url": door.case(case.number), "label": _("案件"), "current": True},
        {"url": door.evidence(case.number), "label": _("证据"), "count": count},
    ]


def strip_of(
    case: Complaint, actor: Actor, door: Door, *, view: CaseView, items: Sequence[TimelineItem],
    actions: Sequence[Action],
) -> Strip:  # fmt: skip
    """The case strip; the first step that is open and ends nothing is the button, the rest goes in the menu."""
    words, yours = turn_words(case, actor)
    main = next((one for one in actions if one.open and one.name not in SECONDARY), None)
    return Strip(
        number=view.number,
        title=view.title,
        state=view.state,
        state_label=str(view.state_label),
        steps=stations(case, {item.kind: item.at for item in items}),
        turn_label=words,
        turn_yours=yours,
        clock=face_of(case),
        primary=act_context(main, door, view.number) if main else None,
        more=[act_context(one, door, view.number) for one in actions if one is not main],
    )


def act_context(action: Action, door: Door, number: str) -> Mapping[str, Any]:
    """A step as a link, or as a reason why it is not possible yet."""
    return {
        "url": door.step(number, action.name),
        "label": action.step.label,
        "danger": action.name in DANGEROUS,
        "icon": ICONS.get(action.name, "right"),
        "why_not": [reason_words(one) for one in action.why_not],
    }


def reason_words(reason: Any) -> str:
    """The rule's sentence, and from when it no longer holds."""
    if reason.from_when is None:
        return str(reason.words)
    return _("{words}（{moment} 起可以）").format(words=reason.words, moment=formats.moment(reason.from_when))


def item_context(item: TimelineItem, actor: Actor) -> Mapping[str, Any]:
    """An entry as the timeline draws it."""
    mine = item.role == Role.CONSUMER.label and actor.role in {Role.CONSUMER, Role.GUEST}
    return {
        "seq": f"talk-{item.seq}" if item.kind in EVIDENCE else item.seq,
        "at": item.at,
        "words": item.label,
        "actor_words": _("您") if mine else item.role,
        "key": item.kind in KEY_KINDS,
        "texts": item.words,
    }


def paper_context(paper: Document) -> Mapping[str, Any]:
    """A paper as a link to its PDF."""
    return {
        "title": paper.title,
        "number": paper.number,
        "at": paper.issued_at,
        "url": reverse("file", args=[paper.file.token]) if paper.file else "",
    }


def claims(view: CaseView) -> Facts:
    """What was asked for and said, only what this reader has."""
    rows: Facts = [
        (_("诉求"), formats.mark("、").join(remedy_labels(view.remedies))),
        (_("事情经过"), view.narrative),
        (_("与商家沟通的情况"), view.prior_contact),
        (_("类别"), view.category),
        (_("主要问题"), view.nature),
        (_("争议金额"), money(view.amount_in_dispute)),
        (_("已付金额"), money(view.amount_paid)),
        (_("其他损失"), money(view.loss)),
        (_("购买日期"), formats.full_day(view.purchase_date) if view.purchase_date else ""),
        (_("购买方式"), view.purchase_mode),
        (_("订单号"), view.order_no),
        (_("品牌型号"), view.brand_model),
        (_("批次"), view.batch_no),
        (_("商品条码"), view.item_code),
        (_("人身伤害"), view.injury),
        (_("是否在别处处理"), view.elsewhere),
        (_("需要的协助"), view.help_needed),
        (_("查询码"), view.query_code),
    ]
    return [(label, value) for label, value in rows if value]


def money(value: Any) -> str:
    return "" if value is None else formats.money(value)


def parties(view: CaseView) -> list[Mapping[str, Any]]:
    """Both sides and who handles it."""
    people = [
        {
            "role_label": one.kind,
            "name": one.name,
            "facts": given(
                (_("电话"), formats.phone(one.phone)),
                (_("邮箱"), one.email),
                (_("所在地"), one.place),
                (_("地址"), one.address),
            ),
        }
        for one in view.people
    ]
    respondents = [
        {
            "role_label": one.role,
            "name": one.name,
            "facts": given(
                (_("地址"), one.address), (_("平台"), one.platform_name), (_("店铺"), one.shop_link),
                (_("信用代码"), one.uscc), (_("电话"), one.phone),
            ),
        }
        for one in view.respondents
    ]  # fmt: skip
    office = {
        "role_label": _("承办"),
        "name": view.association,
        "facts": given((_("调解员"), view.mediator), (_("县区"), view.county)),
    }
    return [*people, *respondents, office]


def given(*rows: tuple[StrOrPromise, str]) -> list[tuple[StrOrPromise, str]]:
    """Only what there is."""
    return [row for row in rows if row[1]]
