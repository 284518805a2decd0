"""Looking up without an account: what number and query code show, what wrong ones tell, and the way into the case."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ContactCode
from accounts.proofs import contact_of
from complaints import lookup
from complaints.lookup import PER_ADDRESS, PER_NUMBER, WRONG, contacts_of
from complaints.models import Complaint, Party
from complaints.numbers import QUERY_ALPHABET, compose, new_query_code
from complaints.services import complaint_file
from core import time
from core.actors import Actor, Hat, Role
from core.models import OutboxMessage, RateCount
from core.secrets import blind_index
from tests.accounts.codes import newest_code
from tests.cast import Cast
from tests.complaints.samples import accepted, assigned, filed, given, withdrawn
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db(transaction=True)

START = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
CSRF = re.compile(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]+"')


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time.at(START):
        yield


@pytest.fixture
def case(cast: Cast) -> Complaint:
    """Filed by nobody's account, with a mobile phone and an address."""
    made = accepted(cast, email="wei@example.com")
    Party.objects.filter(complaint=made).update(user=None)
    return made


def ask(client: Client, number: str, code: str, *, address: str = "192.0.2.1") -> Any:
    return client.post("/lookup/", {"number": number, "code": code}, REMOTE_ADDR=address)


def missing(case: Complaint) -> str:
    """The well-formed number of a case that does not exist."""
    return compose(case.county_id, time.today() - dt.timedelta(days=400), 1)


def wrong_code(case: Complaint) -> str:
    """One letter beside the right one."""
    last = case.query_code[-1]
    return case.query_code[:-1] + next(one for one in QUERY_ALPHABET if one != last)


def plain(answer: Any, *typed: str) -> str:
    """The page without what differs by itself: the token, and what was typed."""
    page = CSRF.sub("", answer.content.decode())
    for one in typed:
        page = page.replace(one, "…")
    return page


def of_proof(client: Client, case: Complaint, channel: str = "sms") -> Any:
    """The whole way in; the answer to the right code."""
    ask(client, case.number, case.query_code)
    client.post("/lookup/contact/", {"channel": channel})
    return client.post("/lookup/code/", {"code": newest_code()})


# ---- the status --------------------------------------------------------------------------------------------------


def test_number_and_code_show_how_far_it_is(case: Complaint, client: Client) -> None:
    page = ask(client, case.number, case.query_code).content.decode()
    for words in (case.number, "已受理", str(case.association), "双方调解", "我是投诉人，要补充或者办理"):
        assert words in page


@pytest.mark.parametrize("make", [filed, assigned, accepted, withdrawn])
def test_the_status_tells_neither_whom_nor_what(make: Any, cast: Cast, client: Client) -> None:
    case = make(cast)
    answer = ask(client, case.number, case.query_code)
    page = answer.content.decode()
    assert answer.status_code == 200
    party, respondent = case.parties.get(), case.respondents.get()
    told = [case.title, case.narrative, party.name, party.phone[3:], party.address, respondent.name_as_given]
    assert [one for one in told if one in page] == []
    assert case.query_code not in page


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", "——"),
        lambda text: text.replace("-", " – "),
        lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text),
        lambda text: text.replace("0", "O").replace("1", "l"),
        lambda text: f"\u200b {text}\ufeff",
    ],
)
def test_a_number_is_read_however_it_is_typed(change: Any, case: Complaint, client: Client) -> None:
    assert ask(client, change(case.number), case.query_code).status_code == 200


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda text: f"{text[:4]} {text[4:]}", lambda text: f"{text[:4]}－{text[4:]}",
     lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text)],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(change: Any, case: Complaint, client: Client) -> None:
    assert ask(client, case.number, change(case.query_code)).status_code == 200


def test_a_case_that_ended_has_nothing_next(cast: Cast, client: Client) -> None:
    case = withdrawn(cast)
    page = ask(client, case.number, case.query_code).content.decode()
    assert "已撤回" in page
    assert "接下来" not in page


def test_neither_number_nor_code_comes_by_the_address(case: Complaint, client: Client) -> None:
    """What somebody writes into an address is neither looked up nor filled in; only the way back there repeats it."""
    asked = client.get("/lookup/", {"number": case.number, "code": case.query_code})
    page = asked.content.decode().replace(asked.wsgi_request.get_full_path().replace("&", "&amp;"), "")
    assert asked.status_code == 200
    assert [one for one in (case.number, case.query_code, "已受理") if one in page] == []
    assert not RateCount.objects.exists()


