"""The reader that issues what steps declare: once, whatever dies in between, and one bad paper keeps none back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from core import documents, pending, tasks
from core.actors import Actor, Hat, Role
from core.checks import named
from core.documents import DocumentContent, Paper, issuing, service
from core.documents.issuing import READER, paper_issue
from core.models import Document, DocumentCounter, LedgerEntry, Pending, StoredFile
from core.workflow import act, perform, perform_new
from tests.lab.models import Permit

pytestmark = pytest.mark.django_db

OWNER, CLERK = Actor(1, Hat(Role.CONSUMER)), Actor(3, Hat(Role.MEDIATOR, organisation=9))
OFFICE = "南宁市青秀区消费者权益保护委员会"


class Killed(BaseException):
    """The process is gone: nothing that catches errors catches this."""


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path


def provide(case: Any, entry: LedgerEntry) -> Paper:
    content = DocumentContent(f"通知书{case.size}", context={"paragraphs": [entry.kind]})
    return Paper(content, f"{case.stream}:talk", "青秀", OFFICE)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for a permit issues two papers; nothing is drawn."""
    monkeypatch.setitem(named, "documents", {})
    documents.document("D81", letter="甲")(provide)
    documents.document("D82", letter="乙")(provide)
    monkeypatch.setattr(issuing, "codes_of", lambda entry: ("D81", "D82") if entry.kind == "ask" else ())
    monkeypatch.setattr(service, "render", lambda template, words, at: f"%PDF {words['number']}".encode())


def create(cleaned: Mapping[str, Any]) -> Permit:
    return Permit.objects.create(owner=1, size=cleaned["size"], phone=cleaned["phone"])


def asked() -> Permit:
    data = {"size": "20", "story": "想开一家店", "phone": "13800000000"}
    return Permit.objects.get(pk=perform_new(Permit, "ask", by=OWNER, data=data, create=create).pk)


def waiting() -> list[str]:
    return list(Pending.objects.filter(reader=READER).values_list("entry__kind", flat=True))


def numbers() -> dict[str, str]:
    return dict(Document.objects.filter(status=Document.Status.ISSUED).values_list("code", "number"))


BOTH = {"D81": "桂消委青秀〔2026〕甲字第1号", "D82": "桂消委青秀〔2026〕乙字第1号"}


@pytest.fixture
def year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.time.local_date", lambda _moment: dt.date(2026, 11, 22))


def test_only_steps_that_name_papers_leave_the_reader_a_row() -> None:
    permit = asked()
    perform(permit, "change", by=OWNER)
    act(permit, "note", by=CLERK, data={"reason": "电话问过"})
    assert waiting() == ["ask"]


@pytest.mark.usefixtures("year")
def test_each_paper_of_a_step_is_issued_once_for_its_own_audience() -> None:
    permit = asked()
    entry = LedgerEntry.objects.get(stream=permit.stream)
    assert tasks.consume(READER, entry.pk) == 1
    assert numbers() == BOTH
    paper = Document.objects.get(code="D81")
    assert (paper.stream, paper.key, paper.title) == (f"{permit.stream}:talk", f"entry:{entry.pk}", "通知书20")
    assert paper_issue(entry=entry, code="D81") == paper
    assert (waiting(), tasks.consume(READER, entry.pk), StoredFile.objects.count()) == ([], 0, 2)


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("step", ["_begun", "render", "bytes_store", "_finish"])
def test_a_process_killed_between_two_steps_loses_and_doubles_nothing(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked()

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(service, step, die)
        with pytest.raises(Killed):
            pending.sweep()
    assert waiting() == ["ask"]
    Pending.objects.update(tried_at=None)  # the dead worker's hold has run out
    pending.sweep()
    assert (numbers(), waiting()) == (BOTH, [])
    assert {counter.last for counter in DocumentCounter.objects.all()} == {1}


@pytest.mark.usefixtures("year")
def test_a_process_killed_after_the_last_step_issues_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked()

    def issued_and_killed(entries: Any) -> None:
        issuing.issue_all(entries)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setitem(pending.effects, READER, issued_and_killed)
        with pytest.raises(Killed):
            pending.sweep()
    Pending.objects.update(tried_at=None)
    pending.sweep()
    assert (numbers(), waiting(), Document.objects.count()) == (BOTH, [], 2)


def test_one_provider_that_fails_keeps_no_other_paper_back(caplog: pytest.LogCaptureFixture) -> None:
    def fail(case: Any, entry: LedgerEntry) -> Paper:
        raise RuntimeError("no words")

    named["documents"].pop("D81")
    documents.document("D81", letter="甲")(fail)
    first, second = asked(), asked()
    pending.sweep()
    assert list(Document.objects.order_by("pk").values_list("code", "stream")) == [
        ("D82", f"{first.stream}:talk"), ("D82", f"{second.stream}:talk"),
    ]  # fmt: skip
    assert Pending.objects.filter(reader=READER, attempts=1).count() == 2
    assert "paper D81" in caplog.text
    named["documents"].pop("D81")
    documents.document("D81", letter="甲")(provide)
    Pending.objects.update(tried_at=None)
    pending.sweep()
    assert (waiting(), Document.objects.filter(status=Document.Status.ISSUED).count()) == ([], 4)
