"""The staff of the associations that handle the demonstration's cases: the cast at home, two people for each city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts import demo, services
from accounts.models import Association, Membership, User
from complaints.samples.invent import chance, person
from core.actors import Actor, Hat, Role

HOME = "450103"
CAST = {Role.MANAGER: ("manager",), Role.MEDIATOR: ("mediator", "mediator2")}
SEX = {"mr": "男", "ms": "女"}
Seats = Mapping[tuple[int, int, str], Hat]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works at an association, each under the hat for it."""

    manager: Actor
    mediators: tuple[Actor, ...]


@transaction.atomic
def demo_desks(counties: Iterable[str]) -> dict[str, Desk]:
    """The desk of each county's association; people and memberships that are missing are made."""
    associations = {one.region_id: one for one in Association.objects.filter(region__in=set(counties))}
    people = {code: team(code) for code in associations}
    seats = seats_of({user.pk for members in people.values() for users in members.values() for user in users})
    return {code: desk(associations[code], people[code], seats) for code in associations}


def team(county: str) -> dict[Role, list[User]]:
    """The cast at home; elsewhere a manager and a mediator of the whole city."""
    if county == HOME:
        return {role: [known(demo.address(login)) for login in logins] for role, logins in CAST.items()}
    return {role: [colleague(role, county[:4])] for role in CAST}


def known(address: str) -> User:
    """One of the cast."""
    return User.objects.get(email=address)


def colleague(role: Role, city: str) -> User:
    """The person of this role in this city; nobody signs in as them."""
    address = demo.address(f"{role.value}.{city}")
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    who = person(chance("demo", city, role.value))
    return services.user_create(name=who.name, sex=SEX[who.salutation], email=address)


def seats_of(users: Iterable[int]) -> dict[tuple[int, int, str], Hat]:
    """The hats these people have, by person, organisation and role."""
    rows = Membership.objects.filter(user__in=list(users), organisation__isnull=False)
    return {
        (row.user_id, row.organisation_id, row.role): Hat(Role(row.role), row.organisation_id, row.area)
        for row in rows
        if row.organisation_id is not None
    }


def desk(association: Association, people: Mapping[Role, list[User]], seats: Seats) -> Desk:
    """Each person under their hat here."""
    actors = {role: [seated(user, association, role, seats) for user in users] for role, users in people.items()}
    return Desk(actors[Role.MANAGER][0], tuple(actors[Role.MEDIATOR]))


def seated(user: User, association: Association, role: Role, seats: Seats) -> Actor:
    """The person at this association, given the seat when they have none."""
    hat = seats.get((user.pk, association.pk, role.value))
    if hat is None:
        services.membership_grant(user=user, role=role, organisation=association, starts=demo.SINCE)
        hat = Hat(role, association.pk, association.region_id)
    return Actor(user.pk, hat)
