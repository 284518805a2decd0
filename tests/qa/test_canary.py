"""A case whose every personal field holds a word found nowhere else: who must not read it never gets that word.

Searched are all pages, fragments and answers of the interface, for every person of the cast (domain.md §4.2).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from complaints.models import Complaint, Party
from complaints.services import complaint_accept, complaint_withdraw
from core.models import LedgerEntry, OutboxMessage
from core.workflow import declarations
from notifications import live
from notifications.frames import frame_of
from tests.cast import PEOPLE, Cast
from tests.complaints.samples import again, agent, assigned, party
from tests.grids.test_urls import ADDRESSES, client_of

pytestmark = pytest.mark.django_db

CANARIES = {
    "name": "欧阳金丝雀",
    "phone": "13877199991",
    "email": "canary.mail@private.example",
    "address": "金丝雀巷77号3栋404室",
    "represented": "诸葛小黄鹂",
    "id_no": "11010519491231002X",
    "narrative": "事由布谷鸟",
    "phone in the narrative": "13988877766",
    "identity number in the narrative": "53010219200508011X",
    "plate in the narrative": "桂A66Z99",
    "e-mail in the narrative": "wren@private.example",
    "title": "标题白头翁",
    "phone in the title": "13955554444",
    "prior contact": "沟通画眉鸟",
    "phone in the prior contact": "13933332222",
    "order": "ORDER-KESTREL-7",
    "opinion": "意见红嘴鸥",
    "phone in the opinion": "13911112222",
    "note of the withdrawal": "撤回灰椋鸟",
    "respondent's phone": "0771-5557788",
    "elsewhere": "已向12315或者行政机关投诉",
    "help": "手语协助",
}
NEVER = {"id_no"}  # shown to nobody in full: a reveal is an act of its own
WRITTEN = {"narrative", "title", "prior contact", "order", "opinion", "respondent's phone"}
FOR_CONSUMER = set(CANARIES) - NEVER - {"represented"}
FOR_HANDLERS = set(CANARIES) - NEVER
FOR_COLLEAGUES = {"title", "respondent's phone"}
HANDLERS, COLLEAGUES = {"mediator", "manager"}, {"mediator2", "city_manager", "region_manager"}
# What is read is decided by the page; what may be read besides, without having to be.
MAY: dict[str, set[str]] = {"consumer": {"represented"}}


def given_with_canaries() -> dict[str, str]:
    one = CANARIES
    return {
        "kind": "agent", "name": one["name"], "phone": one["phone"], "email": one["email"],
        "address": one["address"], "represented": one["represented"], "order_no": one["order"],
        "title": f"{one['title']} {one['phone in the title']}",
        "narrative": (
            f"{one['narrative']}，电话{one['phone in the narrative']}，身份证"
            f"{one['identity number in the narrative']}，车牌{one['plate in the narrative']}，"
            f"邮箱{one['e-mail in the narrative']}。"
        ),
        "prior_contact": f"{one['prior contact']}，店长电话{one['phone in the prior contact']}",
        "respondent_phone": one["respondent's phone"], "elsewhere": "12315", "help_needed": "sign",
    }  # fmt: skip


def full_of_canaries(cast: Cast) -> Complaint:
    case = assigned(cast, **given_with_canaries())
    lead = Party.objects.get(complaint=case, position=0)
    lead.id_type, lead.id_no = "resident", CANARIES["id_no"]
    lead.save()
    agent(case, cast)
    return case


def accept(case: Complaint, cast: Cast) -> Complaint:
    opinion = f"{CANARIES['opinion']}，已致电{CANARIES['phone in the opinion']}"
    complaint_accept(case, by=cast.actor("mediator"), opinion=opinion, no_ground=True, no_conflict=True)
    return again(case.pk)


def withdraw(case: Complaint) -> Complaint:
    complaint_withdraw(case, by=party(case), reason="other", note=CANARIES["note of the withdrawal"])
    return again(case.pk)


def squeezed(text: str) -> str:
    """Without blanks and hyphens, so that a number set in groups is found too."""
    return re.sub(r"[\s\u2009\u202f\xa0-]", "", text)


def readable(body: bytes) -> str:
    """The text of an answer; JSON with its escapes undone."""
    text = body.decode()
    try:
        return squeezed(json.dumps(json.loads(text), ensure_ascii=False))
    except ValueError:
        return squeezed(text)


def pages(case: Complaint) -> Iterator[str]:
    """Every address that answers a GET, each step under each hat. The empty form of filing names all choices."""
    steps = [name for name, one in declarations(Complaint).items() if one.step.offered]
    for one in ADDRESSES.values():
        if one.library or one.name == "complaint_file" or "<slug:token>" in one.route:
            continue
        for step in steps if "step>" in one.route else [""]:
            yield one.path({"number": case.number, "page": "check", "step": step})


def reads(client: Client, case: Complaint) -> dict[str, set[str]]:
    """Each canary this person comes across, and where."""
    found: dict[str, set[str]] = {}
    wanted = {**CANARIES, "query code": case.query_code}
    for path in pages(case):
        text = readable(client.get(path).content)
        for name, canary in wanted.items():
            if squeezed(canary) in text:
                found.setdefault(name, set()).add(path)
    return found


@dataclass(frozen=True)
class Moment:
    """What may be read at a point of the case's life: the words of each step exist from then on."""

    told: bool
    missing: frozenset[str]


