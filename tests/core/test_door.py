"""The door, tried on a small flow: what it does, what it refuses, and that it does nothing in between."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core import ledger, time
from core.actors import SYSTEM, Actor, Hat, Role
from core.canonical import canonical, digest
from core.errors import Conflict, Invalid, NotFound, Refused
from core.models import Clock, LedgerEntry, Proposal, StepText
from core.workflow import act, approve, available, decline, perform, perform_new, propose, settle
from tests.lab.models import Permit, State

pytestmark = pytest.mark.django_db

OWNER = Actor(1, Hat(Role.CONSUMER))
STRANGER = Actor(2, Hat(Role.CONSUMER))
CLERK = Actor(3, Hat(Role.MEDIATOR, organisation=9))
OTHER_CLERK = Actor(4, Hat(Role.MEDIATOR, organisation=9))
HEAD = Actor(5, Hat(Role.MANAGER, organisation=9))
ASKED = {"size": "20", "story": "想开一家店", "phone": "13800000000"}
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=time.SHANGHAI)


def create(cleaned: Mapping[str, Any]) -> Permit:
    return Permit.objects.create(owner=1, size=cleaned["size"], phone=cleaned["phone"])


def ask(key: str = "", **changed: str) -> Permit:
    receipt = perform_new(Permit, "ask", by=OWNER, data={**ASKED, **changed}, create=create, key=key)
    return Permit.objects.get(pk=receipt.pk)


def examined() -> Permit:
    permit = ask()
    perform(permit, "examine", by=CLERK, data={"inspector": "7"})
    return Permit.objects.get(pk=permit.pk)


def test_a_step_changes_the_row_and_leaves_one_entry() -> None:
    permit = ask()
    with time.at(MONDAY):
        receipt = perform(permit, "examine", by=CLERK, data={"inspector": "7"}, version=1)
    now = Permit.objects.get(pk=permit.pk)
    entry = LedgerEntry.objects.get(stream=permit.stream, seq=2)
    assert (now.state, now.inspector, now.version, now.head) == (State.EXAMINED, 7, 2, entry.hash)
    assert (receipt.seq, receipt.source, receipt.target, receipt.pk) == (2, "asked", "examined", permit.pk)
    assert (entry.kind, entry.actor, entry.hat) == ("examine", 3, "mediator@9")
    assert (entry.data, entry.effective_at, entry.prev_hash) == ({"inspector": 7}, MONDAY, permit.head)


def test_words_and_private_fields_stay_out_of_the_entry() -> None:
    permit = ask()
    entry = LedgerEntry.objects.get(stream=permit.stream)
    text = StepText.objects.get(entry=entry)
    assert set(entry.data) == {"size", "words"}
    assert (text.field, text.text) == ("story", "想开一家店")
    assert entry.data["words"]["story"] == ledger.salted(text.salt, "想开一家店")
    assert "13800000000" not in str(entry.body())


def test_an_old_version_is_told_what_happened_since() -> None:
    permit = examined()
    with pytest.raises(Conflict) as caught:
        perform(permit, "change", by=OWNER, version=1)
    assert caught.value.version == 2
    assert "调解员" in caught.value.since[0]
    assert "审查" in str(caught.value.since[0])


def test_a_stranger_and_an_unknown_step_look_the_same() -> None:
    permit = ask()
    for by, name in [(STRANGER, "change"), (OWNER, "examine"), (OWNER, "no_such_step"), (OWNER, "delete")]:
        with pytest.raises(NotFound):
            perform(permit, name, by=by)
    assert LedgerEntry.objects.filter(stream=permit.stream).count() == 1


def test_a_stranger_learns_nothing_from_an_old_version() -> None:
    permit = examined()
    with pytest.raises(NotFound):
        perform(permit, "change", by=STRANGER, version=1)


def test_what_is_kept_of_a_request_does_not_give_its_words_away() -> None:
    entry = LedgerEntry.objects.get(stream=ask().stream)
    body = {"subject": "permit", "step": "ask", "codes": {"size": 20}, "words": {"story": "想开一家店"}}
    assert entry.digest
    assert entry.digest not in {digest("", body), hashlib.sha256(canonical(body)).hexdigest()}


def test_a_wrong_state_says_what_is_possible() -> None:
    permit = examined()
    with pytest.raises(Refused) as caught:
        perform(permit, "examine", by=CLERK, data={"inspector": "7"})
    assert [r.rule for r in caught.value.reasons] == ["state"]
    assert "已审查" in str(caught.value.reasons[0].words)
    assert list(caught.value.possible) == ["修改", "许可"]


def test_a_guard_refuses_with_its_rule_and_changes_nothing() -> None:
    permit = ask()
    with pytest.raises(Refused) as caught:
        perform(permit, "examine", by=CLERK, data={"inspector": "13"})
    assert [(r.rule, r.words) for r in caught.value.reasons] == [("inspector_present", "审查员今天休息")]
    assert Permit.objects.get(pk=permit.pk).state == State.ASKED


def test_a_creation_that_is_refused_leaves_no_row() -> None:
    with pytest.raises(Refused):
        ask(size="200")
    assert (Permit.objects.count(), LedgerEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("story", ["空\x00字", "反\u202e向", ""])
def test_bad_words_are_refused_at_their_field(story: str) -> None:
    with pytest.raises(Invalid) as caught:
        ask(story=story)
    assert list(caught.value.errors) == ["story"]


def test_the_same_key_answers_the_same_and_makes_one_case() -> None:
    first, second = ask(key="k1"), ask(key="k1")
    assert (first.pk, Permit.objects.count()) == (second.pk, 1)


def test_the_same_key_with_other_words_is_refused() -> None:
    ask(key="k1")
    with pytest.raises(Refused) as caught:
        ask(key="k1", story="另一个故事")
    assert caught.value.reasons[0].rule == "key-reused"
    with pytest.raises(Refused):
        ask(key="k1", phone="13900000000")


def test_the_same_key_of_another_person_is_another_request() -> None:
    permit = ask()
    perform(permit, "change", by=CLERK, key="k")
    perform(permit, "change", by=OTHER_CLERK, key="k")
    perform(permit, "change", by=CLERK, key="k")
    assert Permit.objects.get(pk=permit.pk).changes == 2


def test_a_repeated_step_answers_after_the_state_moved_on() -> None:
    permit = ask()
    first = perform(permit, "examine", by=CLERK, data={"inspector": "7"}, version=1, key="k")
    again = perform(permit, "examine", by=CLERK, data={"inspector": "7"}, version=1, key="k")
    assert (again.hash, again.repeated, first.repeated) == (first.hash, True, False)


def test_steps_of_later_work_are_refused() -> None:
    permit = examined()
    with pytest.raises(Refused) as caught:
        perform(permit, "revoke", by=HEAD)
    assert caught.value.reasons[0].rule == "not-offered"
    assert "revoke" not in [one.name for one in available(permit, HEAD)]


def test_a_step_for_two_is_drafted_by_one_and_done_by_the_other() -> None:
    permit = examined()
    with pytest.raises(Refused):
        perform(permit, "grant", by=CLERK, data={"reason": "合格"})
    proposal = propose(permit, "grant", by=CLERK, data={"reason": "合格"})
    assert Permit.objects.get(pk=permit.pk).version == permit.version
    for nobody in (CLERK, OTHER_CLERK, OWNER):
        with pytest.raises(NotFound):
            approve(permit, proposal, by=nobody)
    receipt = approve(permit, proposal, by=HEAD)
    decided = Proposal.objects.get(pk=proposal.pk)
    assert (receipt.target, decided.decision, decided.decided_by_id) == ("granted", "approved", 5)
    kinds = LedgerEntry.objects.filter(stream=f"{permit.stream}:staff").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["proposed", "approved"]
    with pytest.raises(NotFound):
        approve(permit, proposal, by=HEAD)


def test_a_draft_does_not_outlive_a_change_of_the_case() -> None:
    permit = examined()
    proposal = propose(permit, "grant", by=CLERK, data={"reason": "合格"})
    perform(permit, "change", by=OWNER)
    with pytest.raises(Conflict):
        approve(permit, proposal, by=HEAD)
    assert Proposal.objects.get(pk=proposal.pk).decision == Proposal.Decision.VOID


def test_a_declined_draft_keeps_its_reason_and_the_case_its_state() -> None:
    permit = examined()
    proposal = propose(permit, "grant", by=CLERK, data={"reason": "合格"})
    decline(permit, proposal, by=HEAD, reason="再看一次现场")
    assert Proposal.objects.get(pk=proposal.pk).reason == "再看一次现场"
    assert Permit.objects.get(pk=permit.pk).state == State.EXAMINED


def test_an_act_takes_no_version_and_voids_no_draft() -> None:
    permit = examined()
    proposal = propose(permit, "grant", by=CLERK, data={"reason": "合格"})
    receipt = act(permit, "note", by=OTHER_CLERK, data={"reason": "电话问过"}, key="n1")
    assert act(permit, "note", by=OTHER_CLERK, data={"reason": "电话问过"}, key="n1").hash == receipt.hash
    assert receipt.stream == f"{permit.stream}:staff"
    assert Permit.objects.get(pk=permit.pk).version == permit.version
    approve(permit, proposal, by=HEAD)
    with pytest.raises(NotFound):
        act(permit, "note", by=OWNER, data={"reason": "偷看"})


def test_available_names_reasons_and_asks_no_form() -> None:
    permit = ask()
    assert [(one.name, one.open) for one in available(permit, CLERK)] == [("examine", True), ("change", True)]
    assert available(permit, STRANGER) == []


def test_the_ledger_cannot_be_changed_or_emptied() -> None:
    permit = ask()
    entry = LedgerEntry.objects.get(stream=permit.stream)
    for attack in (
        lambda: LedgerEntry.objects.update(kind="x"),
        lambda: LedgerEntry.objects.all()._raw_delete(using="default"),
        entry.save,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()


def clock_of(permit: Permit, code: str) -> Clock:
    return Clock.objects.get(stream=permit.stream, code=code)


def granted() -> Permit:
    permit = examined()
    approve(permit, propose(permit, "grant", by=CLERK, data={"reason": "合格"}), by=HEAD)
    return Permit.objects.get(pk=permit.pk)


def test_a_late_beat_archives_as_of_the_true_due_time() -> None:
    with time.at(MONDAY):
        permit = granted()
    due = clock_of(permit, "C-ARCHIVE").due_at
    late = due + dt.timedelta(days=3)
    with time.at(late):
        settle(permit.stream)
        settle(permit.stream)
    entry = LedgerEntry.objects.get(stream=permit.stream, kind="archive")
    assert (entry.effective_at, entry.recorded_at, entry.hat) == (due, late, SYSTEM.hat.code)
    assert Permit.objects.get(pk=permit.pk).state == State.ARCHIVED


def test_a_refused_step_keeps_what_the_clocks_did() -> None:
    with time.at(MONDAY):
        permit = granted()
    with time.at(clock_of(permit, "C-ARCHIVE").due_at + dt.timedelta(hours=1)):
        with pytest.raises(Refused):
            perform(permit, "archive", by=HEAD)
    assert Permit.objects.get(pk=permit.pk).state == State.ARCHIVED


def test_an_act_in_the_last_second_is_in_time() -> None:
    with time.at(MONDAY):
        permit = granted()
    with time.at(clock_of(permit, "C-ARCHIVE").due_at):
        perform(permit, "archive", by=HEAD)
    entry = LedgerEntry.objects.get(stream=permit.stream, kind="archive")
    assert entry.actor == HEAD.user_id


def test_a_step_costs_a_bounded_number_of_statements(django_assert_max_num_queries: Any) -> None:
    permit = ask()
    with django_assert_max_num_queries(12):
        perform(permit, "examine", by=CLERK, data={"inspector": "7"}, version=1, key="k")
