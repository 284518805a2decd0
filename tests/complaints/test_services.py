"""Each writer: what it does, and what it refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Interest
from accounts.services import interest_declare, interest_end
from complaints.models import Complaint, Consent, Party
from complaints.numbers import parse_number
from complaints.services import (
    complaint_accept,
    complaint_assign,
    complaint_auto_assign,
    complaint_close,
    complaint_file,
    complaint_reassign,
    complaint_withdraw,
)
from complaints.workflow import State
from core import clocks, pending, tasks, time
from core.actors import PUBLIC, SYSTEM, Actor, Hat, Role
from core.errors import Conflict, DoorError, Invalid, NotFound, Refused
from core.models import Clock, LedgerEntry, StepText
from core.workflow import settle
from tests.cast import Cast
from tests.complaints.samples import (
    ROWS,
    STAFF_CHANNELS,
    accepted,
    again,
    agent,
    assigned,
    filed,
    given,
    of_row,
    party,
    withdrawn,
)

pytestmark = pytest.mark.django_db
CORRECT: dict[str, Any] = {"opinion": "符合受理条件", "no_ground": True, "no_conflict": True}


def rules(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.rule for reason in error.value.reasons}


def running(case: Complaint) -> set[str]:
    return {clock.code for clock in clocks.running(case.stream)}


# Filing


def test_filing_makes_the_case_its_people_their_consents_and_its_clocks(cast: Cast) -> None:
    case = filed(cast, share_phone="on", publish="yes")
    assert (case.state, case.stage, case.version) == (State.FILED, "filed", 1)
    assert parse_number(case.number) == case.number
    assert case.association == cast.association
    assert case.filed_at is not None
    one = case.parties.get()
    assert (one.name, one.phone, one.user) == ("韦小满", "+8613877100001", cast.consumer)
    assert one.phone_index
    assert case.respondents.get().name_as_given == "示例百货(乙店)"
    granted = dict(one.consents.values_list("purpose", "granted"))
    assert granted == {
        "handling": True, "sensitive": False, "publication": True, "delegation": True, "share_phone": True,
    }  # fmt: skip
    assert running(case) == {"C-ACCEPT", "C-ASSIGN"}


def test_the_ledger_has_codes_and_the_words_stand_apart(cast: Cast) -> None:
    case = filed(cast)
    entry = LedgerEntry.objects.get(stream=case.stream)
    assert entry.data["category"] == "P0202"
    assert entry.data["amount_in_dispute"] == "189"
    assert {"name", "phone", "address"}.isdisjoint(entry.data)
    assert set(StepText.objects.filter(entry=entry).values_list("field", flat=True)) == {"title", "narrative"}


@pytest.mark.parametrize("row", ROWS, ids=[row["category"] for row in ROWS])
def test_every_kind_of_complaint_can_be_filed(cast: Cast, row: dict[str, Any]) -> None:
    by = "manager" if row["channel"] in STAFF_CHANNELS else "consumer"
    receipt = complaint_file(by=cast.actor(by), data=of_row(row), key=uuid4().hex)
    case = again(receipt.pk)
    assert case.category_id == row["category"]
    assert case.number[2:8] == row["county"]
    assert case.urgent is (row["nature"] == "safety")


def test_the_same_key_files_once(cast: Cast) -> None:
    key, by = uuid4().hex, cast.actor("consumer")
    first = complaint_file(by=by, data=given(), key=key)
    second = complaint_file(by=by, data=given(), key=key)
    assert (second.pk, second.repeated) == (first.pk, True)
    assert Complaint.objects.count() == 1
    with pytest.raises(Refused) as caught:
        complaint_file(by=by, data=given(title="另一件事情"), key=key)
    assert rules(caught) == {"key-reused"}


def test_a_visitor_files_with_the_contact_they_proved(cast: Cast) -> None:
    index = Party(phone="+8613877100001")
    index._meta.get_field("phone_index").pre_save(index, add=True)
    proven = Actor(None, Hat(Role.CONSUMER, subject=f"contact:{index.phone_index[:16]}"))
    case = again(complaint_file(by=proven, data=given(), key=uuid4().hex, owner="g1").pk)
    assert case.parties.get().user is None
    with pytest.raises(Refused) as caught:
        complaint_file(by=proven, data=given(phone="13877100002"), key=uuid4().hex, owner="g1")
    assert rules(caught) == {"contact_proven"}
    with pytest.raises(Refused):
        complaint_file(by=Actor(None, Hat(Role.CONSUMER)), data=given(), key=uuid4().hex, owner="g1")


@pytest.mark.parametrize("name", ["volunteer", "expert", "supervisor", "arbitrator", "authority", "administrator"])
def test_these_file_nothing_in_their_office(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        complaint_file(by=cast.actor(name), data=given(), key=uuid4().hex)
    assert Complaint.objects.count() == 0


def test_the_public_files_nothing(cast: Cast) -> None:
    with pytest.raises(NotFound):
        complaint_file(by=PUBLIC, data=given(), key="k")


def test_a_form_with_errors_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        complaint_file(by=cast.actor("consumer"), data=given(remedies=[]), key="k")
    assert "remedies" in caught.value.errors
    assert not Complaint.objects.exists()
    assert not Party.objects.exists()


def test_a_fourth_open_complaint_against_one_business_waits(cast: Cast) -> None:
    cases = [filed(cast) for _n in range(3)]
    with pytest.raises(Refused) as caught:
        filed(cast)
    assert rules(caught) == {"few_open_against_business"}
    assert Complaint.objects.count() == 3
    filed(cast, respondent_name="示例粮油行")
    complaint_withdraw(cases[0], by=party(cases[0]), reason="mistake")
    filed(cast)


def test_another_account_with_the_same_phone_is_the_same_person(cast: Cast) -> None:
    for _n in range(3):
        filed(cast)
    with pytest.raises(Refused):
        filed(cast, by="other_consumer")
    filed(cast, by="other_consumer", phone="13877100009")


def test_a_clerk_writes_down_for_someone_and_is_no_party(cast: Cast) -> None:
    case = filed(cast, by="mediator", channel="hotline")
    assert case.clerk == cast.mediator.pk
    assert case.parties.get().user is None
    with pytest.raises(Refused) as caught:
        filed(cast, channel="hotline")
    assert rules(caught) == {"channel_fits_filer"}


def test_a_delegated_case_names_who_delegates_and_is_bound_by_law(cast: Cast) -> None:
    case = filed(cast, by="manager", channel="delegated", delegated_by=str(cast.authority_body.pk))
    assert case.clocks_bind
    for wrong in ({"channel": "delegated"}, {"channel": "window", "delegated_by": str(cast.authority_body.pk)}):
        with pytest.raises(Refused) as caught:
            filed(cast, by="manager", **wrong)
        assert rules(caught) == {"delegation_named"}


def test_whoever_is_spoken_for_stands_behind_the_one_who_writes(cast: Cast) -> None:
    case = filed(cast, kind="guardian", represented="韦小宝", minor="on", sensitive="on")
    assert list(case.parties.order_by("position").values_list("kind", "name")) == [
        ("guardian", "韦小满"),
        ("consumer", "韦小宝"),
    ]
    assert Consent.objects.get(purpose="guardian").granted


def test_an_urgent_case_is_to_be_assigned_within_hours(cast: Cast) -> None:
    with time.at(dt.datetime(2026, 11, 18, 1, 0, tzinfo=dt.UTC)):
        urgent, plain = filed(cast, nature="safety"), filed(cast)
    due = {case.pk: Clock.objects.get(stream=case.stream, code="C-ASSIGN").due_at for case in (urgent, plain)}
    assert due[urgent.pk] == dt.datetime(2026, 11, 18, 5, 0, tzinfo=dt.UTC)
    assert due[plain.pk].date() == dt.date(2026, 11, 19)


def test_filing_keeps_within_its_statements(
    cast: Cast, django_assert_max_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """With what the readers do right after the commit; a worker's part is not the person's wait."""
    filed(cast)
    by = cast.actor("consumer")
    with django_assert_max_num_queries(20), django_capture_on_commit_callbacks(execute=True):
        complaint_file(by=by, data=given(), key="k")


# Assigning


def test_the_manager_assigns(cast: Cast) -> None:
    case = assigned(cast)
    assert (case.state, case.mediator) == (State.ASSIGNED, cast.mediator)
    assert running(case) == {"C-ACCEPT"}


def test_a_mediator_claims_for_themself_only(cast: Cast) -> None:
    case = filed(cast)
    with pytest.raises(Refused) as caught:
        complaint_assign(case, by=cast.actor("mediator"), mediator=cast.mediator2.pk)
    assert rules(caught) == {"claims_for_self"}
    complaint_assign(case, by=cast.actor("mediator"), mediator=cast.mediator.pk)
    assert again(case.pk).mediator == cast.mediator


@pytest.mark.parametrize("name", ["mediator_elsewhere", "disabled", "expired_mediator", "manager", "volunteer"])
def test_only_a_mediator_in_office_here_gets_it(cast: Cast, name: str) -> None:
    case = filed(cast)
    with pytest.raises(Refused) as caught:
        complaint_assign(case, by=cast.actor("manager"), mediator=getattr(cast, name).pk)
    assert rules(caught) == {"mediator_in_office"}
    assert again(case.pk).state == State.FILED


@pytest.mark.parametrize("name", ["consumer", "city_manager", "mediator_elsewhere", "authority", "administrator"])
def test_others_cannot_assign_nor_learn_of_the_case(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        complaint_assign(filed(cast), by=cast.actor(name), mediator=cast.mediator.pk)


def test_a_full_desk_gets_nothing_more(cast: Cast, settings: Any) -> None:
    settings.MEDIATOR_LOAD_LIMIT = 1
    assigned(cast)
    case = filed(cast)
    with pytest.raises(Refused) as caught:
        complaint_assign(case, by=cast.actor("manager"), mediator=cast.mediator.pk)
    assert rules(caught) == {"mediator_has_room"}


def test_whoever_has_an_interest_does_not_get_it(cast: Cast) -> None:
    interest_declare(
        user=cast.mediator,
        kind=Interest.Kind.SHARES,
        business_name="示例百货(乙店)",
        since=time.today() - dt.timedelta(days=9),
    )
    agent(filed(cast), cast, "mediator2")
    for mediator, case in ((cast.mediator, filed(cast)), (cast.mediator2, Complaint.objects.order_by("pk")[0])):
        with pytest.raises(Refused) as caught:
            complaint_assign(case, by=cast.actor("manager"), mediator=mediator.pk)
        assert rules(caught) == {"mediator_unconflicted"}


def test_an_interest_that_ended_is_no_bar(cast: Cast) -> None:
    long_ago = time.today() - dt.timedelta(days=900)
    declared = interest_declare(
        user=cast.mediator, kind=Interest.Kind.EMPLOYER, business_name="示例百货(乙店)", since=long_ago
    )
    interest_end(interest=declared, on=long_ago)
    assert assigned(cast).mediator == cast.mediator


def test_whoever_has_the_phone_of_a_party_does_not_get_it(cast: Cast) -> None:
    case = filed(cast, by="manager", channel="hotline", phone=cast.mediator.phone)
    with pytest.raises(Refused) as caught:
        complaint_assign(case, by=cast.actor("manager"), mediator=cast.mediator.pk)
    assert rules(caught) == {"mediator_unconflicted"}


def auto(cast: Cast) -> None:
    cast.association.auto_assign = True
    cast.association.save()


def test_the_rule_gives_it_to_the_least_loaded(cast: Cast) -> None:
    auto(cast)
    assigned(cast, mediator="mediator")
    case = filed(cast)
    receipt = complaint_auto_assign(case.pk)
    assert receipt is not None
    assert again(case.pk).mediator == cast.mediator2
    assert LedgerEntry.objects.get(stream=case.stream, kind="assign").hat == "system"
    assert complaint_auto_assign(case.pk) is None


def test_the_rule_passes_over_whoever_is_not_free(cast: Cast) -> None:
    auto(cast)
    interest_declare(user=cast.mediator, kind=Interest.Kind.DEBT, business_name="示例百货(乙店)", since=time.today())
    case = filed(cast)
    complaint_auto_assign(case.pk)
    assert again(case.pk).mediator == cast.mediator2


def test_without_room_or_wish_it_waits_for_the_manager(cast: Cast, settings: Any) -> None:
    case = filed(cast)
    assert complaint_auto_assign(case.pk) is None
    auto(cast)
    settings.MEDIATOR_LOAD_LIMIT = 0
    assert complaint_auto_assign(case.pk) is None
    assert again(case.pk).state == State.FILED


def test_after_filing_a_worker_asks_the_rule(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    auto(cast)
    told: list[tuple[str, int]] = []
    send = "core.pending.current_app.send_task"
    monkeypatch.setattr(send, lambda _name, arguments, **_options: told.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        case = filed(cast)
    assert again(case.pk).state == State.FILED
    assert [tasks.consume(*arguments) for arguments in told if arguments[0] == "auto-assign"] == [1]
    assert again(case.pk).state == State.ASSIGNED


def test_without_a_worker_the_sweep_asks_the_rule(cast: Cast) -> None:
    auto(cast)
    case = filed(cast)
    pending.sweep()
    assert again(case.pk).state == State.ASSIGNED


def test_reassigning_keeps_the_clocks(cast: Cast) -> None:
    case = assigned(cast)
    before = Clock.objects.get(stream=case.stream, code="C-ACCEPT").due_at
    complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator2.pk, reason="leave")
    moved = again(case.pk)
    assert (moved.state, moved.mediator, moved.version) == (State.ASSIGNED, cast.mediator2, 3)
    assert Clock.objects.get(stream=case.stream, code="C-ACCEPT").due_at == before


def test_reassigning_to_the_same_person_is_nothing(cast: Cast) -> None:
    case = assigned(cast)
    with pytest.raises(Refused) as caught:
        complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator.pk, reason="leave")
    assert rules(caught) == {"mediator_changes"}


def test_from_above_it_may_go_to_another_association_of_the_area(cast: Cast) -> None:
    case = assigned(cast)
    with pytest.raises(Refused) as caught:
        complaint_reassign(case, by=cast.actor("city_manager"), mediator=cast.mediator_elsewhere.pk, reason="overdue")
    assert rules(caught) == {"mediator_in_office"}
    complaint_reassign(case, by=cast.actor("region_manager"), mediator=cast.mediator2.pk, reason="overdue")
    assert again(case.pk).association == cast.association


# Accepting


def test_the_mediator_accepts_and_the_law_starts_counting(cast: Cast) -> None:
    case = accepted(cast)
    assert (case.state, case.stage) == (State.ACCEPTED, "assigned")
    assert case.accepted_at is not None
    assert case.accepted_at == case.conflict_declared_at == case.business_told_at
    assert running(case) == {"C-MEDI", "C-ANSWER"}


@pytest.mark.parametrize(
    "weighty",
    [
        {"amount_in_dispute": "50000.01"},
        {"persons": "2"},
        {"injury": "injured", "sensitive": "on"},
        {"minor": "on", "sensitive": "on", "kind": "guardian", "represented": "韦小宝"},
    ],
    ids=["amount", "joint", "injury", "minor"],
)
def test_weighty_cases_are_for_the_manager(cast: Cast, weighty: dict[str, str]) -> None:
    case = assigned(cast, **weighty)
    with pytest.raises(Refused) as caught:
        complaint_accept(case, by=cast.actor("mediator"), **CORRECT)
    assert rules(caught) == {"within_own_power"}
    complaint_accept(case, by=cast.actor("manager"), **CORRECT)
    assert again(case.pk).state == State.ACCEPTED


def test_up_to_the_limit_the_mediator_decides(cast: Cast) -> None:
    assert accepted(cast, amount_in_dispute="50000.00").state == State.ACCEPTED


def test_without_the_declarations_nothing_is_accepted(cast: Cast) -> None:
    case = assigned(cast)
    for missing in ("no_ground", "no_conflict", "opinion"):
        with pytest.raises(Invalid) as caught:
            complaint_accept(case, by=cast.actor("mediator"), **{**CORRECT, missing: ""})
        assert list(caught.value.errors) == [missing]


@pytest.mark.parametrize("name", ["mediator2", "mediator_elsewhere", "city_manager", "consumer", "supervisor"])
def test_others_cannot_accept(cast: Cast, name: str) -> None:
    case = assigned(cast)
    with pytest.raises(NotFound):
        complaint_accept(case, by=cast.actor(name), **CORRECT)


def test_a_manager_who_is_a_party_does_not_decide(cast: Cast) -> None:
    case = assigned(cast, phone=cast.manager.phone)
    with pytest.raises(Refused) as caught:
        complaint_accept(case, by=cast.actor("manager"), **CORRECT)
    assert rules(caught) == {"decider_unconflicted"}


def test_a_filed_case_cannot_be_accepted_and_an_accepted_one_not_again(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        complaint_accept(filed(cast), by=cast.actor("manager"), **CORRECT)
    assert rules(caught) == {"state"}
    with pytest.raises(Refused):
        complaint_accept(accepted(cast), by=cast.actor("mediator"), **CORRECT)


def test_of_two_who_looked_at_the_same_version_one_is_told(cast: Cast) -> None:
    case = assigned(cast)
    complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator2.pk, reason="leave", version=2)
    with pytest.raises(Conflict) as caught:
        complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator2.pk, reason="leave", version=2)
    assert caught.value.version == 3


# Withdrawing and closing


@pytest.mark.parametrize("state", [filed, assigned, accepted])
def test_the_consumer_withdraws_whatever_is_open(cast: Cast, state: Any) -> None:
    case = state(cast)
    complaint_withdraw(case, by=party(case), reason="settled", note="店家已经退款")
    after = again(case.pk)
    assert (after.state, after.stage) == (State.WITHDRAWN, "ended")
    assert running(after) == {"C-ARCHIVE"}


def test_a_guest_of_this_case_withdraws_as_its_consumer(cast: Cast) -> None:
    case = filed(cast)
    complaint_withdraw(case, by=Actor(None, Hat(Role.GUEST, case=case.pk)), reason="mistake")
    assert again(case.pk).state == State.WITHDRAWN


def test_nobody_else_withdraws(cast: Cast) -> None:
    case, other = filed(cast), filed(cast, by="other_consumer", phone="13877100009")
    strangers = [party(other), cast.actor("consumer"), cast.actor("manager"), agent(case, cast), SYSTEM, PUBLIC]
    for stranger in strangers:
        with pytest.raises(NotFound):
            complaint_withdraw(case, by=stranger, reason="mistake")
    assert again(case.pk).version == 1


def test_withdrawing_twice_is_refused(cast: Cast) -> None:
    case = withdrawn(cast)
    with pytest.raises(Refused) as caught:
        complaint_withdraw(case, by=party(case), reason="mistake")
    assert rules(caught) == {"state"}


def test_the_manager_closes_early_with_the_result_that_fits(cast: Cast) -> None:
    case = withdrawn(cast)
    with pytest.raises(Refused) as caught:
        complaint_close(case, by=cast.actor("manager"), result="awarded")
    assert rules(caught) == {"result_fits"}
    complaint_close(case, by=cast.actor("manager"), result="withdrawn")
    closed = again(case.pk)
    assert (closed.state, closed.result) == (State.CLOSED, "withdrawn")
    assert closed.closed_at is not None
    assert running(closed) == {"C-SURVEY", "C-REOPEN"}


@pytest.mark.parametrize("name", ["mediator", "city_manager", "consumer"])
def test_others_do_not_close(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        complaint_close(withdrawn(cast), by=cast.actor(name), result="withdrawn")


def test_at_the_archive_date_the_system_closes(cast: Cast) -> None:
    with time.at(dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)):
        case = withdrawn(cast, purchase_date="2026-01-05")
    due = Clock.objects.get(stream=case.stream, code="C-ARCHIVE").due_at
    with time.at(due):
        settle(case.stream)
        assert again(case.pk).state == State.WITHDRAWN
    with time.at(due + dt.timedelta(days=2)):
        settle(case.stream)
    closed = again(case.pk)
    assert (closed.state, closed.result) == (State.CLOSED, "withdrawn")
    entry = LedgerEntry.objects.get(stream=case.stream, kind="close")
    assert (entry.hat, entry.effective_at) == ("system", due)


def test_later_work_is_not_yet_offered(cast: Cast) -> None:
    from core.workflow import perform

    case = accepted(cast)
    with pytest.raises(DoorError) as caught:
        perform(case, "open_mediation", by=cast.actor("mediator"))
    assert caught.value.status == 422
