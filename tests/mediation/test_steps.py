"""The page of a step: done once, refused with reasons, and never a typed word lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from complaints.models import Complaint, Ground
from complaints.services import complaint_reassign, complaint_withdraw
from complaints.workflow import State
from core.models import LedgerEntry
from tests.cast import Cast
from tests.complaints.samples import accepted, again, assigned, filed, party
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db

TYPED = "我想补充：店里昨天已经退了款。"


def withdrawal(case: Complaint, **more: Any) -> dict[str, Any]:
    return {"reason": "settled", "note": TYPED, "version": case.version, "key": uuid4().hex, **more}


def path(case: Complaint, step: str, area: str = "cases") -> str:
    return f"/{area}/{case.number}/steps/{step}/"


def kinds(case: Complaint) -> list[str]:
    return list(LedgerEntry.objects.filter(stream=case.stream).order_by("seq").values_list("kind", flat=True))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_form_is_shown_and_changes_nothing(cast: Cast) -> None:
    case = filed(cast)
    answer = client_of(cast, "consumer").get(path(case, "withdraw"))
    assert answer.status_code == 200
    assert "撤回原因" in text(answer)
    assert again(case.pk).version == case.version


def test_the_step_is_done_and_leads_back_to_the_case(cast: Cast) -> None:
    case = filed(cast)
    answer = client_of(cast, "consumer").post(path(case, "withdraw"), withdrawal(case), follow=True)
    assert answer.redirect_chain == [(f"/cases/{case.number}/", 302)]
    assert "已办理：撤回" in text(answer)
    assert again(case.pk).state == State.WITHDRAWN


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("/desk/assign/", "/desk/assign/"), ("https://evil.example/", ""), ("//evil.example/", ""), ("", "")],
)
def test_it_leads_back_to_where_the_person_came_from_but_never_away(cast: Cast, wanted: str, found: str) -> None:
    case = filed(cast)
    data = {"mediator": cast.mediator.pk, "version": case.version, "key": "k1"}
    answer = client_of(cast, "manager").post(f"{path(case, 'assign', 'desk')}?next={wanted}", data)
    assert answer["Location"] == (found or f"/desk/{case.number}/")


def test_sent_twice_it_is_done_once(cast: Cast) -> None:
    case = filed(cast)
    client, data = client_of(cast, "consumer"), withdrawal(case)
    answers = [client.post(path(case, "withdraw"), data) for _again in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert kinds(case) == ["submit", "withdraw"]


def test_the_same_key_for_something_else_is_refused(cast: Cast) -> None:
    case = filed(cast)
    client, data = client_of(cast, "consumer"), withdrawal(case)
    client.post(path(case, "withdraw"), data)
    answer = client.post(path(case, "withdraw"), {**data, "reason": "mistake"})
    assert answer.status_code == 422
    assert "这个提交编号已经用于另一份内容" in text(answer)


def test_a_key_with_hidden_characters_breaks_nothing(cast: Cast) -> None:
    case = filed(cast)
    answer = client_of(cast, "consumer").post(path(case, "withdraw"), withdrawal(case, key="a\x00b\u202e" + "k" * 500))
    assert answer.status_code == 302
    assert kinds(case) == ["submit", "withdraw"]


def test_a_lost_race_says_what_happened_and_keeps_what_was_typed(cast: Cast) -> None:
    case = accepted(cast)
    complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator2.pk, reason="leave")
    answer = client_of(cast, "consumer").post(path(case, "withdraw"), withdrawal(case))
    assert answer.status_code == 409
    assert TYPED in text(answer)
    assert "办理「改派」" in text(answer)
    now = again(case.pk)
    assert now.state == State.ACCEPTED
    assert f'name="version" value="{now.version}"' in " ".join(text(answer).split())


def test_what_the_race_lost_can_be_sent_again_from_the_same_page(cast: Cast) -> None:
    case = accepted(cast)
    complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator2.pk, reason="leave")
    client, data = client_of(cast, "consumer"), withdrawal(case)
    assert client.post(path(case, "withdraw"), data).status_code == 409
    data["version"] = again(case.pk).version
    assert client.post(path(case, "withdraw"), data).status_code == 302
    assert again(case.pk).state == State.WITHDRAWN


def test_a_rule_refuses_with_its_sentence_and_keeps_what_was_typed(cast: Cast) -> None:
    case = assigned(cast, amount_in_dispute="60000")
    data = {"no_ground": "on", "no_conflict": "on", "opinion": TYPED, "version": case.version}
    answer = client_of(cast, "mediator").post(path(case, "accept", "desk"), data)
    assert answer.status_code == 422
    assert "由负责人决定受理" in text(answer)
    assert TYPED in text(answer)
    assert again(case.pk).state == State.ASSIGNED


def test_the_wrong_state_is_refused_in_words(cast: Cast) -> None:
    case = filed(cast)
    complaint_withdraw(case, by=party(case), reason="mistake")
    answer = client_of(cast, "consumer").post(path(case, "withdraw"), withdrawal(again(case.pk)))
    assert answer.status_code == 422
    assert "案件现在是「已撤回」，不能「撤回」" in text(answer)


def test_a_form_that_does_not_hold_says_so_at_its_field(cast: Cast) -> None:
    case = assigned(cast)
    data = {"no_ground": "on", "opinion": TYPED, "version": case.version}
    answer = client_of(cast, "mediator").post(path(case, "accept", "desk"), data)
    assert answer.status_code == 422
    assert "请先作出无利害关系声明" in text(answer)
    assert TYPED in text(answer)
    assert again(case.pk).state == State.ASSIGNED


@pytest.mark.parametrize("bad", ["藏\x00字", "翻\u202e转", "零\u200b宽", "字" * 501])
def test_hidden_characters_and_endless_words_are_refused(cast: Cast, bad: str) -> None:
    case = filed(cast)
    answer = client_of(cast, "consumer").post(path(case, "withdraw"), withdrawal(case, note=bad))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text(answer)
    assert again(case.pk).state == State.FILED


@pytest.mark.parametrize("field", ["version", "mediator"])
@pytest.mark.parametrize("bad", ["-1", "1e9", "９", "x", "99999999999999999999999", "1;drop", ""])
def test_odd_numbers_break_nothing(cast: Cast, field: str, bad: str) -> None:
    case = filed(cast)
    data = {"mediator": cast.mediator.pk, "version": case.version, "key": uuid4().hex, field: bad}
    answer = client_of(cast, "manager").post(path(case, "assign", "desk"), data)
    assert answer.status_code in {302, 409, 422}
    assert kinds(case) in (["submit"], ["submit", "assign"])


def test_a_stranger_a_wrong_area_and_an_unknown_step_look_the_same(cast: Cast) -> None:
    case = filed(cast)
    asked = [
        ("other_consumer", path(case, "withdraw")),
        ("consumer", path(case, "withdraw", "desk")),
        ("consumer", path(case, "assign")),
        ("consumer", path(case, "no_such_step")),
        ("consumer", path(case, "settle")),
        ("manager", path(case, "submit", "desk")),
        ("consumer", path(case, "submit")),
        ("consumer", path(case, "withdraw").replace(case.number, "GX450103-20260101-0001-X")),
    ]
    for column, address in asked:
        client = client_of(cast, column)
        assert client.get(address).status_code == 404, address
        assert client.post(address, withdrawal(case)).status_code == 404, address
    assert kinds(case) == ["submit"]


def test_a_page_that_is_too_old_does_nothing_and_keeps_what_was_typed(cast: Cast) -> None:
    case = filed(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.consumer)
    answer = client.post(path(case, "withdraw"), withdrawal(case))
    assert answer.status_code in {403, 422}
    assert TYPED in text(answer)
    assert "页面放得太久了" in text(answer)
    assert again(case.pk).state == State.FILED


def test_a_stranger_learns_nothing_from_a_page_that_is_too_old(cast: Cast) -> None:
    case = filed(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.other_consumer)
    answer = client.post(path(case, "withdraw"), withdrawal(case))
    assert answer.status_code == 404
    assert case.title not in text(answer)


def test_a_visit_that_ended_does_nothing_and_keeps_what_was_typed(cast: Cast) -> None:
    case = filed(cast)
    data = withdrawal(case)
    answer = Client().post(path(case, "withdraw"), data)
    assert answer.status_code == 403
    assert TYPED in text(answer)
    assert "登录已过期" in text(answer)
    assert f"/accounts/login/?next={path(case, 'withdraw')}" in text(answer)
    assert data["key"] in text(answer)
    assert case.title not in text(answer)
    assert again(case.pk).state == State.FILED


def test_after_signing_in_again_the_kept_page_can_be_sent(cast: Cast) -> None:
    case = filed(cast)
    data = withdrawal(case)
    client = Client()
    assert client.post(path(case, "withdraw"), data).status_code == 403
    client.force_login(cast.consumer)
    assert client.post(path(case, "withdraw"), data).status_code == 302
    assert again(case.pk).state == State.WITHDRAWN


def test_the_mediators_offered_are_those_in_office_with_their_load(cast: Cast) -> None:
    assigned(cast, respondent_name="第一家")
    case = filed(cast, respondent_name="第二家")
    page = text(client_of(cast, "manager").get(path(case, "assign", "desk")))
    assert "陈秋月（在办 1 件）" in page
    assert "梁振华（在办 0 件）" in page
    assert page.index("梁振华") < page.index("陈秋月")
    for outsider in ("罗小军", "何停用", "韦期满"):
        assert outsider not in page


def test_a_mediator_may_only_take_a_case_themself(cast: Cast) -> None:
    case = filed(cast)
    client = client_of(cast, "mediator")
    page = text(client.get(path(case, "assign", "desk")))
    assert "陈秋月" in page
    assert "梁振华" not in page
    answer = client.post(path(case, "assign", "desk"), {"mediator": cast.mediator2.pk, "version": case.version})
    assert answer.status_code == 422
    assert "调解员只能领取案件给自己" in text(answer)
    assert again(case.pk).state == State.FILED


def test_acceptance_lists_the_eight_grounds_that_must_be_ruled_out(cast: Cast) -> None:
    case = assigned(cast)
    page = client_of(cast, "mediator").get(f"/desk/{case.number}/steps/accept/").content.decode()
    grounds = Ground.objects.filter(kind=Ground.Kind.REJECT)
    assert len(grounds) == 8
    assert all(ground.name in page for ground in grounds)
    other = client_of(cast, "consumer").get(f"/cases/{case.number}/steps/withdraw/").content.decode()
    assert grounds[0].name not in other
