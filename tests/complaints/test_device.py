"""What a browser without an account holds: codes, signed, in one cookie."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from complaints import device


def told(cookie: str = "") -> tuple[str, ...]:
    request = RequestFactory().get("/file/")
    if cookie:
        request.COOKIES[device.COOKIE] = cookie
    return device.codes_of(request)


def given(codes: list[str], cookie: str = "") -> HttpResponse:
    request = RequestFactory().get("/file/")
    if cookie:
        request.COOKIES[device.COOKIE] = cookie
    return device.remember(request, HttpResponse(), codes)


def test_what_was_remembered_is_told_the_newest_first() -> None:
    first = given(["a"]).cookies[device.COOKIE].value
    second = given(["b"], first).cookies[device.COOKIE].value
    assert told(second) == ("b", "a")
    assert told(given(["a"], second).cookies[device.COOKIE].value) == ("a", "b")


def test_no_script_reads_it_and_no_other_site_sends_it(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = given(["a"]).cookies[device.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["secure"]
    assert cookie["max-age"] == 30 * 24 * 3600


def test_on_this_machine_it_works_without_a_certificate() -> None:
    assert not given(["a"]).cookies[device.COOKIE]["secure"]


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "a:b:c", '["a"]', signing.dumps(["a"], salt="elsewhere"), signing.dumps(["a"], salt=device.SALT)[:-1]],
    ids=["empty", "word", "colons", "unsigned", "signed for something else", "cut"],  # the signed ones hold the time
)
def test_a_forged_one_names_nothing(cookie: str) -> None:
    assert told(cookie) == ()


def test_after_thirty_days_it_names_nothing() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)):
        cookie = given(["a"]).cookies[device.COOKIE].value
    with time_machine.travel(dt.datetime(2026, 11, 30, tzinfo=dt.UTC)):
        assert told(cookie) == ("a",)
    with time_machine.travel(dt.datetime(2026, 12, 2, tzinfo=dt.UTC)):
        assert told(cookie) == ()


def test_it_never_grows_without_end() -> None:
    cookie = given([f"code-{n}" for n in range(50)]).cookies[device.COOKIE].value
    assert len(told(cookie)) == device.MOST
    assert len(cookie) < 2000


def test_it_can_be_taken_away() -> None:
    cookie = device.forget(HttpResponse()).cookies[device.COOKIE]
    assert cookie.value == ""
    assert cookie["max-age"] == 0
