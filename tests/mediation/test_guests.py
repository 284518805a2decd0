"""A visitor who proved to be the consumer of a case: all of that case, and nothing of any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.guests import LASTS
from complaints.models import Complaint
from complaints.workflow import State
from core import time
from core.files import file_store
from core.models import LedgerEntry
from core.workflow import declarations
from tests.cast import Cast
from tests.complaints.samples import accepted, again, assigned, filed, party
from tests.core.crowd import at_once
from tests.core.hostile import PDF
from tests.mediation.guests import guest_of, nobodys

pytestmark = pytest.mark.django_db

# What a person fills in for each step a consumer may take now; a new offered step must be added here.
FILLED: dict[str, dict[str, str]] = {"withdraw": {"reason": "settled", "note": "店里退了款"}}


def steps_of_consumers(case: Complaint) -> set[str]:
    """The offered steps of this case that its consumer may take."""
    by = party(case)
    found = declarations(Complaint).items()
    return {name for name, one in found if one.step.offered and State.DRAFT not in one.targets and one.who(case, by)}


def test_the_page_is_the_consumers_own(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    page = guest_of(case).get(f"/cases/{case.number}/").content.decode()
    for words in (case.title, case.narrative, case.query_code, f"/cases/{case.number}/steps/withdraw/", "退出办理"):
        assert words in page
    assert "您" in page


def test_the_fragment_and_the_pages_of_steps_follow(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    client = guest_of(case)
    fragment = client.get(f"/cases/{case.number}/live/")
    assert fragment.status_code == 200
    assert f'data-stream="{case.stream}"' in fragment.content.decode()
    assert client.get(f"/cases/{case.number}/steps/withdraw/").status_code == 200


def test_everything_the_consumer_may_do_now_is_tried_here(cast: Cast) -> None:
    assert steps_of_consumers(filed(cast)) == set(FILLED)


@pytest.mark.parametrize("step", FILLED)
def test_a_guest_does_what_the_consumer_may(step: str, cast: Cast) -> None:
    case = nobodys(filed(cast))
    data = {**FILLED[step], "key": uuid4().hex, "version": case.version}
    answer = guest_of(case).post(f"/cases/{case.number}/steps/{step}/", data)
    assert answer.status_code == 302
    assert answer["Location"] == f"/cases/{case.number}/"
    entry = LedgerEntry.objects.filter(stream=case.stream).latest("seq")
    assert (entry.kind, entry.actor, entry.hat) == (step, None, f"guest#{party(case).hat.subject}")
    assert again(case.pk).state == State.WITHDRAWN


def test_the_same_form_sent_twice_is_done_once(cast: Cast) -> None:
    case = nobodys(filed(cast))
    client, data = guest_of(case), {**FILLED["withdraw"], "key": uuid4().hex}
    answers = [client.post(f"/cases/{case.number}/steps/withdraw/", data).status_code for _n in range(2)]
    assert answers == [302, 302]
    assert again(case.pk).version == 2


def test_two_guests_with_the_same_key_are_two_people(cast: Cast) -> None:
    """A key belongs to the proof: nobody is answered with what another did."""
    one, two = nobodys(filed(cast)), nobodys(filed(cast, respondent_name="另一家店"))
    key = uuid4().hex
    for case in (one, two):
        guest_of(case).post(f"/cases/{case.number}/steps/withdraw/", {**FILLED["withdraw"], "key": key})
    assert {again(case.pk).state for case in (one, two)} == {State.WITHDRAWN}


@pytest.mark.parametrize("step", [name for name, one in declarations(Complaint).items() if one.step.offered])
def test_what_is_for_others_does_not_exist_for_a_guest(step: str, cast: Cast) -> None:
    case = nobodys(assigned(cast))
    wanted = 200 if step in FILLED else 302  # what does not exist leads a visitor to the sign-in
    for area in ("cases", "desk", "business"):
        answer = guest_of(case).get(f"/{area}/{case.number}/steps/{step}/")
        assert answer.status_code in ({wanted} if area == "cases" else {302}) | {404}, (area, step)
        assert answer.status_code != 200 or step in FILLED


def test_another_case_leads_to_the_sign_in_like_an_unknown_one(cast: Cast) -> None:
    case, other = nobodys(accepted(cast)), nobodys(filed(cast, respondent_name="另一家店"))
    client = guest_of(case)
    for number in (other.number, "GX450103-20260101-0001-X", "nonsense"):
        for path in (f"/cases/{number}/", f"/cases/{number}/live/", f"/cases/{number}/steps/withdraw/"):
            answer = client.get(path)
            assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")
        answer = client.post(f"/cases/{number}/steps/withdraw/", {**FILLED["withdraw"], "key": "k"})
        assert answer.status_code == 403
        assert other.title not in answer.content.decode()
    assert again(other.pk).state == State.FILED


def test_other_parts_of_the_site_stay_shut(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    client = guest_of(case)
    for path in (
        "/cases/",
        "/desk/",
        "/desk/assign/",
        "/business/",
        f"/desk/{case.number}/",
        f"/business/{case.number}/",
    ):
        assert client.get(path).status_code == 302, path
    assert client.get("/api/v1/cases").status_code == 401
    assert client.get(f"/api/v1/cases/{case.number}").status_code == 401


def test_files_of_the_talk_are_handed_out_to_the_guest_of_their_case(cast: Cast, settings: Any, tmp_path: Path) -> None:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    case, other = nobodys(accepted(cast)), nobodys(filed(cast, respondent_name="另一家店"))
    answers = {}
    for stream in (f"{case.stream}:talk", f"{case.stream}:staff", f"{other.stream}:talk"):
        stored = file_store(upload=SimpleUploadedFile("收据.pdf", PDF), stream=stream, by=party(case))
        answers[stream] = guest_of(case).get(f"/files/{stored.token}/").status_code
    assert list(answers.values()) == [200, 404, 404]


def test_after_twelve_hours_the_door_is_shut(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    client = guest_of(case)
    with time.at(time.now() + LASTS - dt.timedelta(minutes=1)):
        assert client.get(f"/cases/{case.number}/").status_code == 200
    with time.at(time.now() + LASTS + dt.timedelta(minutes=1)):
        assert client.get(f"/cases/{case.number}/").status_code == 302
        assert client.post(f"/cases/{case.number}/steps/withdraw/", FILLED["withdraw"]).status_code == 403


def test_the_proof_is_only_good_with_the_session_that_has_it(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    client = guest_of(case)
    client.logout()
    assert client.get(f"/cases/{case.number}/").status_code == 302


def test_a_page_that_is_too_old_keeps_what_a_guest_typed(cast: Cast) -> None:
    case = nobodys(filed(cast))
    client = guest_of(case)
    client.handler.enforce_csrf_checks = True
    answer = client.post(f"/cases/{case.number}/steps/withdraw/", {**FILLED["withdraw"], "key": "k"})
    assert answer.status_code == 422
    assert "店里退了款" in answer.content.decode()
    assert again(case.pk).state == State.FILED


# ---- into an account ---------------------------------------------------------------------------------------------


def test_a_visitor_is_shown_the_way_into_an_account(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    page = guest_of(case).get(f"/cases/{case.number}/").content.decode()
    assert f"/accounts/login/?next=/cases/{case.number}/" in page
    assert f"/cases/{case.number}/claim/" not in page


def test_a_signed_in_guest_takes_the_case_into_the_account(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    client = guest_of(case, cast=cast, who="other_consumer")
    assert f'action="/cases/{case.number}/claim/"' in client.get(f"/cases/{case.number}/").content.decode()
    for _twice in range(2):
        assert client.post(f"/cases/{case.number}/claim/")["Location"] == f"/cases/{case.number}/"
    assert case.parties.get().user == cast.other_consumer
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "已加入您的账号" in page
    assert "退出办理" not in page
    assert case.number in client.get("/cases/").content.decode()
    assert LedgerEntry.objects.filter(kind="claim_case").count() == 1


def test_a_case_of_another_account_is_not_taken(cast: Cast) -> None:
    case = accepted(cast)
    client = guest_of(case, cast=cast, who="other_consumer")
    assert "/claim/" not in client.get(f"/cases/{case.number}/").content.decode()
    client.post(f"/cases/{case.number}/claim/")
    assert case.parties.get().user == cast.consumer
    assert "已经属于一个账号" in client.get(f"/cases/{case.number}/").content.decode()


def test_without_a_proof_nothing_is_claimed(cast: Cast) -> None:
    case = nobodys(accepted(cast))
    assert guest_of(cast=cast, who="other_consumer").post(f"/cases/{case.number}/claim/").status_code == 404
    assert guest_of(case).post(f"/cases/{case.number}/claim/").status_code == 302
    assert case.parties.get().user is None


@pytest.mark.django_db(transaction=True)
def test_the_button_pressed_twice_at_once_claims_once(cast: Cast) -> None:
    case = nobodys(accepted(cast))

    def press() -> Callable[[], int]:
        client = guest_of(case, cast=cast, who="other_consumer")
        return lambda: client.post(f"/cases/{case.number}/claim/").status_code

    (answers,) = at_once([press() for _n in range(3)])
    assert answers == [302] * 3
    assert LedgerEntry.objects.filter(kind="claim_case").count() == 1


@pytest.mark.parametrize("page", ["", "live/", "evidence/"])
def test_pages_of_a_case_stay_in_no_browsers_memory(page: str, cast: Cast) -> None:
    """Whoever comes to a shared computer after 退出办理 and presses Back meets the sign-in."""
    case = nobodys(accepted(cast))
    assert "no-store" in guest_of(case).get(f"/cases/{case.number}/{page}")["Cache-Control"]
