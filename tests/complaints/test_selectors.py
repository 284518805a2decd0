"""Who sees which case: the same answer for list, page, socket, and nothing for everybody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from complaints.models import Agent, Complaint
from complaints.selectors import (
    actors_in,
    areas_of,
    case_by_query_code,
    case_for,
    confidant_of,
    desk_of,
    mediators_with_load,
    page_of,
    visible_to,
    waiting_for_assignment,
)
from core import time
from core.actors import PUBLIC, SYSTEM, Actor, Hat, Role
from core.errors import NotFound
from core.streams import may_see
from tests.cast import Cast
from tests.complaints.samples import accepted, agent, assigned, filed, party

pytestmark = pytest.mark.django_db
AREAS: tuple[Any, ...] = ("party", "staff", "business")


@pytest.fixture
def three(cast: Cast) -> dict[str, Complaint]:
    """One filed and one accepted here, one filed elsewhere by somebody else."""
    return {
        "filed": filed(cast),
        "accepted": accepted(cast),
        "elsewhere": filed(cast, by="other_consumer", county="450203", phone="13877100009"),
    }


SEES: dict[str, set[str]] = {
    "consumer": {"filed", "accepted"},
    "other_consumer": {"elsewhere"},
    "mediator": {"filed", "accepted"},
    "mediator2": {"filed", "accepted"},
    "mediator_elsewhere": {"elsewhere"},
    "manager": {"filed", "accepted"},
    "city_manager": {"filed", "accepted"},
    "region_manager": {"filed", "accepted", "elsewhere"},
    "business": set(),
    "volunteer": set(),
    "expert": set(),
    "supervisor": set(),
    "arbitrator": set(),
    "authority": set(),
    "administrator": set(),
    "disabled": set(),
    "expired_mediator": set(),
}


@pytest.mark.parametrize(("name", "sees"), SEES.items())
def test_what_each_of_the_cast_sees(cast: Cast, three: dict[str, Complaint], name: str, sees: set[str]) -> None:
    found = set(visible_to(cast.actor(name)))
    assert {key for key, case in three.items() if case in found} == sees


def test_nobody_in_particular_sees_nothing(three: dict[str, Complaint]) -> None:
    for actor in (PUBLIC, SYSTEM, Actor(None, Hat(Role.CONSUMER)), Actor(None, Hat(Role.GUEST))):
        assert not visible_to(actor).exists()


def test_a_guest_and_a_link_reach_their_one_case(three: dict[str, Complaint]) -> None:
    for role in (Role.GUEST, Role.LINK):
        assert visible_to(Actor(None, Hat(role, case=three["filed"].pk))).get() == three["filed"]


def test_a_business_sees_its_case_once_it_was_told(cast: Cast, three: dict[str, Complaint]) -> None:
    told, untold = agent(three["accepted"], cast), agent(three["filed"], cast)
    assert visible_to(told).get() == three["accepted"]
    assert not visible_to(untold).exists()
    assert visible_to(Actor(cast.business.pk, Hat(Role.BUSINESS))).get() == three["accepted"]
    Agent.objects.update(ended_at=time.now())
    assert not visible_to(told).exists()


def test_a_regulator_sees_what_it_delegated(cast: Cast) -> None:
    case = filed(cast, by="manager", channel="delegated", delegated_by=str(cast.authority_body.pk))
    filed(cast)
    assert visible_to(cast.actor("authority")).get() == case


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("name", SEES)
def test_page_and_list_agree(cast: Cast, three: dict[str, Complaint], name: str, area: Any) -> None:
    for case in three.values():
        for actor in actors_in(getattr(cast, name), case, area):
            assert visible_to(actor).filter(pk=case.pk).exists(), (name, area)
    if area == "staff":
        met = {key for key, case in three.items() if actors_in(getattr(cast, name), case, "staff")}
        expected = SEES[name] if name.endswith("manager") or "mediator" in name else set()
        assert met == expected


def test_the_hat_follows_the_part_of_the_site(cast: Cast) -> None:
    case = assigned(cast)
    found, actor = case_for(cast.consumer, case.number, "party")
    assert (found, actor) == (case, party(case))
    _case, staff = case_for(cast.mediator, case.number.lower(), "staff")
    assert staff == cast.actor("mediator")
    for name, area in (("consumer", "staff"), ("mediator", "party"), ("consumer", "business"), ("business", "party")):
        with pytest.raises(NotFound):
            case_for(getattr(cast, name), case.number, area)  # type: ignore[arg-type]


def test_unknown_and_not_yours_are_the_same_answer(cast: Cast) -> None:
    case = filed(cast)
    answers = []
    for number in (case.number, "GX450103-20260101-0001-0", "nonsense"):
        with pytest.raises(NotFound) as caught:
            case_for(cast.other_consumer, number, "party")
        answers.append(str(caught.value.words))
    assert len(set(answers)) == 1


def visitor(*cases: Complaint, user: Any = None) -> Any:
    """Somebody whose visit has proved these cases."""
    found: Any = user or AnonymousUser()
    found.guest_cases = frozenset(case.pk for case in cases)
    return found


def test_a_guest_comes_by_a_proof_of_this_visit(cast: Cast) -> None:
    case, other = filed(cast), filed(cast)
    _case, actor = case_for(visitor(case), case.number, "party")
    assert (actor.role, actor.hat, actor.user_id) == (Role.GUEST, replace(party(case).hat, role=Role.GUEST), None)
    for area, number in (("party", other.number), ("staff", case.number), ("business", case.number)):
        with pytest.raises(NotFound):
            case_for(visitor(case), number, area)  # type: ignore[arg-type]


def test_who_proved_a_case_of_somebody_else_is_its_guest_and_no_more(cast: Cast) -> None:
    """Signed in or not; one's own case stays one's own whatever was proved."""
    case = filed(cast)
    _case, actor = case_for(visitor(case, user=cast.other_consumer), case.number, "party")
    assert (actor.role, actor.user_id) == (Role.GUEST, None)
    _case, actor = case_for(visitor(case, user=cast.consumer), case.number, "party")
    assert (actor.role, actor.user_id) == (Role.CONSUMER, cast.consumer.pk)


def test_a_guest_hears_the_streams_of_the_consumer_and_of_no_other_case(cast: Cast) -> None:
    case, other = accepted(cast), filed(cast)
    side = party(case).hat.subject.replace(":", "-")
    heard = {
        name: may_see(visitor(case), f"{case.stream}{name}") for name in ("", ":talk", f":caucus:{side}", ":staff")
    }
    assert heard == {"": True, ":talk": True, f":caucus:{side}": True, ":staff": False}
    assert not may_see(visitor(case), other.stream)
    assert not may_see(visitor(), case.stream)


def test_a_disabled_account_loses_its_cases(cast: Cast) -> None:
    case = filed(cast)
    cast.consumer.is_active = False
    cast.consumer.save()
    with pytest.raises(NotFound):
        case_for(cast.consumer, case.number, "party")


def test_the_query_code_opens_the_status_and_a_wrong_one_nothing(cast: Cast) -> None:
    case = filed(cast)
    assert case_by_query_code(case.number, case.query_code.lower()) == case
    for code in ("", "AAAAAAAA", case.query_code[:-1]):
        with pytest.raises(NotFound):
            case_by_query_code(case.number, code)


def test_a_case_page_takes_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    case = accepted(cast)
    with django_assert_max_num_queries(5):
        found, _actor = case_for(cast.mediator, case.number, "staff")
        assert [found.category.parent, found.county.parent, found.association, found.mediator, found.channel]
        assert [one.place for one in found.parties.all()]
        assert list(found.respondents.all())


@pytest.mark.parametrize("rows", [1, 20])
def test_a_list_takes_as_many_queries_for_twenty_as_for_one(
    cast: Cast, rows: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(rows):
        filed(cast, respondent_name=f"示例店{n}")
    actor = cast.actor("manager")
    with django_assert_max_num_queries(4):
        page = page_of(visible_to(actor), size=20)
        for case in page.rows:
            assert [case.category.label, case.nature.label, case.county.name, case.association.name]
            assert [one.name for one in case.parties.all()]
            assert [one.name_as_given for one in case.respondents.all()]
    assert len(page.rows) == rows


def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast) -> None:
    moment = dt.datetime(2026, 11, 18, 2, 0, tzinfo=dt.UTC)
    for n in range(7):  # three of them in the same instant
        with time.at(moment + dt.timedelta(minutes=max(n - 2, 0))):
            filed(cast, respondent_name=f"示例店{n}")
    rows = visible_to(cast.actor("manager"))
    seen: list[int] = []
    after = ""
    for _n in range(4):
        page = page_of(rows, after=after, size=2)
        seen += [case.pk for case in page.rows]
        after = page.after
    assert after == ""
    assert seen == list(rows.order_by("-filed_at", "-pk").values_list("pk", flat=True))
    assert [case.pk for case in page_of(rows, after="nonsense", size=2).rows] == seen[:2]


def test_a_desk_holds_own_open_cases(cast: Cast) -> None:
    case, waiting = assigned(cast), filed(cast)
    assert desk_of(cast.actor("mediator")).get() == case
    assert not desk_of(cast.actor("mediator2")).exists()
    assert waiting_for_assignment(cast.actor("manager")).get() == waiting


def test_mediators_come_with_their_load(cast: Cast, django_assert_num_queries: Any) -> None:
    assigned(cast, mediator="mediator")
    with django_assert_num_queries(1):
        found = mediators_with_load(cast.association)
    assert [(one.user, one.load) for one in found] == [(cast.mediator2, 0), (cast.mediator, 1)]
    assert all(one.limit == 40 and one.has_room for one in found)


def test_streams_follow_the_page(cast: Cast) -> None:
    case = accepted(cast)
    agent(case, cast)
    main, staff = f"case:{case.pk}", f"case:{case.pk}:staff"
    everybody = [name for name in SEES if may_see(getattr(cast, name), main)]
    assert everybody == [
        "consumer", "mediator", "mediator2", "manager", "city_manager", "region_manager", "business",
    ]  # fmt: skip
    assert [name for name in SEES if may_see(getattr(cast, name), f"{main}:talk")] == [
        "consumer", "mediator", "manager", "business",
    ]  # fmt: skip
    assert [name for name in SEES if may_see(getattr(cast, name), staff)] == ["mediator", "manager"]
    assert not may_see(AnonymousUser(), main)
    for unknown in ("case:999999", "case:x", f"{main}:secret", f"{main}:caucus:", f"case:{'9' * 40}"):
        assert not may_see(cast.mediator, unknown)


def test_what_one_side_tells_the_mediator_stays_between_them(cast: Cast) -> None:
    case = accepted(cast)
    acting = agent(case, cast)
    consumer_side = party(case).hat.subject.replace(":", "-")
    business_side = acting.hat.subject.replace(":", "-")
    for side, names in (
        (consumer_side, {"consumer", "mediator", "manager"}),
        (business_side, {"business", "mediator", "manager"}),
    ):
        assert {name for name in SEES if may_see(getattr(cast, name), f"case:{case.pk}:caucus:{side}")} == names
    assert not confidant_of(cast.consumer, 999_999, consumer_side)
    assert areas_of(cast.consumer, 999_999) == frozenset()
