"""The evidence page of a case: the list as each reader sees it, adding several files, taking one down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint, Evidence
from complaints.services import complaint_close, evidence_add, evidence_store, evidence_withdraw
from core.actors import Actor
from core.limits import Limit
from core.models import LedgerEntry, StoredFile
from mediation.views import evidence
from tests.cast import Cast
from tests.complaints.samples import accepted, again, agent, party, withdrawn
from tests.core import hostile
from tests.grids.test_urls import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("file_folder")]
AREAS = {"consumer": "cases", "business": "business", "mediator": "desk", "manager": "desk"}


@pytest.fixture
def case(cast: Cast) -> Complaint:
    made = accepted(cast)
    agent(made, cast)
    return made


def path(case: Complaint, who: str) -> str:
    return f"/{AREAS[who]}/{case.number}/evidence/"


def photo(name: str = "小票.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, hostile.picture())


def bad() -> SimpleUploadedFile:
    return SimpleUploadedFile("坏的.exe", hostile.EXE)


def add(case: Complaint, by: Actor, *, sight: str = "all", caption: str = "", name: str = "小票.jpg") -> Evidence:
    file = evidence_store(case, by=by, upload=photo(name), sight=sight)
    evidence_add(case, by=by, files=[file], sight=sight, caption=caption)
    return Evidence.objects.get(file=file)


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def shown(answer: Any) -> list[str]:
    return [heading.get_text().strip() for heading in soup(answer).select(".exhibit h2")]


@pytest.mark.parametrize("who", AREAS)
def test_each_side_adds_several_files_and_all_see_them(who: str, cast: Cast, case: Complaint) -> None:
    client = client_of(cast, who)
    sent = {"file": [photo("a.jpg"), photo("b.jpg")], "caption": "维修单", "sight": "all", "key": "k"}
    answer = client.post(path(case, who), sent)
    assert (answer.status_code, answer["Location"]) == (302, path(case, who))
    assert "补充了 2 份材料" in client.get(path(case, who)).content.decode()
    for reader in AREAS:
        assert shown(client_of(cast, reader).get(path(case, reader))) == ["维修单", "维修单"]
    again_sent = client.post(path(case, who), {**sent, "file": [photo("a.jpg"), photo("b.jpg")]})
    assert again_sent.status_code == 302
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (2, 2)


def test_the_case_page_leads_there_and_counts(cast: Cast, case: Complaint) -> None:
    add(case, party(case))
    gone = add(case, party(case))
    evidence_withdraw(case, by=party(case), evidence=gone.pk, reason="传错了")
    for who, area in AREAS.items():
        link = soup(client_of(cast, who).get(f"/{area}/{case.number}/")).select_one(".tabs a:last-child")
        assert link is not None
        assert (link["href"], link.get_text()) == (path(case, who), "证据1")


@pytest.mark.parametrize("who", ["mediator2", "city_manager", "region_manager"])
def test_a_colleague_has_neither_tab_nor_page(who: str, cast: Cast, case: Complaint) -> None:
    client = client_of(cast, who)
    assert soup(client.get(f"/desk/{case.number}/")).select(".tabs") == []
    for answer in (client.get(f"/desk/{case.number}/evidence/"), client.post(f"/desk/{case.number}/evidence/", {})):
        assert answer.status_code == 404


def test_a_failing_file_is_named_and_the_good_ones_are_added(cast: Cast, case: Complaint) -> None:
    client = client_of(cast, "consumer")
    sent = {"file": [photo(), bad()], "caption": "付款", "sight": "mediator", "key": "k"}
    answer = client.post(path(case, "consumer"), sent)
    assert answer.status_code == 422
    page = soup(answer)
    (line,) = page.select(".error-summary a")
    assert "坏的.exe" in line.get_text()
    assert page.select_one(f"{line['href']} .fault") is not None
    assert "补充了 1 份材料" in page.get_text()
    assert shown(answer) == ["付款"]
    assert Evidence.objects.get().sight == "mediator"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"sight": "all"}, "请先选择要补充的文件"),
        ({"sight": "", "file": "photo"}, "请选择谁能看到这些材料"),
        ({"sight": "staff", "file": "photo"}, "请选择谁能看到这些材料"),
        ({"sight": "all", "file": "photo", "caption": "长" * 61}, "60"),
        ({"sight": "all", "file": "photo", "caption": "反\u202e向"}, "控制字符"),
        ({"sight": "all", "file": "bad"}, "这种文件不能上传"),
    ],
)
def test_what_is_refused_says_why_and_leaves_no_file(
    sent: dict[str, Any], words: str, cast: Cast, case: Complaint
) -> None:
    files = {"photo": photo, "bad": bad}
    sent = {**sent, **({"file": files[sent["file"]]()} if "file" in sent else {})}
    answer = client_of(cast, "consumer").post(path(case, "consumer"), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)
    typed = soup(answer).select_one("#id_caption")
    assert typed is not None
    assert typed.get("value", "") == sent.get("caption", "")


def test_more_than_a_dozen_at_once_waits_for_the_next_time(cast: Cast, case: Complaint) -> None:
    sent = {"file": [photo(f"{n}.jpg") for n in range(13)], "sight": "all"}
    answer = client_of(cast, "consumer").post(path(case, "consumer"), sent)
    assert answer.status_code == 422
    assert "一次最多补充 12 个文件" in answer.content.decode()
    assert Evidence.objects.count() == 12


def test_whoever_never_stops_is_told_to_wait(cast: Cast, case: Complaint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "UPLOADS", Limit("evidence", 2, dt.timedelta(hours=1)))
    client = client_of(cast, "consumer")
    for status in (302, 302, 429):
        assert client.post(path(case, "consumer"), {"file": photo(), "sight": "all"}).status_code == status
    assert case.evidence.count() == 2


def test_what_is_for_the_mediator_alone_is_not_on_the_other_sides_page(cast: Cast, case: Complaint) -> None:
    add(case, party(case), sight="mediator", caption="背靠背")
    assert shown(client_of(cast, "consumer").get(path(case, "consumer"))) == ["背靠背"]
    assert shown(client_of(cast, "mediator").get(path(case, "mediator"))) == ["背靠背"]
    answer = client_of(cast, "business").get(path(case, "business"))
    assert shown(answer) == []
    assert "还没有证据" in answer.content.decode()


def test_one_takes_down_ones_own_and_a_trace_stays(cast: Cast, case: Complaint) -> None:
    row = add(case, party(case), caption="购物清单")
    client = client_of(cast, "consumer")
    answer = client.post(path(case, "consumer"), {"withdraw": row.pk, "reason": "理由是拍糊了", "key": "w"})
    assert answer.status_code == 302
    for who in ("consumer", "business"):
        page = client_of(cast, who).get(path(case, who))
        assert shown(page) == ["已撤下的材料"]
        assert "购物清单" not in page.content.decode()
        assert ("理由是拍糊了" in page.content.decode()) == (who == "consumer")
    desk = client_of(cast, "mediator").get(path(case, "mediator"))
    assert shown(desk) == ["购物清单"]
    assert "理由是拍糊了" in desk.content.decode()
    token = StoredFile.objects.get().token
    found = {who: client_of(cast, who).get(f"/files/{token}/preview/").status_code for who in AREAS}
    assert found == {"consumer": 404, "business": 404, "mediator": 200, "manager": 200}
    again_sent = client.post(path(case, "consumer"), {"withdraw": row.pk, "reason": "理由是拍糊了", "key": "w"})
    assert again_sent.status_code == 302
    assert LedgerEntry.objects.filter(kind="withdraw_evidence").count() == 1


@pytest.mark.parametrize(
    ("who", "reason", "status"), [("business", "对方的", 404), ("mediator", "不是我的", 404), ("consumer", "", 422)]
)
def test_what_is_not_ones_own_or_has_no_reason_stays(
    who: str, reason: str, status: int, cast: Cast, case: Complaint
) -> None:
    row = add(case, party(case))
    answer = client_of(cast, who).post(path(case, who), {"withdraw": row.pk, "reason": reason})
    assert answer.status_code == status
    assert Evidence.objects.get().withdrawn_at is None


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "-1", "１"])
def test_a_number_that_is_none_takes_down_nothing(pk: str, cast: Cast, case: Complaint) -> None:
    answer = client_of(cast, "consumer").post(path(case, "consumer"), {"withdraw": pk, "reason": "没有"})
    assert answer.status_code in {404, 422}


def test_a_page_too_old_does_nothing_and_says_so(cast: Cast, case: Complaint) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.consumer)
    answer = client.post(path(case, "consumer"), {"file": photo(), "sight": "all", "caption": "留着"})
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_nobody_without_a_visit_adds_anything(case: Complaint) -> None:
    answer = Client().post(path(case, "consumer"), {"file": photo(), "sight": "all"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert not StoredFile.objects.exists()


def test_a_closed_case_is_read_only_for_the_sides(cast: Cast) -> None:
    case = withdrawn(cast)
    row = add(case, party(case))
    complaint_close(case, by=cast.actor("manager"), result="withdrawn")
    case = again(case.pk)
    client = client_of(cast, "consumer")
    page = soup(client.get(path(case, "consumer")))
    assert page.select("main form") == []
    assert "案件已经结案" in page.get_text()
    answer = client.post(path(case, "consumer"), {"file": photo(), "sight": "all"})
    assert answer.status_code == 422
    assert "案件已经结案" in answer.content.decode()
    assert client.post(path(case, "consumer"), {"withdraw": row.pk, "reason": "不给了"}).status_code == 422
    assert StoredFile.objects.count() == 1
    assert (
        client_of(cast, "manager").post(path(case, "manager"), {"file": photo(), "sight": "staff"}).status_code == 302
    )


def test_the_live_part_is_the_list_alone_and_follows_its_own_streams(cast: Cast, case: Complaint) -> None:
    add(case, party(case))
    add(case, party(case), sight="mediator")
    client = client_of(cast, "consumer")
    answer = client.get(path(case, "consumer"), headers={"hx-request": "true"})
    page = soup(answer)
    assert page.select("html, h1, .sheet") == []
    live = page.select_one("#evidence-live")
    assert live is not None
    side = case.parties.get().pk
    assert live["data-stream"] == f"{case.stream}:talk {case.stream}:caucus:party-{side}"
    assert live["data-seq"] == "1 1"
    assert live["hx-get"] == path(case, "consumer")
    assert "HX-Request" in answer["Vary"]
    desk = soup(client_of(cast, "mediator").get(path(case, "mediator"))).select_one("#evidence-live")
    assert desk is not None
    assert (desk["data-stream"], desk["data-seq"]) == (f"{case.stream}:talk {case.stream}:staff", "1 0")


def test_the_list_takes_as_many_queries_for_twenty_as_for_one(cast: Cast, case: Complaint) -> None:
    counts = []
    for number in (1, 19):
        for _ in range(number):
            add(case, party(case))
        for who in ("consumer", "mediator", "business"):
            client = client_of(cast, who)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path(case, who)).status_code == 200
            counts.append(len(asked.captured_queries))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 14


def test_no_bytes_stay_when_an_act_breaks(cast: Cast, case: Complaint, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be made evidence is not left behind either."""
    file = evidence_store(case, by=party(case), upload=photo())

    def broken(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr("core.ledger.handlers", {"add_evidence": [broken]})
    with pytest.raises(OSError):
        evidence_add(case, by=party(case), files=[file])
    assert not default_storage.exists(file.name)
    assert not LedgerEntry.objects.filter(kind="add_evidence").exists()


@pytest.mark.parametrize("who", ["consumer", "business", "mediator"])
def test_the_course_of_the_case_tells_what_was_added_and_taken_down(who: str, cast: Cast, case: Complaint) -> None:
    row = add(case, party(case), caption="维修单")
    add(case, party(case), sight="mediator")
    evidence_withdraw(case, by=party(case), evidence=row.pk, reason="传错了")
    door = {"consumer": "cases", "business": "business", "mediator": "desk"}[who]
    page = soup(client_of(cast, who).get(f"/{door}/{case.number}/"))
    course = [" ".join(one.get_text(" ", strip=True).split()) for one in page.select("#progress .timeline > li")]
    assert "撤下了一份材料" in course[0]
    assert "补充了 1 份材料" in course[1]
    assert sum("材料" in one for one in course) == 2, "what the mediator alone may see is not told"
    assert "维修单" not in " ".join(course)
    marks = [one["data-item"] for one in page.select("#progress .timeline > li[data-item]")]
    assert len(marks) == len(set(marks))


def test_a_colleagues_course_tells_nothing_of_the_evidence(cast: Cast, case: Complaint) -> None:
    add(case, party(case))
    page = soup(client_of(cast, "mediator2").get(f"/desk/{case.number}/"))
    assert page.select("#progress .timeline > li")
    assert "材料" not in " ".join(one.get_text() for one in page.select("#progress .timeline > li"))
