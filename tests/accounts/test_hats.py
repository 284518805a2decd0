"""Memberships become hats, within their term only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import services
from accounts.hats import consumer_actor, member_actor, staff_actor
from accounts.models import Organisation
from accounts.selectors import association_at, hats_of, staff_of
from core import time
from core.actors import PUBLIC, Hat, Role, covers
from tests.cast import ELSEWHERE, HERE, Cast

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=time.SHANGHAI)


def test_a_membership_is_a_hat(cast: Cast) -> None:
    assert hats_of(cast.mediator) == [Hat(Role.MEDIATOR, cast.association.pk, HERE)]
    assert hats_of(cast.consumer) == []
    assert hats_of(AnonymousUser()) == []


@pytest.mark.parametrize(("day", "held"), [(21, False), (22, True), (24, True), (25, False)])
def test_a_hat_lasts_from_the_first_to_the_last_day(cast: Cast, day: int, held: bool) -> None:
    services.membership_grant(
        user=cast.consumer,
        role=Role.MEDIATOR,
        organisation=cast.association,
        starts=dt.date(2026, 11, 22),
        ends=dt.date(2026, 11, 24),
    )
    with time.at(NOON.replace(day=day)):
        assert bool(hats_of(cast.consumer)) is held
        assert (staff_actor(cast.consumer) is not None) is held


def test_the_day_changes_in_guangxi_not_in_greenwich(cast: Cast) -> None:
    services.membership_grant(
        user=cast.consumer, role=Role.MEDIATOR, organisation=cast.association, starts=dt.date(2026, 11, 22)
    )
    with time.at(dt.datetime(2026, 11, 21, 16, 30, tzinfo=dt.UTC)):
        assert hats_of(cast.consumer)


def test_disabled_expired_and_revoked_have_none(cast: Cast) -> None:
    services.membership_revoke(membership=cast.mediator2.memberships.get())
    for user in (cast.disabled, cast.expired_mediator, cast.mediator2):
        assert hats_of(user) == []
        assert staff_actor(user) is None


def test_ending_a_membership_leaves_today(cast: Cast) -> None:
    membership = cast.mediator.memberships.get()
    services.membership_end(membership=membership)
    assert hats_of(cast.mediator)
    assert not hats_of(cast.mediator, time.today() + dt.timedelta(days=1))


def test_an_organisation_out_of_use_gives_no_hat(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.association.pk).update(active=False)
    assert hats_of(cast.mediator) == []


def test_the_manager_s_hat_comes_first_unless_another_is_chosen(cast: Cast) -> None:
    services.membership_grant(user=cast.mediator, role=Role.MANAGER, organisation=cast.association_elsewhere)
    first, second = hats_of(cast.mediator)
    assert (first.role, first.area, second.role) == (Role.MANAGER, ELSEWHERE, Role.MEDIATOR)
    assert (staff_actor(cast.mediator) or PUBLIC).hat == first
    assert (staff_actor(cast.mediator, second.code) or PUBLIC).hat == second
    assert (staff_actor(cast.mediator, "manager@999999") or PUBLIC).hat == first


def test_one_query_each(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        staff_actor(cast.manager)
    with django_assert_num_queries(0):
        consumer_actor(cast.manager)
    with django_assert_num_queries(1):
        association_at(HERE)


def test_only_staff_are_staff(cast: Cast) -> None:
    names = ("consumer", "business", "volunteer", "expert", "supervisor", "arbitrator", "authority", "administrator")
    assert [name for name in names if staff_actor(getattr(cast, name))] == []
    assert (member_actor(cast.expert, frozenset({Role.EXPERT})) or PUBLIC).role is Role.EXPERT
    assert member_actor(cast.volunteer, frozenset({Role.EXPERT})) is None


def test_a_consumer_needs_no_membership(cast: Cast) -> None:
    assert consumer_actor(cast.mediator).hat == Hat(Role.CONSUMER)
    assert consumer_actor(AnonymousUser()) == PUBLIC
    assert consumer_actor(cast.disabled) == PUBLIC


def test_areas_nest(cast: Cast) -> None:
    areas = {name: cast.actor(name).hat.area for name in ("manager", "city_manager", "region_manager")}
    assert [covers(area, HERE) for area in areas.values()] == [True, True, True]
    assert [covers(area, ELSEWHERE) for area in areas.values()] == [False, False, True]


def test_every_membership_role_is_in_the_cast(cast: Cast) -> None:
    roles = {cast.actor(name).role for name in ("mediator", "manager", "volunteer", "expert", "supervisor")}
    roles |= {cast.actor(name).role for name in ("arbitrator", "authority", "administrator", "consumer")}
    assert len(roles) == 9


def test_staff_of_an_organisation(cast: Cast) -> None:
    found = staff_of(cast.association, Role.MEDIATOR)
    assert list(found) == [cast.mediator, cast.mediator2]


def test_a_term_cannot_run_backwards(cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        services.membership_grant(
            user=cast.consumer,
            role=Role.EXPERT,
            organisation=cast.association,
            starts=dt.date(2026, 11, 22),
            ends=dt.date(2026, 11, 21),
        )


def test_a_role_that_is_proven_case_by_case_is_no_membership(cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        services.membership_grant(user=cast.consumer, role=Role.CONSUMER, organisation=cast.association)


def test_a_membership_without_organisation_needs_an_area(cast: Cast) -> None:
    with pytest.raises(ValueError, match="area"):
        services.membership_grant(user=cast.consumer, role=Role.VOLUNTEER)
    services.membership_grant(user=cast.consumer, role=Role.VOLUNTEER, area=HERE)
    assert hats_of(cast.consumer) == [Hat(Role.VOLUNTEER, None, HERE)]


def test_choosing_a_hat(client: Client, cast: Cast) -> None:
    services.membership_grant(user=cast.mediator, role=Role.MANAGER, organisation=cast.association_elsewhere)
    client.force_login(cast.mediator)
    code = hats_of(cast.mediator)[1].code
    answer = client.post("/accounts/hat/", {"hat": code, "next": "/accounts/settings/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/settings/")
    assert client.session["hat"] == code
    assert client.post("/accounts/hat/", {"hat": "manager@1"}).status_code == 404
    assert client.post("/accounts/hat/", {"hat": code, "next": "https://evil.example/"})["Location"] == "/"
    assert client.get("/accounts/hat/").status_code == 405