def test_the_pages_are_kept_by_no_cache(case: Complaint, client: Client) -> None:
    for answer in (client.get("/lookup/"), ask(client, case.number, case.query_code), client.get("/lookup/contact/")):
        assert "no-store" in answer["Cache-Control"]


def test_whoever_has_the_case_gets_the_way_to_it(cast: Cast) -> None:
    case = filed(cast)
    page = ask(client_of(cast, "consumer"), case.number, case.query_code).content.decode()
    assert f'href="/cases/{case.number}/"' in page
    assert "我是投诉人" not in page


# ---- what a wrong try tells --------------------------------------------------------------------------------------


def test_a_wrong_code_and_an_unknown_number_read_the_same(case: Complaint) -> None:
    code, unknown = wrong_code(case), missing(case)
    wrong = ask(Client(), case.number, code)
    nowhere = ask(Client(), unknown, code)
    right_elsewhere = ask(Client(), unknown, case.query_code)
    assert {one.status_code for one in (wrong, nowhere, right_elsewhere)} == {422}
    assert str(WRONG) in wrong.content.decode()
    pages = {
        plain(wrong, case.number, code),
        plain(nowhere, unknown, code),
        plain(right_elsewhere, unknown, case.query_code),
    }
    assert len(pages) == 1
    assert {tuple(sorted(one.headers.items())) for one in (wrong, nowhere)} == {tuple(sorted(wrong.headers.items()))}


def test_a_wrong_code_and_an_unknown_number_ask_the_database_the_same(case: Complaint) -> None:
    def asked(number: str, address: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            ask(Client(), number, wrong_code(case), address=address)
        return [re.sub(r"'[^']*'|\d+", "…", one["sql"]) for one in captured.captured_queries]

    wrong, nowhere = asked(case.number, "192.0.2.1"), asked(missing(case), "192.0.2.2")
    assert wrong == nowhere
    assert len(wrong) < 12


def test_a_draft_is_no_case(case: Complaint) -> None:
    """Nor is the empty code that stands for none the key to anything."""
    assert ask(Client(), missing(case), "00000000").status_code == 422
    assert lookup.CODE.fullmatch(new_query_code())
    assert not lookup.CODE.fullmatch("00000000")


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("", "", "请填写投诉编号"),
        ("GX450103", "ABCD2345", "投诉编号的样子是"),
        ("GX450103-20261122-0007-0", "ABCD2345", "请核对每一位数字"),
        ("GX450103-20261122-0007-X", "ABC", "8 位字母和数字"),
        ("GX450103-20261122-0007-X", "ABCD234O", "里面没有 0、1、I、L、O"),
        ("' OR 1=1 --", "<script>", "投诉编号的样子是"),
    ],
)
def test_a_wrong_shape_is_said_at_its_field_and_counts(number: str, code: str, words: str, client: Client) -> None:
    answer = ask(client, number, code)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert RateCount.objects.get().scope == PER_ADDRESS.scope


# ---- how often ---------------------------------------------------------------------------------------------------


def test_an_address_asks_twenty_times_in_ten_minutes_then_learns_nothing(case: Complaint, client: Client) -> None:
    for n in range(PER_ADDRESS.most):
        assert ask(client, compose("450103", time.today(), n + 100), wrong_code(case)).status_code == 422
    for number, code in [(case.number, case.query_code), (missing(case), "ABCD2345"), ("", "")]:
        answer = ask(client, number, code)
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 60
        assert "次数太多" in answer.content.decode()
        assert "已受理" not in answer.content.decode()
    assert ask(client, case.number, case.query_code, address="192.0.2.9").status_code == 200
    with time.at(START + 30 * MINUTE):
        assert ask(client, case.number, case.query_code).status_code == 200


def test_right_tries_count_at_the_address_too(case: Complaint, client: Client) -> None:
    for _n in range(PER_ADDRESS.most):
        assert ask(client, case.number, case.query_code).status_code == 200
    assert ask(client, case.number, case.query_code).status_code == 429


