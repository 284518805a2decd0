"""Visitors whose visit has proved cases."""

from __future__ import annotations

from django.test import Client

from accounts import guests
from complaints.models import Complaint, Party
from core import time
from tests.cast import Cast
from tests.grids.test_urls import client_of


def guest_of(*cases: Complaint, cast: Cast | None = None, who: str = "anonymous") -> Client:
    """A browser in which these cases were proved, signed in or not."""
    client = client_of(cast, who) if cast else Client()
    session = client.session
    until = int((time.now() + guests.LASTS).timestamp())
    session[guests.SESSION_KEY] = {str(case.pk): until for case in cases}
    session.save()
    if not client.cookies.get("sessionid"):
        client.cookies["sessionid"] = session.session_key
    return client


def nobodys(case: Complaint) -> Complaint:
    """The same case as if filed without an account."""
    Party.objects.filter(complaint=case).update(user=None)
    return case
