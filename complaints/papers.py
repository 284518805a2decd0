"""The papers of a case that this room provides. Their words are Chinese, as the official forms are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation, Region, User
from complaints import projections as read
from complaints.codes import Sight
from complaints.models import Complaint, Evidence, Nature, Party, Remedy
from complaints.selectors import in_detail
from core import formats
from core.actors import Actor
from core.documents import DocumentContent, Paper, document
from core.documents.issuing import paper_issue
from core.models import Document, LedgerEntry

REGISTER = "D01"
SHORT_HASH = 12
NOTES = (
    "本表由投诉人提交的内容自动生成，内容由投诉人负责；登记不等于受理，是否受理另行告知。",
    "扫描页脚二维码可以核验本表的编号、日期和文件摘要。",
)

Cell = tuple[str, str]
Row = Mapping[str, Any]


def side_stream(case: Complaint) -> str:
    """The audience of papers that name the consumer's telephone and address: the consumer's side and who handles it."""
    leading = Party.objects.values_list("pk", flat=True).get(complaint=case, position=0)
    return f"{case.stream}:caucus:party-{leading}"


@document(REGISTER, letter="登")
def register(row: Complaint, entry: LedgerEntry) -> Paper:
    """投诉登记表 (办法 10; form 一), as filed by this entry."""
    case = in_detail(Complaint.objects.all()).get(pk=row.pk)
    view = read.case_view(case, read.Audience.SELF)
    content = DocumentContent(
        "投诉登记表",
        "register.typ",
        {
            "reference": f"投诉编号 {view.number}",
            "sections": [*people(view), *respondents(view), *purchase(view), *said(view, case)],
            "choices": [
                {"label": "结案后公开投诉记录", "yes": case.publish_consent},
                {"label": "必要时由其他机构受委托调解", "yes": case.delegation_consent},
            ],
            "files": evidence(case, entry),
            "signatures": signatures(view, case, entry),
            "notes": list(NOTES),
        },
    )
    return Paper(content, side_stream(case), place_of(case.association), str(case.association))


def place_of(association: Organisation) -> str:
    """The short name in the number; the region's own association needs none."""
    region = association.region
    return "" if region.level == Region.Level.REGION else region.short


def people(view: read.CaseView) -> Iterable[Row]:
    for person in view.people:
        yield section(f"投诉人（{person.kind}）", person_rows(person))


def person_rows(person: read.PersonView) -> list[Row]:
    return [
        pair(("姓名", person.name), ("手机", formats.phone(person.phone))),
        pair(("电子邮箱", person.email), ("所在县区", person.place)),
        pair(("联系地址", person.address)),
    ]


def respondents(view: read.CaseView) -> Iterable[Row]:
    for one in view.respondents:
        yield section(f"被投诉人（{one.role}）", respondent_rows(one, view.county))


def respondent_rows(one: read.RespondentView, county: str) -> list[Row]:
    return [
        pair(("名称", one.name)),
        pair(("统一社会信用代码", one.uscc), ("电话", one.phone)),
        pair(("所在县区", county), ("网络平台", one.platform_name)),
        pair(("地址", one.address)),
        pair(("店铺链接", one.shop_link)),
    ]


def purchase(view: read.CaseView) -> Iterable[Row]:
    rows = [
        pair(("类别", view.category), ("品牌型号", view.brand_model)),
        pair(("购买日期", day(view.purchase_date)), ("购买方式", view.purchase_mode)),
        pair(("订单号", view.order_no), ("商品条码", view.item_code)),
        pair(("生产批次", view.batch_no), ("已付金额", money(view.amount_paid))),
        pair(("争议金额", money(view.amount_in_dispute)), ("其他损失", money(view.loss))),
    ]
    yield section("商品或者服务", rows)


