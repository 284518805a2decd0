"""Example contexts for every page template, as the views are meant to build them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import RequestFactory

from complaints.pages import Page
from core.forms import DayInput, MoneyInput
from core.time import SHANGHAI

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
NUMBER = "GX450103-20261110-0042-0"


def at(day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


class FilingForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    category = forms.ChoiceField(
        label="属于哪一类",
        choices=[("", "请选择"), ("食品", [("P0101", "预包装食品")]), ("家电数码", [("P0202", "厨房与小家电")])],
    )
    nature = forms.MultipleChoiceField(
        label="问题的性质",
        help_text="最多选 3 项。",
        widget=forms.CheckboxSelectMultiple,
        choices=[("quality", "质量"), ("contract", "合同"), ("service", "售后服务")],
    )
    respondent = forms.CharField(label="商家名称", help_text="小票或网店页面上的全名。", max_length=80)
    bought_on = forms.DateField(label="购买日期", widget=DayInput)
    facts = forms.CharField(
        label="事情经过",
        help_text="什么时候买的，出了什么问题，找过商家没有，对方怎么说。",
        widget=forms.Textarea,
        min_length=20,
        max_length=2000,
    )
    amount = forms.DecimalField(label="争议金额", help_text="希望商家退还和赔偿的总数。", widget=MoneyInput)
    hurt = forms.ChoiceField(
        label="有人受伤吗",
        widget=forms.RadioSelect(attrs={"class": "inline"}),
        choices=[("no", "没有"), ("yes", "有人受伤")],
    )
    receipt = forms.FileField(label="小票照片", required=False)
    phone = forms.CharField(label="手机号", help_text="商家看不到，除非您同意。", max_length=20)
    privacy = forms.BooleanField(label="我已阅读隐私告知", help_text="并确认这件事没有在法院、仲裁机构或 12315 办理。")
    publish = forms.BooleanField(label="同意公示处理结果", required=False)


def filing(data: dict[str, Any] | None = None) -> dict[str, Any]:
    """A page of filing with fields of every kind, some of them folded away."""
    form = FilingForm(data)
    page = Page(
        "story",
        "story",
        "经过",
        "说说事情经过",
        lead="像跟朋友说事一样写。",
        more_label="小票",
        tips=(("先写经过", "照实写"),),
    )
    names = ("category", "nature", "respondent", "bought_on", "facts", "amount", "hurt", "phone", "privacy", "publish")
    stages = [
        {"label": "遇到了什么", "url": "/file/what/", "done": True, "current": False},
        {"label": "经过与证据", "url": "", "done": False, "current": True},
    ]
    return {
        "form": form,
        "page": page,
        "draft": {"code": "abcdefgh"},
        "section": {"fields": [form[name] for name in names], "more": [form["receipt"]], "open": bool(data)},
        "stages": stages,
        "stage_number": 2,
        "previous": "/file/what/",
        "kept_until": dt.date(2026, 12, 22),
    }


WRONG = {"facts": "锅漏气", "amount": "六百多", "nature": ["quality"], "phone": "13800000000"}


def strip(**changed: Any) -> dict[str, Any]:
    clock = {
        "label": "请在这之前答复",
        "due_at": dt.datetime(2026, 11, 27, 23, 59, 59, tzinfo=SHANGHAI),
        "remaining_words": "还剩 3 个工作日",
        "level": "calm",
        "pips_used": 0,
        "pips_total": 3,
        "note": "整个调解最晚到 2027年1月12日",
        "estimated": False,
    }
    steps = [
        ("提交", "done", dt.date(2026, 11, 10)),
        ("分派", "done", dt.date(2026, 11, 11)),
        ("受理", "done", dt.date(2026, 11, 13)),
        ("调解", "current", dt.date(2026, 11, 19)),
        ("结案", "todo", None),
    ]
    more = [
        {"url": "/a/", "label": "补充材料", "icon": "upload", "danger": False, "why_not": ""},
        {"url": "/b/", "label": "申请复核", "icon": "", "danger": False, "why_not": "只有不予受理的投诉可以申请复核"},
        {"url": "/c/", "label": "撤回投诉", "icon": "close", "danger": True, "why_not": ""},
    ]
    whole = {
        "number": NUMBER,
        "title": "电压力锅漏气，商家拒绝退货",
        "state": "mediating",
        "state_label": "调解中",
        "tone": "mediating",
        "steps": steps,
        "turn_label": "您，答复调解方案",
        "turn_yours": True,
        "clock": clock,
        "primary": {"url": "/p/", "label": "答复方案"},
        "more": more,
    }
    return {**whole, **changed}


def late_strip() -> dict[str, Any]:
    clock = strip()["clock"] | {"level": "late", "remaining_words": "逾期 1 个工作日", "pips_used": 7, "pips_total": 7}
    return strip(
        clock=clock | {"estimated": True, "note": ""},
        turn_yours=False,
        turn_label="南宁市青秀区消委会",
        primary=None,
        more=[],
    )


TIMELINE = [
    {"seq": 9, "at": at(24, 9, 14), "words": "商家同意方案第 2 版", "actor_words": "南宁示例电器商贸", "fresh": True},
    {
        "seq": 8,
        "at": at(24, 8, 50),
        "words": "调解员提出方案第 2 版",
        "key": True,
        "texts": [("方案", "退还货款\n赔偿台面损失")],
    },
    {
        "seq": 4,
        "at": at(13, 10, 20),
        "words": "青秀区消委会决定受理",
        "key": True,
        "attachments": [{"url": "/d/1/", "name": "投诉受理通知书"}],
    },
    {
        "words": "另有 2 条：分派、送达",
        "quiet": [{"at": at(11), "words": "分派"}, {"at": at(11, 9, 5), "words": "送达"}],
    },
    {"seq": 1, "at": at(10, 21, 36), "words": "您提交了投诉", "key": True},
]

ACTS = [
    {"url": "/s/1/", "label": "补充材料", "words": "照片、聊天记录、检测报告"},
    {"url": "/s/2/", "label": "撤回投诉", "words": "撤回后 24 小时内可以反悔", "danger": True},
    {"url": "/s/3/", "label": "启动调解", "why_not": [SimpleNamespace(words="双方尚未都同意调解")]},
]

CASE = {
    "strip": strip(),
    "timeline": TIMELINE,
    "acts": ACTS,
    "claims": [
        ("类别", "厨房与小家电"),
        ("诉求", "退货并退还货款\n赔偿台面损失"),
        ("经过", "限压阀一直漏气。" * 12),
        ("空", ""),
    ],
    "evidence": [{"url": "/e/1/", "name": "小票正面.jpg", "words": "您，11月10日"}],
    "parties": [{"role_label": "商家", "name": "南宁示例电器商贸有限公司", "facts": [("调解", "同意")]}],
    "tabs": [
        {"url": "?tab=a", "label": "概况", "current": True},
        {"url": "?tab=b", "label": "对话", "count": 2, "fresh": True},
    ],
    "stream": "case:1",
    "seq": 9,
    "live_url": "/cases/x/live/",
    "back": {"url": "/cases/", "label": "我的投诉"},
}


def row(n: int, **changed: Any) -> dict[str, Any]:
    one = {
        "url": f"/cases/{n}/",
        "number": NUMBER,
        "version": n,
        "title": "健身房停业转店，会员余额不退",
        "state": "assigned",
        "state_label": "已分派（待受理）",
        "consumer": "李先生",
        "business": "南宁示例健身服务有限公司",
        "turn_label": "您，审查受理",
        "turn_yours": True,
        "due_words": "今天到期",
        "due_level": "soon",
        "amount": Decimal("2680"),
        "unread": n == 1,
    }
    return {**one, **changed}


ROWS = [
    row(1),
    row(
        2,
        title="全屋定制柜门开裂，拖延返工",
        state="mediating",
        state_label="调解中",
        due_words="逾期 1 天",
        due_level="late",
    ),
    row(
        3,
        title="酒店取消订单只退一半",
        state="closed",
        state_label="已结案",
        turn_yours=False,
        turn_label="无",
        due_words="",
        amount=None,
    ),
]
MEDIATORS = [
    {"id": 1, "name": "韦示例", "load": 12, "limit": 40, "why_not": ""},
    {"id": 2, "name": "黄示例", "load": 40, "limit": 40, "why_not": "已满额"},
]
FILTERS = [
    {"url": "?", "label": "待办", "count": 12, "current": True},
    {"url": "?late", "label": "逾期", "count": 1, "late": True},
    {"url": "?wait", "label": "等对方", "count": "1000+"},
]

PILES = [
    {"url": "?pile=open", "label": "办理中", "count": 2},
    {"url": "?pile=ended", "label": "已结束", "count": 1, "current": True},
]


class AcceptForm(forms.Form):
    opinion = forms.CharField(
        label="受理意见", help_text="写明受理的理由，双方都能看到。", widget=forms.Textarea, max_length=500
    )
    grounds = forms.MultipleChoiceField(
        label="核对过的事项",
        widget=forms.CheckboxSelectMultiple,
        choices=[("r1", "生活消费，有消费凭证"), ("r2", "没有在别处办理")],
    )


def step(data: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "form": AcceptForm(data),
        "step": {"label": "受理", "basis": "《市场监督管理投诉举报处理办法》第十五条", "danger": False},
        "explanation": "受理以后，商家有 5 个工作日答复，调解在 60 日内结束。",
        "consequence": ["给消费者发《投诉受理通知书》", "通知商家答复"],
        "second_person_words": "这一步要由负责人批准后才生效。" if data is None else "",
        "refused": [SimpleNamespace(words="利益冲突声明还没有签")] if data is not None else [],
        "strip": strip(),
        "version": 4,
        "key": "k-2",
        "back": {"url": "/desk/x/", "label": "回到案件"},
    }


def assignment(n: int) -> dict[str, Any]:
    number = f"GX450103-20261113-031{n}-4"
    return row(n) | {
        "number": number,
        "category": "健身会员",
        "county": "青秀区",
        "filed_at": at(13, 20, 45),
        "urgent": n == 1,
        "post_url": "/desk/assign/",
        "key": f"k{n}",
        "mediators": MEDIATORS,
    }


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> (template, context), one for each page and for each of its important states."""
    outside = {"url": "/desk/x/", "label": "回到案件"}
    letters = [
        {"channel": "sms", "channel_label": "短信", "to": "138****0000", "body": "您的投诉已受理。", "at": at(24)},
        {
            "channel": "email",
            "channel_label": "邮件",
            "to": "a@demo.example",
            "subject": "投诉受理通知书",
            "body": "您好：\n详见 https://demo.example/cases/1/",
            "at": at(24, 8),
        },
    ]
    people = [
        {"email": f"{who}@demo.example", "name": "陈示例", "role_label": label}
        for who, label in [("consumer", "消费者"), ("mediator", "调解员"), ("manager", "消委会负责人")]
    ]
    filed = {
        "number": NUMBER,
        "query_code": "7K4M 92QD",
        "told_words": "已发短信到 138****0000。",
        "steps": [
            (dt.date(2026, 11, 25), "分派调解员", "由南宁市青秀区消委会办理。"),
            (None, "商家 5 个工作日内答复", "都同意就开始调解。"),
        ],
        "case_url": "/cases/x/",
        "office": {"name": "南宁市青秀区消费者权益保护委员会", "address": "示例路 8 号", "phone": "0771-000 0000"},
    }
    figures = [
        {"label": "受理投诉", "value": "12", "unit": "件", "note": "演示数据"},
        {"label": "按时率", "value": "97.9", "unit": "%", "note": "n=12"},
    ]
    pager = {"previous": "?before=1", "next": "?after=1"}
    return {
        "home": ("home.html", {}),
        "home-figures": ("home.html", {"figures": figures}),
        "file": ("complaints/file/page.html", filing()),
        "file-wrong": ("complaints/file/page.html", filing(WRONG)),
        "filed": ("complaints/filed.html", filed),
        "cases": ("mediation/case_list.html", {"rows": ROWS, "pager": pager}),
        "cases-empty": ("mediation/case_list.html", {"rows": []}),
        "case": ("mediation/case.html", CASE),
        "case-late": ("mediation/case.html", CASE | {"strip": late_strip(), "acts": [], "timeline": []}),
        "case-staff": ("mediation/case.html", CASE | {"staff": True}),
        "case-live": ("mediation/_case_live.html", CASE),
        "step": ("mediation/step.html", step()),
        "step-wrong": ("mediation/step.html", step({})),
        "desk": (
            "mediation/desk.html",
            {
                "filters": FILTERS,
                "rows": ROWS,
                "stream": "desk:450103",
                "seq": 3,
                "live_url": "/desk/live/",
                "search_url": "/desk/",
                "pager": pager,
            },
        ),
        "desk-empty": ("mediation/desk.html", {"filters": FILTERS, "rows": []}),
        "assign": ("mediation/assign.html", {"rows": [assignment(1), assignment(2)]}),
        "assign-empty": ("mediation/assign.html", {"rows": []}),
        "outbox": ("outbox.html", {"letters": letters}),
        "outbox-empty": ("outbox.html", {"letters": []}),
        "demo": ("accounts/demo.html", {"people": people, "next": "/cases/"}),
        "lookup": ("lookup.html", {"form": AcceptForm(), "proven": ["GX450103-20261122-0007-X"]}),
        "lookup-again": ("lookup.html", {"form": AcceptForm(), "again": True}),
        "lookup-found": (
            "lookup.html",
            {
                "form": AcceptForm(),
                "strip": strip(primary=None, more=[]),
                "office": "南宁市青秀区消费者权益保护委员会",
                "steps": filed["steps"],
            },
        ),
        "lookup-contact": ("complaints/lookup_contact.html", {"form": AcceptForm(), "possible": True}),
        "lookup-nowhere": ("complaints/lookup_contact.html", {"form": AcceptForm()}),
        "lookup-code": ("complaints/lookup_code.html", {"form": AcceptForm(), "to": "138****0000", "wait": 41}),
        "lookup-unsent": ("complaints/lookup_code.html", {"form": AcceptForm()}),
        "case-guest": ("mediation/case.html", CASE | {"guest": True, "claim_url": "/cases/x/claim/"}),
        "case-visitor": ("mediation/case.html", CASE | {"guest": True, "sign_in": "/accounts/login/"}),
        "cases-narrowed": ("mediation/case_list.html", {"rows": [], "piles": PILES, "q": "台灯", "narrowed": True}),
        "cases-unclaimed": ("mediation/case_list.html", {"rows": ROWS, "piles": PILES, "unclaimed": 2}),
        "e400": ("400.html", {}),
        "e403": ("403.html", {}),
        "e404": ("404.html", {}),
        "e409": (
            "errors/409.html",
            {"words": "案件已被黄示例受理。", "since": ["黄示例受理了这件投诉"], "back": outside},
        ),
        "e422": (
            "errors/422.html",
            {
                "reasons": [SimpleNamespace(words="双方尚未都同意调解")],
                "possible": ["再提醒商家一次", {"url": "/t/", "label": "终止调解", "words": "由负责人审批"}],
                "back": outside,
            },
        ),
        "e500": ("500.html", {}),
        "e429": ("429.html", {}),
        "e429-minutes": ("errors/429.html", {"minutes": 3}),
        "e503": ("errors/503.html", {}),
        "ecsrf": ("errors/csrf.html", {}),
    }


def render(template: str, context: dict[str, Any], user: Any = None) -> str:
    """The page as a browser would get it."""
    request = RequestFactory().get("/cases/")
    request.user = user or AnonymousUser()
    return get_template(template).render(context, request)
