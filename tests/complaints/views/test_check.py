"""The last page: everything once more, consents, and one case of one draft however often it is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from complaints import drafts
from complaints.aids import similar
from complaints.aids.similar import Alike
from complaints.models import Complaint, Consent, Draft, Evidence
from complaints.pages import BY_SLUG, CHECK
from complaints.services import complaint_file, evidence
from complaints.views import check
from core.errors import Busy, Refused
from core.models import LedgerEntry
from tests.cast import Cast
from tests.complaints.drafting import (
    CONSENTS,
    again,
    begin,
    error_at,
    kept,
    look,
    send,
    soup,
    text,
    written,
    wrong,
)
from tests.complaints.samples import filed, given
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db

BUSINESS, STORY, CONTACT = BY_SLUG["business"], BY_SLUG["story"], BY_SLUG["contact"]
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}


@pytest.fixture
def client(cast: Cast) -> Client:
    return client_of(cast, "consumer")


def add_file(draft: Draft, cast: Cast, name: str = "小票.pdf") -> str:
    upload = SimpleUploadedFile(name, PDF + name.encode())
    return evidence.draft_file_add(draft=draft, upload=upload, key=name, by=cast.actor("consumer")).file.sha256


def test_every_answer_is_there_with_the_way_to_change_it(client: Client) -> None:
    draft = written(client, brand_model="示例K9", share_phone="on")
    answer = look(client, draft, CHECK)
    words = text(answer)
    for expected in (
        "厨房与小家电", "示例K9", "示例百货(乙店)", "青秀区", "2026年1月5日 周一", "¥189.00", "电热水壶底座打火花",
        "没有人受伤", "退货", "138 7710 0001", "韦小满", "还没有上传", "允许对方看到我的手机号码", "隐私告知全文",
    ):  # fmt: skip
        assert expected in words, expected
    assert "不需要" not in words, "what nobody was asked to choose is not told"
    links = [str(one["href"]) for one in soup(answer).select(".answers .change a")]
    assert f"/file/business/?draft={draft.code}&back=check#id_respondent_name" in links
    assert f"/file/evidence/?draft={draft.code}&back=check" in links
    assert not soup(answer).select_one(".error-summary")


def test_files_are_listed(cast: Cast, client: Client) -> None:
    draft = written(client)
    add_file(draft, cast)
    assert "小票.pdf" in text(look(client, draft, CHECK))


def test_it_is_filed_and_the_receipt_follows(cast: Cast, client: Client) -> None:
    draft = written(client)
    hashes = [add_file(draft, cast, name) for name in ("小票.pdf", "聊天.pdf")]
    answer = send(client, draft, CHECK, follow=True)
    case = Complaint.objects.get()
    assert answer["Location"] == f"/file/{case.number}/done/"
    assert client.get(answer["Location"]).status_code == 200
    assert case.parties.get().user == cast.consumer
    assert again(draft).filed == case.number
    assert again(draft).answers == ""
    assert [one.file.sha256 for one in Evidence.objects.select_related("file")] == hashes
    assert {one.file.stream for one in Evidence.objects.select_related("file")} == {f"{case.stream}:talk"}
    assert not draft.files.exists()
    entry = LedgerEntry.objects.get(kind="submit")
    assert entry.data["evidence"] == hashes
    assert {one.purpose: one.granted for one in Consent.objects.all()} == {
        "handling": True, "sensitive": False, "publication": False, "delegation": True, "share_phone": False,
    }  # fmt: skip


def test_the_filing_request_takes_few_statements(
    cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """To the commit of the case, BEGIN and COMMIT counted; what readers of the ledger do then is theirs."""
    first, second = written(client), written(client, respondent_name="示例百货(丙店)")
    for number in range(3):
        add_file(second, cast, f"{number}.pdf")
    with django_assert_num_queries(23):
        assert send(client, first, CHECK)["Location"].endswith("/done/")
    with django_assert_num_queries(26):
        assert send(client, second, CHECK)["Location"].endswith("/done/")
    assert Complaint.objects.count() == 2


def test_a_page_is_drawn_with_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = written(client)
    with django_assert_max_num_queries(12):
        look(client, draft, CHECK)
    with django_assert_max_num_queries(8):
        look(client, draft, BUSINESS)
    with django_assert_max_num_queries(8):  # session, person, draft; the look-up; the draft locked, kept
        assert send(client, draft, BUSINESS).status_code == 302


def test_sent_again_it_is_the_same_case(client: Client) -> None:
    draft = written(client)
    answers = [send(client, draft, CHECK) for _time in range(3)]
    assert len({one["Location"] for one in answers}) == 1
    assert Complaint.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="submit").count() == 1


def test_two_presses_at_once_are_one_case(cast: Cast, client: Client) -> None:
    """The second has read the draft before the first had filed it."""
    draft = written(client)
    drafts.draft_save(draft, CHECK, CONSENTS)
    first, second = again(draft), again(draft)
    answers, by = drafts.answers_of(first), cast.actor("consumer")
    one = complaint_file(by=by, data=answers, key=first.key, draft=first)
    other = complaint_file(by=by, data=answers, key=second.key, draft=second)
    assert other.repeated
    assert one.pk == other.pk
    assert second.filed == first.filed != ""
    with pytest.raises(Refused):
        complaint_file(by=by, data={**answers, "title": "另一件事情"}, key=second.key, draft=again(draft))
    assert Complaint.objects.count() == 1


def test_a_second_press_with_other_ticks_comes_to_the_case_too(client: Client) -> None:
    draft = written(client)
    stale = again(draft)
    send(client, draft, CHECK)
    with patch("complaints.drafts.draft_of", return_value=stale):
        answer = send(client, draft, CHECK, publish="yes")
    assert answer["Location"] == f"/file/{again(draft).filed}/done/"
    assert Complaint.objects.count() == 1


def test_a_draft_deleted_in_another_tab_files_nothing(cast: Cast, client: Client) -> None:
    draft = written(client)
    stale = drafts.draft_save(draft, CHECK, CONSENTS)
    drafts.draft_delete(draft)
    with pytest.raises(Refused) as caught:
        complaint_file(by=cast.actor("consumer"), data=drafts.answers_of(stale), key=stale.key, draft=stale)
    assert caught.value.reasons[0].rule == "draft-used"
    assert not Complaint.objects.exists()


def test_files_that_change_in_between_stop_it(cast: Cast, client: Client) -> None:
    draft = drafts.draft_save(written(client), CHECK, CONSENTS)
    with patch("complaints.services.file.draft_files", return_value=[]):
        add_file(draft, cast)
        with pytest.raises(Refused) as caught:
            complaint_file(by=cast.actor("consumer"), data=drafts.answers_of(draft), key=draft.key, draft=draft)
    assert caught.value.reasons[0].rule == "files-changed"
    assert not Complaint.objects.exists()
    assert again(draft).filed == ""
    assert draft.files.count() == 1


def test_nothing_agreed_nothing_filed(client: Client) -> None:
    draft = written(client)
    sent = client.post("/file/check/", {"draft": draft.code})
    answer = client.get(sent["Location"])
    for name in ("publish", "delegation", "privacy"):
        assert error_at(answer, name), name
    assert soup(answer).title.get_text(strip=True).startswith("有错误：")  # type: ignore[union-attr]
    assert not Complaint.objects.exists()


def test_what_is_missing_elsewhere_is_listed_with_the_way_there(client: Client) -> None:
    draft = begin(client)
    send(client, draft, STORY)
    assert not soup(look(client, draft, CHECK)).select_one(".error-summary"), "nobody has tried yet"
    answer = wrong(client, draft, CHECK)
    links = {str(one["href"]): one.get_text() for one in soup(answer).select(".error-summary a")}
    assert f"/file/business/?draft={draft.code}&back=check#id_respondent_name" in links
    assert f"/file/what/?draft={draft.code}&back=check#id_category" in links
    assert not any("/file/story/" in one for one in links)
    assert kept(draft)["publish"] == "no", "what was ticked is kept"
    assert "还没有填" in text(answer)


@pytest.mark.parametrize(
    "change", [{"injury": "injured"}, {"minor": "on", "kind": "guardian", "represented": "韦小宝"}]
)
def test_a_consent_of_its_own_is_asked_only_where_it_is_needed(client: Client, change: dict[str, str]) -> None:
    plain = written(client)
    assert not soup(look(client, plain, CHECK)).find(None, {"name": "sensitive"})
    draft = written(client, **change)
    assert soup(look(client, draft, CHECK)).find(None, {"name": "sensitive"})
    assert error_at(wrong(client, draft, CHECK), "sensitive")
    assert send(client, draft, CHECK, sensitive="on")["Location"].endswith("/done/")
    assert Consent.objects.get(purpose="sensitive").granted


def test_a_full_hand_against_one_shop_is_refused_with_the_reason(cast: Cast, client: Client) -> None:
    for _again in range(3):
        filed(cast)
    draft = written(client)
    answer = send(client, draft, CHECK)
    assert answer.status_code == 422
    assert "已有多件投诉正在办理" in text(answer)
    assert kept(draft)["narrative"] == given()["narrative"]
    assert kept(draft)["publish"] == "no"
    assert Complaint.objects.count() == 3


def test_a_busy_house_loses_nothing(client: Client) -> None:
    draft = written(client)
    with patch.object(check, "complaint_file", side_effect=Busy):
        assert send(client, draft, CHECK).status_code == 503
    assert kept(draft)["delegation"] == "yes"
    assert send(client, draft, CHECK)["Location"].endswith("/done/")


def test_own_similar_cases_are_pointed_out(cast: Cast, client: Client) -> None:
    case = filed(cast)
    draft = written(client)
    alike = [Alike(case.number, case.title, "已提交", 90)]
    with patch.object(similar, "own_alike", return_value=alike) as asked:
        answer = look(client, draft, CHECK)
    assert "您以前提过相似的投诉" in text(answer)
    assert soup(answer).select_one(f"main a[href='/cases/{case.number}/']")
    assert asked.call_args.args[0].user_id == cast.consumer.pk


def test_too_old_a_page_files_nothing_and_keeps_the_ticks(cast: Cast, client: Client) -> None:
    draft = written(client)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.consumer)
    answer = send(strict, draft, CHECK)
    assert answer.status_code == 403
    assert "页面放得太久了" in text(answer)
    assert soup(answer).select_one("input[name=privacy][checked]")
    assert not Complaint.objects.exists()
    token: Any = soup(answer).find(None, {"name": "csrfmiddlewaretoken"})
    assert send(strict, draft, CHECK, csrfmiddlewaretoken=token["value"])["Location"].endswith("/done/")


@pytest.mark.parametrize("field", ["channel", "delegated_by", "evidence"])
def test_a_person_cannot_file_through_a_clerks_fields(client: Client, field: str) -> None:
    draft = written(client)
    send(client, draft, CHECK, **{field: "hotline"})
    case = Complaint.objects.get()
    assert case.channel_id == "web"
    assert case.delegated_by is None
    assert LedgerEntry.objects.get(kind="submit").data["evidence"] == []


def test_later_keeps_the_ticks(client: Client) -> None:
    draft = written(client)
    assert send(client, draft, CHECK, do="save")["Location"] == "/file/"
    assert kept(draft)["privacy"] == "on"
    assert not Complaint.objects.exists()


def test_taking_a_suggestion_fills_it_in_and_files_nothing(client: Client) -> None:
    draft = written(
        client, narrative="2026年1月5日在店里付款买了电热水壶，订单号是20260105112233，第三次烧水时底座打火花。"
    )
    found = soup(look(client, draft, CHECK)).select("#aids button[name=take]")
    assert found
    field, _equals, words = str(found[0]["value"]).partition("=")
    answer = send(client, draft, CHECK, take=found[0]["value"])
    assert answer["Location"].startswith("/file/check/")
    assert not Complaint.objects.exists()
    assert kept(draft)[field] == words
    assert kept(draft)["privacy"] == "on"
