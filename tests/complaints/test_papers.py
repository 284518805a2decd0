"""投诉登记表: what stands on it, who may have it, and that it is made once."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from pytest_django import Settings

from complaints.models import Complaint, Evidence
from complaints.papers import papers_for, place_of, register, register_of
from complaints.selectors import Area, actors_in
from core import pending, tasks, time
from core.actors import Actor
from core.documents import service
from core.documents.issuing import READER
from core.files import bytes_store
from core.models import Document, LedgerEntry, Pending, StoredFile
from core.streams import may_see
from tests.cast import PEOPLE, Cast
from tests.complaints.samples import accepted, agent, assigned, filed, party

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 11, 18, 1, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path


def entry_of(case: Complaint) -> LedgerEntry:
    return LedgerEntry.objects.get(stream=case.stream, kind="submit")


def facts(case: Complaint) -> dict[str, Any]:
    """Every label of the form with its answer, and the rest by name."""
    with translation.override("zh-hans"):
        context = register(case, entry_of(case)).content.context
    rows = [cell for part in context["sections"] for row in part["rows"] for cell in row["cells"]]
    return {**context, **dict(rows), **dict(context["signatures"])}


def add_file(case: Complaint, name: str, **more: Any) -> Evidence:
    stored = bytes_store(data=name.encode(), name=name, content_type="image/jpeg", stream=f"{case.stream}:talk")
    values = {"side": "consumer", "added_hat": "consumer", "added_at": time.now(), **more}
    return Evidence.objects.create(complaint=case, file=stored, **values)


def test_filing_leaves_the_register_to_a_worker_and_sends_nothing_twice(cast: Cast) -> None:
    case = filed(cast)
    assert list(Pending.objects.filter(reader=READER).values_list("entry", flat=True)) == [entry_of(case).pk]
    assert not Document.objects.exists()
    assert tasks.consume(READER, entry_of(case).pk) == 1
    paper = Document.objects.get()
    assert (paper.code, paper.title, paper.status) == ("D01", "投诉登记表", Document.Status.ISSUED)
    assert paper.number == f"桂消委青秀〔{time.today().year}〕登字第1号"
    assert paper.stream == f"{case.stream}:caucus:party-{case.parties.get().pk}"
    assert (tasks.consume(READER, entry_of(case).pk), Document.objects.count()) == (0, 1)


def test_no_other_step_issues_a_register(cast: Cast) -> None:
    case = accepted(cast)
    pending.sweep()
    assert Document.objects.filter(stream__startswith=case.stream).count() == 1


def test_what_was_filed_stands_on_it(cast: Cast) -> None:
    with time.at(MORNING):
        case = filed(
            cast, uscc="91450103MA5K00AB1X", order_no="D-1", amount_paid="200", other_natures=["price"],
            prior_contact="店里说过了七天。", publish="no", delegation="yes",
        )  # fmt: skip
    said = facts(case)
    assert {name: said[name] for name in WRITTEN} == WRITTEN
    assert said["reference"] == f"投诉编号 {case.number}"
    assert [one["yes"] for one in said["choices"]] == [False, True]
    assert (said["承办单位"], said["登记人"], said["渠道"]) == (cast.association.name, "—", "网站")
    assert said["提交人"] == "韦小满（网上提交）"


WRITTEN = {
    "姓名": "韦小满",
    "手机": "138 7710 0001",
    "联系地址": "南宁市青秀区示例路1号2栋303室",
    "名称": "示例百货(乙店)",
    "统一社会信用代码": "91450103MA5K00AB1X",
    "地址": "南宁市青秀区样板大道8号",
    "订单号": "D-1",
    "争议金额": "¥189.00",
    "已付金额": "¥200.00",
    "主要问题": "售后服务",
    "其他问题": "价格",
    "投诉请求": "退货、退还货款或服务费",
    "事情经过": "第三次烧水时底座打火花，店里不肯退货。",
    "与经营者沟通的情况": "店里说过了七天。",
    "购买日期": "2026年1月5日 周一",
    "提交时间": "2026年11月18日 周三 09:30",
}


def test_lines_nobody_answered_are_left_out(cast: Cast) -> None:
    assert not {"店铺链接", "与经营者沟通的情况"} & facts(filed(cast)).keys()


def test_the_one_spoken_for_and_the_clerk_are_named(cast: Cast) -> None:
    case = filed(cast, by="mediator", channel="window", kind="agent", represented="韦老汉")
    said = facts(case)
    assert [part["heading"] for part in said["sections"]][:2] == ["投诉人（代理人）", "投诉人（消费者本人）"]
    assert said["登记人"] == "陈秋月"
    assert said["提交人"] == "韦小满（由工作人员登记）"


def test_the_files_handed_in_are_listed_with_their_sum_and_later_ones_are_not(cast: Cast) -> None:
    with time.at(MORNING):
        case = filed(cast)
        first = add_file(case, "小票.jpg")
        add_file(case, "聊天.jpg", caption="店员的回复", position=1, sight="mediator")
        add_file(case, "内部.jpg", side="staff", sight="staff")
    with time.at(MORNING + dt.timedelta(days=1)):
        add_file(case, "后来.jpg")
    files = facts(case)["files"]
    assert [name for _n, name, _sum in files] == ["小票.jpg", "店员的回复"]
    assert files[0][2] == first.file.sha256[:12]


def test_a_register_is_chinese_whoever_looks(cast: Cast) -> None:
    case = filed(cast)
    with translation.override("en"):
        paper = register_of(case)
    assert paper is not None
    assert paper.association == cast.association.name
    with translation.override("zh-hans"):
        assert json.dumps(facts(case), ensure_ascii=False).count("Consumer") == 0


def test_a_register_asked_for_is_made_at_once_and_only_once(cast: Cast) -> None:
    case = filed(cast)
    paper = register_of(case)
    assert paper is not None
    assert register_of(case) == paper
    pending.sweep()
    assert (Document.objects.get(), StoredFile.objects.count()) == (paper, 1)


def test_the_newest_version_is_the_one_handed_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = filed(cast)
    monkeypatch.setattr(service, "render", lambda template, words, at: b"%PDF")
    old = register_of(case)
    assert old is not None
    content = register(case, entry_of(case)).content
    new = service.document_issue(
        stream=old.stream, code="D01", key="again", content=content, place="青秀", association="x", replaces=old
    )
    assert register_of(case) == new


def test_a_long_story_runs_on_over_the_pages(cast: Cast) -> None:
    case = filed(cast, narrative="第三次烧水时底座打火花，店里不肯退货。" * 250, prior_contact="长" * 1999)
    paper = register_of(case)
    assert paper is not None
    assert paper.file is not None
    assert paper.file.size > 20_000


def test_the_place_of_the_number(cast: Cast) -> None:
    places = (cast.association, cast.city_association, cast.region_association)
    assert [place_of(one) for one in places] == ["青秀", "南宁", ""]


VIEWERS = [name for name in PEOPLE if name != "disabled"]


@pytest.mark.parametrize("name", VIEWERS)
def test_the_list_of_papers_holds_exactly_what_a_person_may_open(cast: Cast, name: str) -> None:
    """The consumer's telephone stands on the register: it is for their side and who handles the case."""
    case = accepted(cast)
    agent(case, cast)
    paper = register_of(case)
    assert paper is not None
    user, may = getattr(cast, name), name in {"consumer", "mediator", "manager"}
    assert may_see(user, paper.stream) is may
    assert [list(papers_for(case, actor)) for actor in hats(user, case)] in ([], [[paper] if may else []])
    assert hats(user, case) or not may


