"""A complaint under many hands at once, each on a connection of their own."""

from __future__ import annotations

import pytest

from complaints.models import Complaint, Party
from complaints.services import complaint_accept, complaint_assign, complaint_file
from core.errors import Conflict
from core.models import LedgerEntry
from core.verify import verify
from core.workflow import Receipt
from tests.cast import Cast, make_cast
from tests.complaints.samples import assigned, filed, given
from tests.core.crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 16


@pytest.fixture(name="cast")
def crowd_cast(transactional_db: None) -> Cast:
    """The cast, committed, so that every thread meets it."""
    return make_cast()


def test_sixteen_sends_of_one_form_make_one_case(cast: Cast) -> None:
    consumer, data = cast.actor("consumer"), given()

    def send() -> Receipt:
        return complaint_file(by=consumer, data=data, key="one-form")

    (outcomes,) = at_once([send] * CROWD)
    assert {one.hash for one in outcomes} == {outcomes[0].hash}
    assert [one.repeated for one in outcomes].count(False) == 1
    assert (Complaint.objects.count(), Party.objects.count()) == (1, 1)


def test_many_managers_assign_one_case_and_one_of_them_does(cast: Cast) -> None:
    case, manager = filed(cast), cast.actor("manager")

    def assign() -> Receipt:
        return complaint_assign(case, by=manager, mediator=cast.mediator.pk, version=case.version)

    (outcomes,) = at_once([assign] * CROWD)
    assert [type(one) for one in outcomes].count(Receipt) == 1
    assert [type(one) for one in outcomes].count(Conflict) == CROWD - 1
    assert LedgerEntry.objects.filter(stream=case.stream, kind="assign").count() == 1
    assert list(verify(case.stream)) == []


def test_sixteen_clicks_on_accept_accept_once(cast: Cast) -> None:
    case = assigned(cast)

    def accept() -> Receipt:
        return complaint_accept(
            case, by=cast.actor("mediator"), opinion="符合受理条件", no_ground=True, no_conflict=True,
            version=case.version,
        )  # fmt: skip

    (outcomes,) = at_once([accept] * CROWD)
    assert [type(one) for one in outcomes].count(Receipt) == 1
    assert Complaint.objects.get(pk=case.pk).version == case.version + 1
    assert list(verify()) == []