FILED = Moment(told=False, missing=frozenset({"opinion", "phone in the opinion", "note of the withdrawal"}))
ACCEPTED = Moment(told=True, missing=frozenset({"note of the withdrawal"}))
ENDED = Moment(told=True, missing=frozenset())


def must_read(column: str, moment: Moment) -> set[str]:
    """The canaries this person has to find, neither more nor less (but for `MAY`)."""
    found: set[str] = set()
    if column == "consumer":
        found = FOR_CONSUMER | {"query code"}
    elif column in HANDLERS:
        found = FOR_HANDLERS
    elif column in COLLEAGUES:
        found = FOR_COLLEAGUES
    elif column == "business" and moment.told:
        found = WRITTEN
    return found - moment.missing


def check(case: Complaint, cast: Cast, moment: Moment) -> None:
    for column in ("anonymous", *PEOPLE):
        found = reads(client_of(cast, column), case)
        wanted = must_read(column, moment)
        leaked = {name: sorted(places) for name, places in found.items() if name not in wanted | MAY.get(column, set())}
        assert leaked == {}, f"{column} must not read this"
        assert wanted <= set(found), f"{column} has to read {wanted - set(found)}"


def test_before_acceptance_the_business_reads_nothing(cast: Cast) -> None:
    check(full_of_canaries(cast), cast, FILED)


def test_after_acceptance_the_business_reads_what_was_said_without_the_person(cast: Cast) -> None:
    check(accept(full_of_canaries(cast), cast), cast, ACCEPTED)


def test_after_a_withdrawal_the_reasons_stay_between_consumer_and_staff(cast: Cast) -> None:
    check(withdraw(accept(full_of_canaries(cast), cast)), cast, ENDED)


def test_neither_ledger_nor_socket_nor_messages_carry_a_canary(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with django_capture_on_commit_callbacks(execute=True):
        case = withdraw(accept(full_of_canaries(cast), cast))
    for column in ("anonymous", "consumer", "mediator", "business"):
        reads(client_of(cast, column), case)
    entries = list(LedgerEntry.objects.all())
    assert [entry.kind for entry in entries] == ["submit", "assign", "accept", "withdraw"]
    messages = [message for entry in entries for message in live.messages_of(entry)]
    said = [
        *(json.dumps([entry.data, entry.hat, entry.key], ensure_ascii=False) for entry in entries),
        *(json.dumps(message) for message in messages),
        *(frame_of("ev", one["stream"], one["seq"], one["kind"]) for one in messages),
        *(f"{one.subject} {one.text}" for one in OutboxMessage.objects.all()),
        *(record.getMessage() for record in caplog.records),
    ]
    personal = {name: canary for name, canary in CANARIES.items() if name not in {"elsewhere", "help"}}
    for text in map(squeezed, said):
        assert [name for name, canary in personal.items() if squeezed(canary) in text] == [], text
        assert case.query_code not in text


def test_at_rest_what_reaches_a_person_is_encrypted(cast: Cast) -> None:
    case = full_of_canaries(cast)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, email, address, id_no FROM complaints_party WHERE complaint_id = %s", [case.pk])
        rows = " ".join(str(value) for row in cursor.fetchall() for value in row)
    for name in ("phone", "email", "address", "id_no"):
        assert CANARIES[name] not in rows


def test_the_list_of_one_person_never_shows_anothers_case(cast: Cast) -> None:
    case = full_of_canaries(cast)
    for column in ("other_consumer", "other_business", "mediator_elsewhere", "expired_mediator"):
        client = client_of(cast, column)
        for path in ("/cases/", "/business/", "/desk/", "/desk/live/", "/desk/assign/", "/api/v1/cases"):
            assert case.number not in client.get(path).content.decode()