def hats(user: Any, case: Complaint) -> list[Actor]:
    """The hat of this person in each part of the site that opens the case to them."""
    areas: tuple[Area, ...] = ("party", "staff", "business")
    return [actor for area in areas for actor in actors_in(user, case, area)[:1]]


def test_papers_of_each_audience_are_listed_to_it_alone(cast: Cast) -> None:
    case = assigned(cast)
    acting = agent(case, cast)
    Complaint.objects.filter(pk=case.pk).update(business_told_at=time.now())
    side = party(case).hat.subject.replace(":", "-")
    for n, end in enumerate(("", ":talk", ":staff", f":caucus:{side}", ":caucus:respondent-1")):
        stored = bytes_store(data=b"x", name="x.pdf", content_type="application/pdf", stream=f"{case.stream}{end}")
        Document.objects.create(
            stream=stored.stream, key="k", code="D02", number=f"n{n}", year=2026, title=end, association="a",
            file=stored, issued_at=time.now(), status=Document.Status.ISSUED,
        )  # fmt: skip
    read = {who: {paper.title for paper in papers_for(case, actor)} for who, actor in {
        "consumer": party(case), "business": acting, "mediator": cast.actor("mediator"),
        "colleague": cast.actor("mediator2"),
    }.items()}  # fmt: skip
    own = {"", ":talk"}
    everything = {*own, ":staff", f":caucus:{side}", ":caucus:respondent-1"}
    assert read["consumer"] == {*own, f":caucus:{side}"}
    assert read["business"] in (own, {*own, ":caucus:respondent-1"})
    assert (read["mediator"], read["colleague"]) == (everything, {""})
