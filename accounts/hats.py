"""Which hat a person wears in this visit."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import hats_of
from core.actors import PUBLIC, STAFF, Actor, Hat, Role

SESSION_KEY = "hat"
KNOWN = "_staff_hats"  # where a request keeps what its page and its masthead both ask


def staff_actor(user: User | AnonymousUser, chosen: str = "") -> Actor | None:
    """This person as staff of an association: under the chosen hat (`Hat.code`), else manager before mediator.

    None for who holds no such membership today. One query.
    """
    return member_actor(user, STAFF, chosen)


def member_actor(user: User | AnonymousUser, roles: frozenset[Role], chosen: str = "") -> Actor | None:
    """This person under one of `roles`: the chosen hat (`Hat.code`) where it is among them, else the first."""
    hat = pick([hat for hat in hats_of(user) if hat.role in roles], chosen)
    return Actor(user.pk, hat) if hat else None


def consumer_actor(user: User | AnonymousUser) -> Actor:
    """This person as a consumer; nobody in particular without an account. No query."""
    if not (isinstance(user, User) and user.is_active):
        return PUBLIC
    return Actor(user.pk, Hat(Role.CONSUMER))


def pick(hats: Sequence[Hat], chosen: str) -> Hat | None:
    """The chosen hat where it is still held, else the first."""
    return next((hat for hat in hats if hat.code == chosen), next(iter(hats), None))


def staff_actor_of(request: HttpRequest) -> Actor | None:
    """`staff_actor` of the signed-in person, under the hat chosen in this visit. Asks once per request."""
    known = vars(request).setdefault(KNOWN, {})
    if request.user.pk not in known:
        known[request.user.pk] = [hat for hat in hats_of(request.user) if hat.role in STAFF]
    hat = pick(known[request.user.pk], chosen_hat(request))
    return Actor(request.user.pk, hat) if hat else None


def chosen_hat(request: HttpRequest) -> str:
    """The code of the hat chosen in this visit; empty when none was."""
    return str(request.session.get(SESSION_KEY, ""))


def choose_hat(request: HttpRequest, code: str) -> bool:
    """Wear the hat with this code from now on; False when the person does not hold it."""
    if code not in {hat.code for hat in hats_of(request.user)}:
        return False
    request.session[SESSION_KEY] = code
    return True
