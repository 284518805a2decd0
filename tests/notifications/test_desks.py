"""Which desks hear of what happens to a case."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts import services
from complaints.models import Complaint
from complaints.services import complaint_reassign
from core import ledger, time
from core.actors import Role
from core.ledger import Happening
from core.models import LedgerEntry
from notifications import live
from notifications.desks import desks_of
from tests.cast import Cast
from tests.complaints.samples import accepted, assigned, filed, party

pytestmark = pytest.mark.django_db


def last(case: Complaint) -> LedgerEntry:
    return LedgerEntry.objects.filter(stream=case.stream).order_by("-seq")[0]


def desk(place: int) -> str:
    return f"desk:{place}"


def test_the_desk_of_the_owning_association_hears_of_each_step(cast: Cast) -> None:
    case = accepted(cast)
    for entry in LedgerEntry.objects.filter(stream=case.stream):
        assert desks_of(entry) == {desk(cast.association.pk)}


def test_the_reader_asks_for_the_desks(cast: Cast) -> None:
    case = filed(cast)
    messages = list(live.messages_of(last(case)))
    assert [(one["stream"], one["kind"], one["counter"]) for one in messages] == [
        (case.stream, "submit", False),
        (desk(cast.association.pk), "changed", True),
    ]


def test_a_message_or_a_note_moves_no_desk(cast: Cast) -> None:
    case = filed(cast)
    now = time.now()
    for part in ("talk", "staff"):
        what = Happening("note", party(case), effective_at=now, recorded_at=now)
        entry = ledger.append_to(f"{case.stream}:{part}", what)
        assert desks_of(entry) == set()
        assert [one["stream"] for one in live.messages_of(entry)] == [entry.stream]


def test_another_mediator_of_the_same_association_concerns_one_desk(cast: Cast) -> None:
    case = assigned(cast)
    complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator2.pk, reason="leave")
    assert desks_of(last(case)) == {desk(cast.association.pk)}


def test_a_case_that_goes_to_another_association_concerns_both_desks(cast: Cast) -> None:
    case = assigned(cast)
    city_mediator = services.user_create(name="李城", email="city@cast.example", phone="13811110000")
    services.membership_grant(
        user=city_mediator, role=Role.MEDIATOR, organisation=cast.city_association, starts=time.today()
    )
    manager = cast.actor("city_manager")
    complaint_reassign(case, by=manager, mediator=city_mediator.pk, reason="recusal", key=uuid4().hex)
    assert Complaint.objects.get(pk=case.pk).association_id == cast.city_association.pk
    assert {desk(cast.association.pk), desk(cast.city_association.pk)} <= desks_of(last(case))
    assert desk(cast.association_elsewhere.pk) not in desks_of(last(case))


def test_an_entry_of_nobodys_case_concerns_no_desk(cast: Cast) -> None:
    case = filed(cast)
    entry = last(case)
    entry.stream = "case:999999"
    assert desks_of(entry) == set()
    entry.stream = "inbox:1"
    assert desks_of(entry) == set()