def test_many_addresses_together_have_ten_wrong_tries_an_hour_at_one_number(case: Complaint) -> None:
    for n in range(PER_NUMBER.most):
        assert ask(Client(), case.number, wrong_code(case), address=f"192.0.2.{n}").status_code == 422
    for code in (wrong_code(case), case.query_code):
        assert ask(Client(), case.number, code, address="192.0.2.99").status_code == 429
    with time.at(START + 2 * HOUR):
        assert ask(Client(), case.number, case.query_code).status_code == 200


def test_right_tries_do_not_use_up_the_number(case: Complaint) -> None:
    for n in range(PER_NUMBER.most + 2):
        assert ask(Client(), case.number, case.query_code, address=f"192.0.2.{n}").status_code == 200
    assert RateCount.objects.get(scope=PER_NUMBER.scope).count == 0


def test_an_unknown_number_is_shut_like_a_known_one(case: Complaint) -> None:
    for n in range(PER_NUMBER.most):
        ask(Client(), missing(case), wrong_code(case), address=f"192.0.2.{n}")
    assert ask(Client(), missing(case), wrong_code(case), address="192.0.2.99").status_code == 429


def test_a_number_typed_another_way_is_the_same_number(case: Complaint) -> None:
    for n in range(PER_NUMBER.most):
        typed = case.number.lower() if n % 2 else case.number.replace("-", " ")
        ask(Client(), typed, wrong_code(case), address=f"192.0.2.{n}")
    assert ask(Client(), case.number, case.query_code, address="192.0.2.99").status_code == 429


def test_guessing_on_and_on_stays_shut_and_leaves_few_rows(case: Complaint, client: Client) -> None:
    """The ten thousand of `tests/deep/test_guessing.py` in small: refused tries write nothing."""
    for n in range(300):
        answer = ask(client, case.number, new_query_code())
        assert answer.status_code == (422 if n < PER_NUMBER.most else 429)
    assert RateCount.objects.count() == 2
    assert sum(RateCount.objects.values_list("count", flat=True)) == PER_ADDRESS.most + PER_NUMBER.most


# ---- the way into the case ---------------------------------------------------------------------------------------


def test_a_code_to_the_contact_opens_the_case(case: Complaint, client: Client) -> None:
    before = client.session.session_key
    answer = of_proof(client, case)
    assert answer.status_code == 302
    assert answer["Location"] == f"/cases/{case.number}/"
    page = client.get(answer["Location"]).content.decode()
    assert case.title in page
    assert "已核实是您本人" in page
    assert client.session.session_key != before


def test_the_code_goes_where_the_case_was_filed_from_and_nowhere_else(case: Complaint, client: Client) -> None:
    ask(client, case.number, case.query_code)
    page = client.get("/lookup/contact/").content.decode()
    assert "138****0001" in page
    assert "w***@example.com" in page
    assert "13877100001" not in page
    for channel in ("", "phone", "13900000000", "sms "):
        assert client.post("/lookup/contact/", {"channel": channel, "phone": "13900000000"}).status_code == 422
    assert not OutboxMessage.objects.exists()
    client.post("/lookup/contact/", {"channel": "email", "email": "thief@example.com"})
    assert OutboxMessage.objects.get().to == "wei@example.com"


def test_by_e_mail_as_well(case: Complaint, client: Client) -> None:
    assert of_proof(client, case, "email").status_code == 302


def test_a_wrong_code_opens_nothing(case: Complaint, client: Client) -> None:
    ask(client, case.number, case.query_code)
    client.post("/lookup/contact/", {"channel": "sms"})
    wrong = f"{(int(newest_code()) + 1) % 10**6:06d}"
    answer = client.post("/lookup/code/", {"code": wrong})
    assert answer.status_code == 422
    assert "验证码不对" in answer.content.decode()
    assert client.get(f"/cases/{case.number}/").status_code == 302


def test_without_number_and_code_there_is_no_way_in(case: Complaint, client: Client) -> None:
    for path in ("/lookup/contact/", "/lookup/code/"):
        assert "重新填写投诉编号和查询码" in client.get(path).content.decode()
        answer = client.post(path, {"channel": "sms", "code": "123456", "again": "1"})
        assert answer.status_code == 422
    assert not ContactCode.objects.exists()


