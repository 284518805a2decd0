"""After filing: what the receipt says, by when, and what one can take along."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from icalendar import Calendar
from pytest_django import Settings

from accounts.guests import SESSION_KEY
from complaints.models import Complaint
from core import pending, time
from core.files import file_open
from core.models import Clock, Document
from tests.cast import Cast, make_cast
from tests.complaints.samples import accepted, assigned, filed, withdrawn
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 11, 18, 1, 30, tzinfo=dt.UTC)  # Wednesday


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}


@pytest.fixture(name="cast")
def cast_of_that_morning(db: None) -> Cast:
    """The cast, in office when the case is filed."""
    with time.at(MORNING):
        return make_cast()


def receipt(cast: Cast, case: Complaint) -> BeautifulSoup:
    with time.at(MORNING):
        answer = client_of(cast, "consumer").get(f"/file/{case.number}/done/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def steps(page: BeautifulSoup) -> list[str]:
    return [" ".join(one.get_text(" ", strip=True).split()) for one in page.select(".next > li")]


def text(page: BeautifulSoup) -> str:
    assert page.main is not None
    return " ".join(page.main.get_text(" ", strip=True).split())


def filed_at(cast: Cast, **changes: Any) -> Complaint:
    with time.at(MORNING):
        return filed(cast, **changes)


def test_number_query_code_and_contact_are_said(cast: Cast) -> None:
    case = filed_at(cast)
    words = text(receipt(cast, case))
    for expected in (case.number, f"{case.query_code[:4]} {case.query_code[4:]}", "138****0001", cast.association.name):
        assert expected in words
    assert "13877100001" not in words


def test_who_left_only_an_address_is_told_that_one(cast: Cast) -> None:
    case = filed_at(cast, phone="", email="xiaoman@cast.example")
    assert "x***@cast.example" in text(receipt(cast, case))


def test_what_comes_next_has_its_days(cast: Cast) -> None:
    found = steps(receipt(cast, filed_at(cast)))
    assert len(found) == 4
    assert found[0].startswith("11月19日 周四 前，安排调解员")
    assert found[1].startswith("11月27日 周五 前，告诉您是否受理")
    assert "7 个工作日" in found[1]
    assert "5 个工作日内答复" in found[2]
    assert "60 日内结束" in found[2]


def test_what_is_urgent_has_its_hour(cast: Cast) -> None:
    found = steps(receipt(cast, filed_at(cast, nature="safety")))
    assert found[0].startswith("今天 13:30 前，安排调解员")
    assert "4 小时内" in found[0]


def test_a_case_that_was_assigned_meanwhile_waits_for_no_mediator(cast: Cast) -> None:
    with time.at(MORNING):
        case = assigned(cast)
    found = steps(receipt(cast, case))
    assert found[0].startswith("已经安排调解员")
    assert found[1].startswith("11月27日 周五 前")


def test_every_day_comes_from_its_clock(cast: Cast) -> None:
    case = filed_at(cast)
    Clock.objects.filter(stream=case.stream, code="C-ACCEPT").update(due_at=MORNING + dt.timedelta(days=30))
    assert "12月18日 周五" in steps(receipt(cast, case))[1]


def test_the_page_works_without_a_script(cast: Cast) -> None:
    page = receipt(cast, filed_at(cast))
    button = page.select_one("[data-print]")
    assert button is not None
    assert button.has_attr("hidden")
    assert "浏览器菜单里的「打印」" in text(page)
    assert page.select("[onclick]") == []


def test_a_receipt_costs_a_bounded_number_of_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    case, client = filed_at(cast), client_of(cast, "consumer")
    with django_assert_max_num_queries(9):
        client.get(f"/file/{case.number}/done/")


def test_the_register_is_the_pdf_whether_a_worker_came_or_not(cast: Cast) -> None:
    case, client = filed_at(cast), client_of(cast, "consumer")
    answer = client.get(f"/file/{case.number}/register/")
    assert answer.status_code == 303
    paper = Document.objects.get()
    assert paper.file is not None
    assert answer["Location"] == f"/files/{paper.file.token}/"
    pdf = client.get(answer["Location"])
    with file_open(paper.file) as file:
        assert b"".join(pdf.streaming_content) == file.read()  # type: ignore[attr-defined]
    pending.sweep()
    assert client.get(f"/file/{case.number}/register/")["Location"] == answer["Location"]
    assert Document.objects.count() == 1


@pytest.mark.parametrize("end", ["done/", "register/", "calendar.ics"])
def test_nobody_else_has_any_of_it(cast: Cast, end: str) -> None:
    case = filed_at(cast)
    for name in ("other_consumer", "business", "mediator", "manager"):
        assert client_of(cast, name).get(f"/file/{case.number}/{end}").status_code == 404
    for number in (case.number, "GX450103-20260101-0001-X", "x"):
        answer = Client().get(f"/file/{number}/{end}")
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next=/file/{number}/{end}")
    assert not Document.objects.exists()


def events(cast: Cast, case: Complaint) -> list[Any]:
    answer = client_of(cast, "consumer").get(f"/file/{case.number}/calendar.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}.ics"'
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_calendar_has_a_whole_day_for_each_date(cast: Cast) -> None:
    found = events(cast, filed_at(cast))
    days = {str(one["summary"]): (one["dtstart"].dt, one["dtend"].dt) for one in found}
    assert days == {
        "投诉进度：分派的最后一天": (dt.date(2026, 11, 19), dt.date(2026, 11, 20)),
        "投诉进度：受理审查的最后一天": (dt.date(2026, 11, 27), dt.date(2026, 11, 28)),
    }


def test_nothing_of_a_person_is_in_the_calendar(cast: Cast) -> None:
    case = filed_at(cast)
    content = client_of(cast, "consumer").get(f"/file/{case.number}/calendar.ics").content.decode()
    for secret in ("韦小满", "陈桂花", "13877100001", "电热水壶", "示例百货", case.query_code):
        assert secret not in content
    assert f"http://127.0.0.1:8000/cases/{case.number}/" in content.replace("\r\n ", "")


def test_the_same_event_replaces_itself(cast: Cast) -> None:
    case = filed_at(cast)
    assert {str(one["uid"]) for one in events(cast, case)} == {str(one["uid"]) for one in events(cast, case)}


def test_the_calendar_goes_on_with_the_case_and_ends_with_it(cast: Cast) -> None:
    with time.at(MORNING):
        going, ended = accepted(cast), withdrawn(cast)
    assert {str(one["summary"]) for one in events(cast, going)} >= {"投诉进度：调解期限的最后一天"}
    assert client_of(cast, "consumer").get(f"/file/{ended.number}/calendar.ics").status_code == 404
    assert "加到日历" not in text(receipt(cast, ended))


def test_the_words_of_the_lengths_are_whole_sentences(cast: Cast) -> None:
    with translation.override("zh-hans"):
        assert not any("{" in one or "%(" in one for one in steps(receipt(cast, filed_at(cast))))


def guest_of(case: Complaint) -> Client:
    """A visitor without an account who has proved to be the consumer of this case."""
    client = Client()
    session = client.session
    session[SESSION_KEY] = {str(case.pk): (time.now() + dt.timedelta(hours=1)).timestamp()}
    session.save()
    return client


def test_a_guest_has_the_same_and_is_told_to_keep_the_code(cast: Cast) -> None:
    case, other = filed_at(cast), filed_at(cast, respondent_name="别家店")
    client = guest_of(case)
    answer = client.get(f"/file/{case.number}/done/")
    assert answer.status_code == 200
    assert "请现在就把编号和查询码存好" in answer.content.decode()
    pdf = client.get(f"/file/{case.number}/register/", follow=True)
    assert pdf["Content-Type"] == "application/pdf"
    assert client.get(f"/file/{case.number}/calendar.ics").status_code == 200
    for end in ("done/", "register/", "calendar.ics"):
        assert client.get(f"/file/{other.number}/{end}").status_code == 302


@pytest.mark.parametrize("page", ["done/", "register/", "calendar.ics"])
def test_a_stranger_learns_nothing_from_what_is_asked_of_the_database(page: str, cast: Cast) -> None:
    case = filed_at(cast)
    costs, answers = [], []
    for number in (case.number, "GX450103-20991231-9999-9"):
        with CaptureQueriesContext(connection) as asked:
            answers.append(Client().get(f"/file/{number}/{page}"))
        costs.append(len(asked.captured_queries))
    assert [one.status_code for one in answers] == [302, 302]
    assert costs == [0, 0]


def test_the_receipt_stays_in_no_browsers_memory(cast: Cast) -> None:
    case = filed_at(cast)
    assert "no-store" in client_of(cast, "consumer").get(f"/file/{case.number}/done/")["Cache-Control"]
