"""Address × person: the addresses come from the resolver, the answers from `urls.toml`, decided by hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from complaints.models import Complaint
from core import time
from core.files import file_store
from core.models import Document, StoredFile
from enterprises.models import RecallNotice
from tests.cast import PEOPLE, Cast
from tests.complaints.samples import accepted, agent, party
from tests.core.hostile import picture
from tests.enterprises.samples import recall

GRID: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "urls.toml").read_text("utf-8"))
LIBRARY: dict[str, dict[str, Any]] = GRID.pop("sign_in")
COLUMNS = ("anonymous", *PEOPLE)
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
STEPS = {"case_step": "withdraw", "desk_case_step": "reassign", "business_case_step": "answer"}

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Address:
    """One address: how the grid calls it, and what fills its gaps."""

    name: str
    route: str
    library: bool

    def path(self, known: dict[str, str]) -> str:
        """The address with fitting arguments."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: known.get(gap[1]) or str(published().pk), self.route)


def published() -> RecallNotice:
    """The recall that pages of recalls are about."""
    return RecallNotice.objects.first() or recall()


def walk(found: Iterable[URLPattern | URLResolver], start: str = "", space: str = "") -> Iterator[Address]:
    """Every address through all that is included; operations of the API go by their route, they share names."""
    for one in found:
        route = f"{start}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, route, one.namespace or space)
        else:
            yield Address(route if space else str(one.name), route, one.callback.__module__.startswith("allauth."))


ADDRESSES = {one.name: one for one in walk(get_resolver().url_patterns)}
OURS = [name for name, one in ADDRESSES.items() if not one.library]
THEIRS = [name for name, one in ADDRESSES.items() if one.library]


@pytest.fixture
def case(cast: Cast) -> Complaint:
    """An accepted case with an agent of the business."""
    made = accepted(cast)
    agent(made, cast)
    return made


@pytest.fixture
def stored(case: Complaint, settings: Any, tmp_path: Path) -> StoredFile:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    upload = SimpleUploadedFile("收据.jpg", picture())
    kept = file_store(upload=upload, stream=f"{case.stream}:talk", by=party(case))
    Document.objects.create(
        stream=kept.stream, key="grid", code="D02", number="桂消委青秀〔2026〕受字第1号", year=2026,
        title="投诉受理通知书", association="青秀区消委会", file=kept, sha256=kept.sha256, issued_at=time.now(),
        status=Document.Status.ISSUED,
    )  # fmt: skip
    return kept


def path_of(name: str, case: Complaint, stored: StoredFile) -> str:
    token = stored.document.token if name == "verify" else stored.token
    return ADDRESSES[name].path({"number": case.number, "page": "what", "step": STEPS.get(name, "x"), "token": token})


def client_of(cast: Cast, column: str) -> Client:
    client = Client()
    if column != "anonymous":
        client.force_login(getattr(cast, column))
    return client


@pytest.mark.parametrize("name", OURS)
def test_everybody_gets_what_was_decided(name: str, cast: Cast, case: Complaint, stored: StoredFile) -> None:
    path = path_of(name, case, stored)
    answers = {column: client_of(cast, column).get(path) for column in COLUMNS}
    assert {column: one.status_code for column, one in answers.items()} == {
        column: GRID[name][column]["status"] for column in COLUMNS
    }
    for one in answers.values():
        assert one.status_code != 302 or one["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("column", ["anonymous", "consumer", "manager"])
def test_any_other_verb_is_405_for_everybody(
    name: str, column: str, cast: Cast, case: Complaint, stored: StoredFile
) -> None:
    path, client = path_of(name, case, stored), client_of(cast, column)
    for verb in VERBS:
        if verb not in GRID[name]["allows"]:
            answer = client.generic(verb, path)
            assert answer.status_code == 405, verb
            assert set(answer["Allow"].split(", ")) == set(GRID[name]["allows"]), verb


@pytest.mark.parametrize("name", OURS)
def test_head_answers_as_get(name: str, cast: Cast, case: Complaint, stored: StoredFile) -> None:
    path = path_of(name, case, stored)
    for column in ("anonymous", "consumer", "mediator", "business"):
        client = client_of(cast, column)
        wanted = client.get(path).status_code if "HEAD" in GRID[name]["allows"] else 405
        assert client.head(path).status_code == wanted


@pytest.mark.parametrize(
    "name",
    [
        "case",
        "desk_case",
        "business_case",
        "case_step",
        "complaint_filed",
        "complaint_register",
        "complaint_calendar",
        "file",
    ],
)
def test_unknown_and_forbidden_look_the_same(name: str, cast: Cast, case: Complaint, stored: StoredFile) -> None:
    client = client_of(cast, "other_consumer")
    forbidden = path_of(name, case, stored)
    unknown = forbidden.replace(case.number, "GX450103-20260101-0001-X").replace(stored.token, "x" * 24)
    assert unknown != forbidden
    answers = [client.get(forbidden), client.get(unknown)]
    assert [one.status_code for one in answers] == [404, 404]
    assert case.title not in answers[0].content.decode()


@pytest.mark.parametrize("name", THEIRS)
def test_the_pages_of_sign_in_answer_as_decided(name: str, cast: Cast) -> None:
    path = reverse(name)
    found = {
        "anonymous": Client().get(path).status_code,
        "signed_in": client_of(cast, "consumer").get(path).status_code,
    }
    assert found == {column: LIBRARY[name][column] for column in found}


@pytest.mark.parametrize("name", THEIRS)
@pytest.mark.parametrize("verb", ["TRACE", "DELETE", "PATCH"])
def test_the_pages_of_sign_in_do_nothing_by_other_verbs(name: str, verb: str, cast: Cast) -> None:
    path = reverse(name)
    for column in ("anonymous", "consumer"):
        assert client_of(cast, column).generic(verb, path).status_code in {405, 302, 403}


def test_every_address_has_its_table_and_no_table_is_left_over() -> None:
    assert sorted(GRID) == sorted(OURS)
    assert sorted(LIBRARY) == sorted(THEIRS)


def test_every_table_has_a_line_for_everybody_and_says_why() -> None:
    for name, lines in GRID.items():
        assert set(lines) == {"allows", *COLUMNS}, name
        for column in COLUMNS:
            line = lines[column]
            assert line.keys() <= {"status", "why"}, (name, column)
            assert line["status"] == 200 or line["why"].strip(), (name, column)
    for name, line in LIBRARY.items():
        assert {line["anonymous"], line["signed_in"]} == {200} or line["why"].strip(), name
