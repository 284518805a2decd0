"""Reading people, hats and organisations."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts import phones
from accounts.models import Association, Interest, Membership, Organisation, Region, User
from core import time
from core.actors import Actor, Hat, Role
from core.secrets import blind_index

PHONE = "phone"
RANK = {Role.MANAGER: 0, Role.MEDIATOR: 1}


def phone_index(e164: str) -> str:
    """The blind index under which a number is found."""
    return blind_index(e164, PHONE)


def user_by_phone(e164: str) -> User | None:
    """The person who has proven this number."""
    return User.objects.filter(phone_index=phone_index(e164)).first()


def user_by_email(address: str) -> User | None:
    """The person who has proven this address and may sign in."""
    proven = Q(emailaddress__email=address.lower(), emailaddress__verified=True)
    return User.objects.filter(proven, is_active=True).first()


def language_of(user: User | None) -> str:
    """In which language to write to a person; empty (that of who asks) for nobody we know."""
    return user.language if user else ""


def users_unproven(*, address: str = "", before: dt.datetime | None = None) -> QuerySet[User]:
    """People who signed up but never proved a number or an address, and never signed in."""
    found = User.objects.filter(last_login=None, phone_index=None, memberships=None)
    if address:
        found = found.filter(email=address.lower())
    if before:
        found = found.filter(date_joined__lt=before)
    return found.exclude(emailaddress__verified=True)


def hats_of(user: User | AnonymousUser, on: dt.date | None = None) -> list[Hat]:
    """What this person is by memberships in force on the day (today in Guangxi), managers first. One query."""
    if not (isinstance(user, User) and user.is_active):
        return []
    rows = memberships_in_force(on).filter(user=user).order_by("pk").values_list("role", "organisation", "area")
    hats = [Hat(Role(role), organisation, area) for role, organisation, area in rows]
    return sorted(hats, key=lambda hat: RANK.get(hat.role, len(RANK)))


def memberships_in_force(on: dt.date | None = None) -> QuerySet[Membership]:
    """Memberships within their term on the day, of organisations that are in use and people who may sign in."""
    day = on or time.today()
    term = Q(starts__lte=day) & (Q(ends=None) | Q(ends__gte=day))
    place = Q(organisation=None) | Q(organisation__active=True)
    return Membership.objects.filter(term, place, active=True, user__is_active=True)


def staff_of(organisation: Organisation, role: Role, on: dt.date | None = None) -> QuerySet[User]:
    """The people who hold a role in an organisation on the day."""
    held = memberships_in_force(on).filter(organisation=organisation, role=role)
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")


def association_at(code: str) -> Association | None:
    """The association of a place: its own, else the city's, else the region's. One query."""
    codes = [code, f"{code[:4]}00", f"{code[:2]}0000"]
    found = {each.region_id: each for each in Association.objects.filter(region__in=codes, active=True)}
    return next((found[each] for each in codes if each in found), None)


def regions(parent: str = "") -> QuerySet[Region]:
    """The places directly below `parent`; without it, the autonomous region itself."""
    return Region.objects.filter(parent=parent or None).order_by("code")


def interests_of(user: int, on: dt.date | None = None) -> QuerySet[Interest]:
    """The interests this person has declared that hold on the day."""
    day = on or time.today()
    return Interest.objects.filter(Q(until=None) | Q(until__gte=day), user=user, since__lte=day)


def phone_of(user: User) -> str:
    """The 11 digits of a person's number, proven or not; empty without one."""
    return phones.national(user.phone)


def organisation_of(actor: Actor) -> Organisation:
    """The organisation of a hat. Raises Organisation.DoesNotExist for a hat without one."""
    return Organisation.objects.get(pk=actor.hat.organisation or 0)
