"""Stream × person: the kinds come from the registry, the answers from `streams.toml`, decided by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.services import membership_revoke, user_disable
from complaints.models import Agent, Complaint
from core import streams, time
from tests.cast import PEOPLE, Cast
from tests.complaints.samples import accepted, agent, assigned

GRID: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "streams.toml").read_text("utf-8"))
COLUMNS = ("anonymous", *PEOPLE)

pytestmark = pytest.mark.django_db


def names_of(case: Complaint) -> dict[str, str]:
    """A stream of each kind."""
    side = case.parties.get()
    return {
        "case": case.stream,
        "case-talk": f"{case.stream}:talk",
        "case-staff": f"{case.stream}:staff",
        "case-caucus": f"{case.stream}:caucus:party-{side.pk}",
        "desk": f"desk:{case.association_id}",
    }


def person(cast: Cast, column: str) -> Any:
    return AnonymousUser() if column == "anonymous" else getattr(cast, column)


@pytest.mark.parametrize("kind", GRID)
def test_everybody_hears_what_was_decided(kind: str, cast: Cast) -> None:
    case = accepted(cast)
    agent(case, cast)
    name = names_of(case)[kind]
    found = streams.kind_of(name)
    assert found is not None
    assert found[0].name == kind
    hears = {column for column in COLUMNS if streams.may_see(person(cast, column), name)}
    assert hears == {column for column in COLUMNS if "yes" in GRID[kind][column]}


def test_every_kind_has_its_table_and_no_table_is_left_over() -> None:
    assert set(GRID) == set(streams.kinds)


def test_every_table_has_a_line_for_everybody_in_words() -> None:
    for kind, lines in GRID.items():
        assert set(lines) == set(COLUMNS), kind
        for column, line in lines.items():
            ((answer, words),) = line.items()
            assert answer in {"yes", "no"}, (kind, column)
            assert words.strip(), (kind, column)


@pytest.mark.parametrize(
    "name",
    [
        "", "case", "case:", "case:0", "case:x", "case:1:", "case:1:secret", "case:1:caucus", "case:1:caucus:",
        "case:1:caucus:party:1", "case:1:talk:2", "desk:", "desk:x", "desk:0", "inbox:1", "CASE:1", "case:1\n",
        "case:999999999999999999", "desk:999999999999999999", "case:1:staff ", "案件:1",
    ],
)  # fmt: skip
def test_what_is_unknown_is_heard_by_nobody(name: str, cast: Cast) -> None:
    accepted(cast)
    assert [column for column in COLUMNS if streams.may_see(person(cast, column), name)] == []


def test_another_case_is_heard_by_its_own_people_only(cast: Cast) -> None:
    case = accepted(cast)
    agent(case, cast)
    other = assigned(cast, by="other_consumer", phone="13877100009", respondent_name="另一家店")
    heard = {column for column in COLUMNS if streams.may_see(person(cast, column), f"{other.stream}:talk")}
    assert heard == {"other_consumer", "mediator", "manager"}


def test_the_business_hears_nothing_before_it_was_told(cast: Cast) -> None:
    case = assigned(cast)
    agent(case, cast)
    assert not any(streams.may_see(cast.business, name) for name in names_of(case).values())


def test_the_other_sides_caucus_belongs_to_the_other_side(cast: Cast) -> None:
    case = accepted(cast)
    subject = agent(case, cast).hat.subject.replace(":", "-")
    name = f"{case.stream}:caucus:{subject}"
    heard = {column for column in COLUMNS if streams.may_see(person(cast, column), name)}
    assert heard == {"business", "mediator", "manager"}


def test_who_loses_a_role_hears_nothing_from_then_on(cast: Cast) -> None:
    case = accepted(cast)
    agent(case, cast)
    names = names_of(case).values()
    membership_revoke(membership=cast.manager.memberships.get())
    user_disable(user=cast.consumer)
    Agent.objects.update(ended_at=time.now())
    for gone in User.objects.filter(pk__in=[cast.manager.pk, cast.consumer.pk, cast.business.pk]):
        assert not any(streams.may_see(gone, name) for name in names)
