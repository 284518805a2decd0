"""A visitor files under the contact they prove, once, and is let in to the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.test import Client

from accounts import proofs
from accounts.models import ContactCode
from complaints.models import Complaint, Draft
from complaints.pages import BY_SLUG, CHECK
from core import time
from core.errors import Invalid, TooMany
from core.models import LedgerEntry
from core.secrets import blind_index
from tests.cast import Cast
from tests.complaints.drafting import again, begin, error_at, kept, look, send, soup, text, written, wrong
from tests.complaints.samples import filed, given
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db

CONTACT = BY_SLUG["contact"]
INDEX = blind_index("+8613877100001", "phone")
WRONG = Invalid({"code": ["验证码不对"]})


@pytest.fixture(autouse=True)
def codes() -> Iterator[dict[str, Mock]]:
    """No code is really sent; 246810 is the right one."""

    def check(*, purpose: Any, subject: str, code: str) -> str:
        if code != "246810":
            raise WRONG
        return INDEX

    with (
        patch.object(proofs, "code_send", return_value="138****0001") as sent,
        patch.object(proofs, "code_check", side_effect=check) as checked,
    ):
        yield {"sent": sent, "checked": checked}


@pytest.fixture
def visitor(cast: Cast) -> Client:
    """Somebody without an account; the association of the place is there."""
    return Client()


def prove(client: Client, draft: Draft, code: str = "246810", **more: str) -> Any:
    return client.post("/file/verify/", {"draft": draft.code, "code": code, **more})


def ready(client: Client, **changes: Any) -> Draft:
    """A draft whose last page was sent."""
    draft = written(client, **changes)
    answer = send(client, draft, CHECK)
    assert answer["Location"] == f"/file/verify/?draft={draft.code}"
    return draft


def test_the_code_goes_to_the_phone_of_the_complaint(visitor: Client, codes: dict[str, Mock]) -> None:
    draft = ready(visitor)
    codes["sent"].assert_called_once_with(
        purpose=ContactCode.Purpose.FILE, subject=f"draft:{draft.pk}", source="127.0.0.1", phone="13877100001"
    )
    page = visitor.get(f"/file/verify/?draft={draft.code}")
    assert "138****0001" in text(page)
    assert "13877100001" not in page.content.decode()
    field: Any = soup(page).find(None, {"name": "code"})
    assert field["autocomplete"] == "one-time-code"
    assert field["inputmode"] == "numeric"
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("changes", "to"),
    [
        ({"phone": "", "email": "wei@private.example"}, {"email": "wei@private.example"}),
        ({"phone": "0771-5550123", "email": "wei@private.example"}, {"email": "wei@private.example"}),
        ({"email": "wei@private.example"}, {"phone": "13877100001"}),
    ],
)
def test_a_mobile_first_else_the_address(
    visitor: Client, codes: dict[str, Mock], changes: dict[str, str], to: dict[str, str]
) -> None:
    draft = ready(visitor, **changes)
    codes["sent"].assert_called_once_with(
        purpose=ContactCode.Purpose.FILE, subject=f"draft:{draft.pk}", source="127.0.0.1", **to
    )


def test_the_right_code_files_and_lets_in(visitor: Client) -> None:
    draft = ready(visitor)
    answer = prove(visitor, draft, "２４６ 810")
    case = Complaint.objects.get()
    assert answer["Location"] == f"/file/{case.number}/done/"
    assert case.parties.get().user is None
    entry = LedgerEntry.objects.get(kind="submit")
    assert entry.actor is None
    assert entry.hat == f"consumer#contact:{INDEX[:16]}"
    assert again(draft).answers == ""
    assert case.query_code[:4] in text(visitor.get(answer["Location"]))
    assert Client().get(answer["Location"]).status_code == 302, "to the sign-in"


def test_a_wrong_code_files_nothing_and_may_be_mended(visitor: Client) -> None:
    draft = ready(visitor)
    for bad in ("000000", ""):
        answer = prove(visitor, draft, bad)
        assert answer.status_code == 422
        assert error_at(answer, "code")
    assert not Complaint.objects.exists()
    assert prove(visitor, draft).status_code == 302


def test_sent_again_it_is_the_same_case(visitor: Client, codes: dict[str, Mock]) -> None:
    draft = ready(visitor)
    answers = [prove(visitor, draft) for _time in range(3)]
    assert len({one["Location"] for one in answers}) == 1
    assert codes["checked"].call_count == 1
    assert Complaint.objects.count() == 1
    assert send(visitor, draft, CHECK)["Location"] == answers[0]["Location"]
    assert visitor.get(f"/file/verify/?draft={draft.code}")["Location"] == answers[0]["Location"]


def test_of_two_presses_at_once_the_slower_comes_to_the_same_case(visitor: Client, codes: dict[str, Mock]) -> None:
    """The code is used up by the first, whose case is made while the second is told so."""
    draft = ready(visitor)
    before = again(draft)
    ContactCode.objects.create(
        purpose=ContactCode.Purpose.FILE, subject=f"draft:{draft.pk}", channel="sms", contact_index=INDEX,
        code_hash="x", sent_at=time.now(), expires_at=time.now(), used_at=time.now(),
    )  # fmt: skip
    first = prove(visitor, draft)
    codes["checked"].side_effect = WRONG
    with patch("complaints.drafts.draft_of", return_value=before):
        assert prove(visitor, draft)["Location"] == first["Location"]
    assert Complaint.objects.count() == 1


def test_another_code_is_sent_on_request(visitor: Client, codes: dict[str, Mock]) -> None:
    draft = ready(visitor)
    assert prove(visitor, draft, do="send")["Location"] == f"/file/verify/?draft={draft.code}"
    assert codes["sent"].call_count == 2
    codes["sent"].side_effect = TooMany(50)
    answer = visitor.post("/file/verify/", {"draft": draft.code, "do": "send"}, follow=True)
    assert "操作太频繁了" in answer.content.decode()
    assert prove(visitor, draft).status_code == 302, "the code before still counts"


def test_a_phone_that_takes_no_messages_is_said_where_it_is_mended(visitor: Client, codes: dict[str, Mock]) -> None:
    draft = written(visitor, phone="0771-5550123")
    codes["sent"].side_effect = Invalid({"phone": ["请填写 11 位的手机号"]})
    answer = visitor.post("/file/check/", {"draft": draft.code, "publish": "no", "delegation": "no", "privacy": "on"})
    assert answer["Location"].startswith("/file/contact/")
    assert "11 位的手机号" in visitor.get(answer["Location"]).content.decode()


def test_a_contact_changed_after_the_code_is_not_proven(visitor: Client) -> None:
    draft = ready(visitor)
    send(visitor, draft, CONTACT, phone="13877100002")
    answer = prove(visitor, draft)
    assert answer.status_code == 422
    assert "请先验证" in text(answer)
    assert not Complaint.objects.exists()
    assert again(draft).filed == ""
    assert kept(draft)["narrative"] == given()["narrative"]


def test_an_answer_made_wrong_after_the_code_leads_back_to_the_check_page(visitor: Client) -> None:
    draft = ready(visitor)
    send(visitor, draft, BY_SLUG["business"], county="")
    answer = prove(visitor, draft)
    assert answer["Location"] == f"/file/check/?draft={draft.code}&wrong=1"
    page = visitor.get(answer["Location"])
    assert "id_county" in str(soup(page).select_one(".error-summary"))
    assert not Complaint.objects.exists()


def test_only_what_could_be_filed_is_worth_a_code(visitor: Client, codes: dict[str, Mock]) -> None:
    draft = begin(visitor)
    assert soup(wrong(visitor, draft, CHECK)).select_one(".error-summary")
    codes["sent"].assert_not_called()
    for method in (visitor.get, visitor.post):
        answer = method("/file/verify/", {"draft": draft.code, "code": "246810"})
        assert answer["Location"] == f"/file/check/?draft={draft.code}"
    codes["checked"].assert_not_called()


def test_who_has_signed_in_meanwhile_needs_no_code(cast: Cast, visitor: Client, codes: dict[str, Mock]) -> None:
    draft = ready(visitor)
    visitor.force_login(cast.consumer)
    assert visitor.get(f"/file/verify/?draft={draft.code}")["Location"].startswith("/file/check/")
    assert send(visitor, draft, CHECK)["Location"].endswith("/done/")
    assert Complaint.objects.get().parties.get().user == cast.consumer


def test_the_page_of_anothers_code_looks_like_none(cast: Cast, visitor: Client, codes: dict[str, Mock]) -> None:
    draft = ready(visitor)
    for other in (Client(), client_of(cast, "consumer")):
        assert other.get(f"/file/verify/?draft={draft.code}").status_code == 404
        assert prove(other, draft).status_code == 404
        assert "开始填写" in text(other.get("/file/verify/"))
    codes["checked"].assert_not_called()


def test_too_old_a_page_checks_no_code(visitor: Client, codes: dict[str, Mock]) -> None:
    draft = ready(visitor)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.cookies
    answer = prove(strict, draft)
    assert answer.status_code == 403
    assert "页面放得太久了" in text(answer)
    codes["checked"].assert_not_called()


def test_a_rule_that_says_no_is_told(cast: Cast, visitor: Client) -> None:
    for _again in range(3):
        filed(cast, phone="13877100001")
    draft = ready(visitor)
    answer = prove(visitor, draft)
    assert answer.status_code == 422
    assert "已有多件投诉正在办理" in text(answer)
    assert Complaint.objects.count() == 3
    assert look(visitor, draft, CHECK).status_code == 200


def test_only_the_same_moment_is_waited_for(visitor: Client) -> None:
    """A code used up long ago, a case refused: a wrong code is answered at once, whoever sends many holds up nobody."""
    draft = ready(visitor)
    past = time.now() - dt.timedelta(minutes=1)
    ContactCode.objects.create(
        purpose=ContactCode.Purpose.FILE, subject=f"draft:{draft.pk}", channel=ContactCode.Channel.SMS,
        contact_index=INDEX, code_hash="x", sent_at=past, expires_at=past, used_at=past,
    )  # fmt: skip
    with patch("complaints.views.verify.wall.sleep") as slept:
        assert prove(visitor, draft, "000000").status_code == 422
    slept.assert_not_called()
