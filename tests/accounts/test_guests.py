"""What a visit has proved: for twelve hours, for these cases, with a new session key."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from accounts import guests
from accounts.middleware import ProvenGuest
from core import time

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
HOURS = dt.timedelta(hours=12)


@pytest.fixture
def request_() -> Any:
    """A visitor's request with a session that has a key already."""
    found: Any = RequestFactory().get("/")
    found.session, found.user = SessionStore(), AnonymousUser()
    found.session["other"] = "kept"
    found.session.save()
    return found


def passing(request: Any) -> frozenset[int]:
    """What the person of the next request of this visit carries."""
    request.user = AnonymousUser()
    ProvenGuest(lambda _request: HttpResponse())(request)
    return guests.cases_of(request.user)


def test_a_proof_is_carried_by_this_and_the_next_requests(request_: Any) -> None:
    with time.at(START):
        guests.remember(request_, 7)
        assert guests.cases_of(request_.user) == {7}
        guests.remember(request_, 9)
        assert passing(request_) == {7, 9}


def test_the_session_gets_a_new_key_and_keeps_what_it_held(request_: Any) -> None:
    before = request_.session.session_key
    guests.remember(request_, 7)
    assert request_.session.session_key not in {None, before}
    assert not SessionStore().exists(before)
    assert request_.session["other"] == "kept"


def test_a_proof_ends_after_twelve_hours(request_: Any) -> None:
    with time.at(START):
        guests.remember(request_, 7)
    with time.at(START + HOURS - dt.timedelta(seconds=1)):
        assert passing(request_) == {7}
        guests.remember(request_, 9)
    with time.at(START + HOURS):
        assert passing(request_) == {9}


def test_a_proof_is_forgotten_alone_or_with_all(request_: Any) -> None:
    for case in (7, 8, 9):
        guests.remember(request_, case)
    guests.forget(request_, 8)
    assert guests.cases_of(request_.user) == passing(request_) == {7, 9}
    guests.forget(request_)
    assert passing(request_) == frozenset()


def test_nobody_in_particular_has_proved_nothing(request_: Any) -> None:
    assert guests.cases_of(AnonymousUser()) == passing(request_) == frozenset()