def test_a_quarter_of_an_hour_later_it_begins_anew(case: Complaint, client: Client) -> None:
    ask(client, case.number, case.query_code)
    client.post("/lookup/contact/", {"channel": "sms"})
    code = newest_code()
    with time.at(START + 15 * MINUTE):
        assert client.post("/lookup/code/", {"code": code}).status_code == 422
        assert client.get(f"/cases/{case.number}/").status_code == 302


def test_a_code_for_one_case_opens_no_other(case: Complaint, cast: Cast, client: Client) -> None:
    other = filed(cast, phone="13877100001", respondent_name="另一家店")
    ask(client, case.number, case.query_code)
    client.post("/lookup/contact/", {"channel": "sms"})
    code = newest_code()
    ask(client, other.number, other.query_code)
    assert client.post("/lookup/code/", {"code": code}).status_code == 422
    assert client.get(f"/cases/{other.number}/").status_code == 302


def test_a_contact_changed_meanwhile_proves_nothing(case: Complaint, client: Client) -> None:
    ask(client, case.number, case.query_code)
    client.post("/lookup/contact/", {"channel": "sms"})
    party = case.parties.get()
    party.phone = "+8613877100002"
    party.save()
    assert client.post("/lookup/code/", {"code": newest_code()}).status_code == 422


def test_sent_again_after_a_minute_and_not_before(case: Complaint, client: Client) -> None:
    ask(client, case.number, case.query_code)
    client.post("/lookup/contact/", {"channel": "sms"})
    early = client.post("/lookup/code/", {"again": "1"})
    assert early.status_code == 429
    assert early["Retry-After"] == "60"
    assert "请过 60 秒" in early.content.decode()
    with time.at(START + MINUTE):
        assert client.post("/lookup/code/", {"again": "1"})["Location"] == "/lookup/code/"
        assert client.post("/lookup/code/", {"code": newest_code()}).status_code == 302
    assert OutboxMessage.objects.count() == 2


def test_a_case_nobody_can_be_written_to_says_whom_to_ask(case: Complaint, client: Client) -> None:
    party = case.parties.get()
    party.phone, party.email = "+867715555555", ""
    party.save()
    ask(client, case.number, case.query_code)
    page = client.get("/lookup/contact/").content.decode()
    assert "没有能收验证码的手机或者邮箱" in page
    assert str(case.association) in page
    assert client.post("/lookup/contact/", {"channel": "sms"}).status_code == 422


def test_the_way_back_is_kept_and_can_be_ended(case: Complaint, client: Client) -> None:
    of_proof(client, case)
    assert f'href="/cases/{case.number}/"' in client.get("/lookup/").content.decode()
    assert client.post("/lookup/end/")["Location"] == "/lookup/"
    page = client.get("/lookup/").content.decode()
    assert "已退出办理" in page
    assert case.number not in page
    assert client.get(f"/cases/{case.number}/").status_code == 302


def test_who_is_signed_in_stays_so_when_the_proof_is_ended(case: Complaint, cast: Cast) -> None:
    client = client_of(cast, "other_consumer")
    of_proof(client, case)
    assert client.get(f"/cases/{case.number}/").status_code == 200
    client.post("/lookup/end/")
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert client.get("/cases/").status_code == 200


def test_ending_forgets_what_was_looked_up_too(case: Complaint, cast: Cast) -> None:
    client = client_of(cast, "other_consumer")
    client.post("/lookup/", {"number": case.number, "code": case.query_code})
    assert case.number in client.get("/lookup/contact/").content.decode()
    client.post("/lookup/end/")
    assert case.number not in client.get("/lookup/contact/").content.decode()


def by_visitor(**contact: str) -> Complaint:
    """Filed without an account: the e-mail address was proved, the phone is only written down."""
    visitor = Actor(None, Hat(Role.CONSUMER, subject=f"contact:{blind_index(contact['email'], 'email')[:16]}"))
    receipt = complaint_file(by=visitor, data=given(**contact), key="by-visitor", owner="d-visitor")
    return Complaint.objects.get(pk=receipt.pk)


def test_a_contact_the_visitor_never_proved_gets_no_code(cast: Cast) -> None:
    case = by_visitor(phone="13877100088", email="visitor@example.com")
    assert [one.masked for one in contacts_of(case).values()] == [contact_of(email="visitor@example.com").masked]


def test_an_account_or_a_clerk_may_name_both(cast: Cast) -> None:
    assert len(contacts_of(filed(cast, phone="13877100088", email="visitor@example.com"))) == 2
