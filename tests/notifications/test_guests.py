"""A visitor's live socket: hears the case that was proved, and is closed within seconds once the proof ran out."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.db import SessionStore

from accounts import guests
from complaints.models import Complaint
from core import time
from notifications.frames import Close
from notifications.limits import Limits
from notifications.permits import verdict
from notifications.waiting import ask
from tests.cast import make_cast
from tests.complaints.samples import accepted, filed
from tests.mediation.guests import nobodys
from tests.notifications.conftest import MEMORY_ONLY, OpenTab, person, session_of

pytestmark = pytest.mark.django_db(transaction=True)


def two_cases() -> list[Complaint]:
    cast = make_cast()
    return [nobodys(accepted(cast)), nobodys(filed(cast, respondent_name="另一家店"))]


def prove(*cases: Complaint, key: str = "", seconds: float = guests.LASTS.total_seconds()) -> str:
    """A session in which these cases are proved for so long; returns its key."""
    session = SessionStore(key or None)
    session[guests.SESSION_KEY] = {str(case.pk): time.now().timestamp() + seconds for case in cases}
    session.save()
    return str(session.session_key)


@MEMORY_ONLY
async def test_a_guest_hears_their_case_and_no_other(tab: OpenTab) -> None:
    mine, other = await ask(two_cases)
    one = await tab(session=await ask(prove, mine))
    for stream in (mine.stream, f"{mine.stream}:talk"):
        assert (await one.follow(stream))[-1]["op"] == "synced"
    for stream in (other.stream, f"{mine.stream}:staff", f"desk:{mine.association_id}"):
        await one.say(op="sub", stream=stream, last=0)
        assert (await one.hear())["op"] == "denied"


@MEMORY_ONLY
async def test_a_proof_that_ran_out_closes_the_socket(tab: OpenTab) -> None:
    mine, _other = await ask(two_cases)
    key = await ask(prove, mine, seconds=0.8)
    one = await tab(session=key)
    await one.follow(mine.stream)
    assert (await one.hear(3))["closed"] == Close.SIGNED_OUT


@MEMORY_ONLY
async def test_of_two_proofs_one_may_run_out_alone(tab: OpenTab) -> None:
    mine, other = await ask(two_cases)
    key = await ask(prove, mine, other)
    one = await tab(session=key)
    for case in (mine, other):
        await one.follow(case.stream)
    await ask(prove, other, key=key)
    assert await one.hear() == {"op": "gone", "stream": mine.stream, "seq": 0, "kind": ""}
    assert await one.quiet(0.5)


@MEMORY_ONLY
async def test_ending_the_visit_closes_the_socket(tab: OpenTab) -> None:
    mine, _other = await ask(two_cases)
    key = await ask(prove, mine)
    one = await tab(session=key)
    await one.follow(mine.stream)
    await ask(SessionStore(key).delete)
    assert (await one.hear(3))["closed"] == Close.SIGNED_OUT


@MEMORY_ONLY
async def test_who_is_signed_in_stays_when_a_proof_runs_out(tab: OpenTab) -> None:
    mine, _other = await ask(two_cases)
    someone = await ask(person, "stranger")
    key = await ask(session_of, someone)
    await ask(prove_beside, mine, key)
    one = await tab(session=key)
    await one.follow(mine.stream)
    await ask(prove_beside, None, key)
    assert (await one.hear())["op"] == "gone"
    assert await one.quiet(0.5)


def prove_beside(case: Complaint | None, key: str) -> None:
    """In the session of a signed-in person."""
    session = SessionStore(key)
    until = time.now().timestamp() + 60
    session[guests.SESSION_KEY] = {str(case.pk): until} if case else {}
    session.save()


def test_it_is_noticed_within_five_seconds_in_force() -> None:
    assert Limits().recheck <= 5


def test_the_same_answer_without_a_socket() -> None:
    mine, other = two_cases()
    key = prove(mine)
    assert verdict(key, [mine.stream, other.stream]).allowed == {mine.stream}
    assert verdict("", [mine.stream]).allowed == frozenset()
