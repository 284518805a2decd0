"""What each audience reads: a canary sits in every personal field, and turns up only where it may."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from complaints.models import Complaint, Party
from complaints.projections import Audience, audience_of, case_view, line_view, status_view, views
from complaints.selectors import case_for, in_detail, visible_to
from complaints.services import complaint_close, complaint_reassign, complaint_withdraw
from complaints.timeline import ERASED, entries_of, timeline
from core.actors import PUBLIC
from core.erasure import texts_erase
from tests.cast import Cast
from tests.complaints.samples import accepted, again, agent, assigned, filed, party, withdrawn

pytestmark = pytest.mark.django_db

NAME, PHONE, EMAIL = "卢金丝雀", "13977654321", "canary@example.com"
ADDRESS, ID_NO, OTHER_PHONE = "南宁市青秀区金丝雀路7号", "450103199001010016", "13655554444"
STORY = f"我打电话问过店家，对方让我加{OTHER_PHONE}，一直没有退款，请帮忙处理。"
PERSONAL = {NAME, PHONE, EMAIL, ADDRESS, ID_NO}


def canary(cast: Cast, **changes: Any) -> Complaint:
    case = accepted(
        cast, name=NAME, phone=PHONE, email=EMAIL, address=ADDRESS, narrative=STORY, title=f"找{OTHER_PHONE}退款",
        prior_contact=f"对方号码{OTHER_PHONE}", injury="none", order_no="A-77", **changes,
    )  # fmt: skip
    one = case.parties.get()
    one.id_no = ID_NO
    one.save()
    return in_detail(Complaint.objects.all()).get(pk=case.pk)


def shown(case: Complaint, audience: Audience) -> str:
    return str(asdict(case_view(case, audience)))


def test_the_consumer_reads_their_own_in_full_but_for_the_id_number(cast: Cast) -> None:
    text = shown(canary(cast), Audience.SELF)
    for datum in (NAME, "+86" + PHONE, EMAIL, ADDRESS, OTHER_PHONE):
        assert datum in text
    assert ID_NO not in text
    assert ID_NO[:4] in text
    assert ID_NO[-4:] in text


def test_staff_read_all_but_the_id_number_and_the_query_code(cast: Cast) -> None:
    case = canary(cast)
    text = shown(case, Audience.STAFF)
    assert all(datum in text for datum in (NAME, EMAIL, ADDRESS, OTHER_PHONE))
    assert ID_NO not in text
    assert case.query_code not in text


def test_the_business_reads_a_surname_the_county_and_a_scrubbed_story(cast: Cast) -> None:
    case = canary(cast)
    text = shown(case, Audience.BUSINESS)
    assert not {datum for datum in PERSONAL | {OTHER_PHONE, case.query_code, ID_NO[-4:]} if datum in text}
    view = case_view(case, Audience.BUSINESS)
    assert view.people[0].name == "卢女士"
    assert view.people[0].place == "青秀区"
    assert "一直没有退款" in view.narrative
    assert view.help_needed == view.injury == view.elsewhere == ""


def test_the_phone_is_for_the_business_only_if_the_consumer_says_so(cast: Cast) -> None:
    assert PHONE not in shown(canary(cast), Audience.BUSINESS)
    assert PHONE in shown(canary(cast, share_phone="on"), Audience.BUSINESS)


def test_a_colleague_reads_the_list_without_the_story(cast: Cast) -> None:
    text = shown(canary(cast), Audience.COLLEAGUE)
    assert not {datum for datum in PERSONAL | {OTHER_PHONE} if datum in text}
    assert "一直没有退款" not in text


def test_outside_there_is_a_token_and_what_happened_to_it(cast: Cast) -> None:
    case = canary(cast)
    view = case_view(case, Audience.OUTSIDE)
    text = str(asdict(view))
    assert not {datum for datum in PERSONAL | {OTHER_PHONE, "卢", "示例百货", "A-77"} if datum in text}
    assert view.people[0].name.startswith("消费者-")
    assert view.title == case.category.label
    assert view.amount_in_dispute is None
    assert line_view(case, Audience.OUTSIDE) == view


def test_a_line_of_a_list_has_no_contact_and_no_story(cast: Cast) -> None:
    case = canary(cast)
    for audience in Audience:
        text = str(asdict(line_view(case, audience)))
        assert not {datum for datum in (PHONE, EMAIL, ADDRESS, ID_NO, "一直没有退款") if datum in text}


def test_one_of_several_reads_themself_in_full_and_the_others_masked(cast: Cast) -> None:
    case = canary(cast)
    Party.objects.create(complaint=case, position=1, name="韦另一", phone="13512345678", kind="representative")
    case = in_detail(Complaint.objects.all()).get(pk=case.pk)
    first = case_view(case, Audience.SELF, subject=f"party:{case.parties.all()[0].pk}").people
    assert (first[0].name, first[1].name) == (NAME, "韦先生/女士")
    assert "13512345678" not in str(first)


def test_the_status_by_query_code_tells_of_nobody(cast: Cast) -> None:
    case = canary(cast)
    text = str(asdict(status_view(case)))
    assert case.number in text
    assert not {datum for datum in PERSONAL | {"卢", "示例百货", OTHER_PHONE} if datum in text}


def test_who_reads_as_whom(cast: Cast) -> None:
    case = accepted(cast)
    expected = {
        "mediator": Audience.STAFF,
        "mediator2": Audience.COLLEAGUE,
        "manager": Audience.STAFF,
        "city_manager": Audience.COLLEAGUE,
        "region_manager": Audience.COLLEAGUE,
        "mediator_elsewhere": Audience.COLLEAGUE,
        "expert": Audience.OUTSIDE,
        "supervisor": Audience.OUTSIDE,
        "administrator": Audience.OUTSIDE,
        "consumer": Audience.OUTSIDE,
    }
    assert {name: audience_of(case, cast.actor(name)) for name in expected} == expected
    assert audience_of(case, party(case)) is Audience.SELF
    assert audience_of(case, agent(case, cast)) is Audience.BUSINESS
    assert audience_of(case, PUBLIC) is Audience.OUTSIDE


def test_a_projection_asks_the_database_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    case = canary(cast)
    loaded, _actor = case_for(cast.mediator, case.number, "staff")
    with django_assert_num_queries(0):
        for audience in Audience:
            case_view(loaded, audience)
            line_view(loaded, audience)
        status_view(loaded)


def test_a_list_is_read_case_by_case(cast: Cast) -> None:
    assigned(cast, title="给我的", mediator="mediator")
    assigned(cast, title="给同事的", mediator="mediator2")
    cases = in_detail(visible_to(cast.actor("mediator"))).order_by("pk")
    mine, other = views(cases, cast.actor("mediator"))
    assert mine.people[0].name == "韦小满"
    assert other.people[0].name == "韦女士"


# The course of the case


def course(case: Complaint, audience: Audience) -> dict[str, dict[str, str]]:
    items = timeline(entries_of(case), audience)
    return {item.kind: {str(field): str(text) for field, text in item.words} for item in items}


def test_the_course_has_every_step_with_its_label_and_hat(cast: Cast) -> None:
    items = timeline(entries_of(accepted(cast)), Audience.BUSINESS)
    assert [(item.seq, item.kind, str(item.label), str(item.role)) for item in items] == [
        (1, "submit", "提交投诉", "消费者"),
        (2, "assign", "分派", "消委会负责人"),
        (3, "accept", "受理", "调解员"),
    ]
    assert (items[2].source, items[2].target) == ("已分派(待受理)", "已受理")


def test_the_words_of_the_filing_stand_in_the_case_not_in_its_course(cast: Cast) -> None:
    case = canary(cast)
    for audience in Audience:
        assert course(case, audience)["submit"] == {}


def test_each_word_has_its_readers(cast: Cast) -> None:
    case = assigned(cast)
    complaint_reassign(case, by=cast.actor("manager"), mediator=cast.mediator2.pk, reason="leave", note="请假两周")
    complaint_withdraw(again(case.pk), by=party(case), reason="other", note="家里有事")
    complaint_close(again(case.pk), by=cast.actor("manager"), result="withdrawn", note=f"已告知，电话{OTHER_PHONE}")
    read = {audience: course(case, audience) for audience in Audience}
    assert [a for a in Audience if read[a]["reassign"]] == [Audience.STAFF]
    assert [a for a in Audience if read[a]["withdraw"]] == [Audience.SELF, Audience.STAFF]
    assert [a for a in Audience if read[a]["close"]] == [Audience.SELF, Audience.STAFF, Audience.BUSINESS]
    assert OTHER_PHONE in str(read[Audience.SELF]["close"])
    assert OTHER_PHONE not in str(read[Audience.BUSINESS]["close"])


def test_erased_words_are_said_to_be_erased(cast: Cast) -> None:
    case = filed(cast)
    complaint_withdraw(case, by=party(case), reason="other", note="家里有事")
    texts_erase(user_id=cast.consumer.pk)
    assert list(course(case, Audience.SELF)["withdraw"].values()) == [str(ERASED)]


def test_a_course_takes_two_queries_and_may_start_later(cast: Cast, django_assert_num_queries: Any) -> None:
    case = withdrawn(cast)
    with django_assert_num_queries(2):
        assert len(timeline(entries_of(case), Audience.STAFF)) == 2
    assert [item.seq for item in timeline(entries_of(case, after=1), Audience.STAFF)] == [2]