def said(view: read.CaseView, case: Complaint) -> Iterable[Row]:
    rows = [
        pair(("标题", view.title)),
        pair(("主要问题", view.nature), ("其他问题", labels(Nature, view.other_natures))),
        pair(("发现问题日期", day(view.problem_known_on)), ("涉及人数", f"{view.persons}人")),
        pair(("人身伤害", str(view.injury)), ("涉及未成年人", "是" if view.minor else "否")),
        long("事情经过", view.narrative),
        long("与经营者沟通的情况", view.prior_contact),
    ]
    yield section("事实和理由", rows)
    asked = [
        pair(("投诉请求", labels(Remedy, view.remedies))),
        pair(("别处处理情况", str(view.elsewhere)), ("需要的协助", str(view.help_needed))),
    ]
    yield section("请求", asked)


def evidence(case: Complaint, entry: LedgerEntry) -> list[list[str]]:
    """What was handed in with the complaint, and may be read by this paper's readers; later files are no part of it."""
    rows = Evidence.objects.filter(complaint=case, added_at__lte=entry.recorded_at).exclude(sight=Sight.STAFF)
    return [
        [str(n), one.caption or one.file.original_name, one.file.sha256[:SHORT_HASH]]
        for n, one in enumerate(rows.select_related("file"), start=1)
    ]


def signatures(view: read.CaseView, case: Complaint, entry: LedgerEntry) -> list[Cell]:
    """Who handed it in, through which channel, and who took it down where a clerk did."""
    clerk = User.objects.filter(pk=case.clerk).first() if case.clerk else None
    return [
        ("承办单位", view.association),
        ("提交时间", formats.full_moment(entry.effective_at)),
        ("提交人", f"{view.people[0].name}（{'由工作人员登记' if clerk else '网上提交'}）"),
        ("渠道", view.channel),
        ("登记人", str(clerk) if clerk else "—"),
        ("委托机关", str(case.delegated_by) if case.delegated_by else "—"),
    ]


def section(heading: str, rows: Sequence[Row]) -> Row:
    """A part of the form; lines without any answer are left out."""
    return {"heading": heading, "rows": [row for row in rows if any(words for _label, words in row["cells"])]}


def pair(*cells: Cell) -> Row:
    """One or two short answers on a line."""
    return {"cells": [list(cell) for cell in cells]}


def long(label: str, words: str) -> Row:
    """An answer that may run on over pages."""
    return {"cells": [[label, words]], "long": True}


def labels(model: type[Nature | Remedy], codes: Sequence[str]) -> str:
    """The words for codes, in the order of their list."""
    return "、".join(one.label for one in model.objects.filter(code__in=codes))


def day(value: Any) -> str:
    return formats.full_day(value) if value else ""


def money(value: Any) -> str:
    return "" if value is None else formats.money(value)


def register_of(case: Complaint) -> Document | None:
    """The register as it stands now; drawn at once when no worker has come to it yet. Call it outside transactions.

    None for a case that nobody filed through T02.
    """
    stream = side_stream(case)
    issued = Document.objects.filter(stream=stream, code=REGISTER, status=Document.Status.ISSUED)
    if found := issued.select_related("file").order_by("-version").first():
        return found
    entry = LedgerEntry.objects.filter(stream=case.stream, kind="submit").first()
    return paper_issue(entry=entry, code=REGISTER) if entry else None


def papers_for(case: Complaint, actor: Actor) -> QuerySet[Document]:
    """The papers in force that this actor may open, newest first: those whose stream they may see. One query.

    As `complaints.streams` decides for their files; a colleague, and a manager from above, see those of all.
    """
    audience = read.audience_of(case, actor)
    seen = Q(pk__in=()) if audience is read.Audience.OUTSIDE else Q(stream=case.stream)
    if audience in read.BOTH_SIDES:
        side = actor.hat.subject.replace(":", "-")
        seen |= Q(stream__in=(f"{case.stream}:talk", f"{case.stream}:caucus:{side}"))
    if audience is read.Audience.STAFF:
        seen |= Q(stream=f"{case.stream}:staff") | Q(stream__startswith=f"{case.stream}:caucus:")
    issued = Document.objects.filter(seen, status=Document.Status.ISSUED)
    return issued.select_related("file").order_by("-issued_at", "-pk")
