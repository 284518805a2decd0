"""Verifying a paper: anybody may, sees nothing of party or case, and nothing they hand in is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from core import documents, limits, views_verify
from core.checks import named
from core.documents import DocumentContent, document_issue, service
from core.errors import TooMany
from core.files import file_open
from core.models import Document, StoredFile

pytestmark = pytest.mark.django_db

OFFICE = "南宁市青秀区消费者权益保护委员会"
CONTENT = DocumentContent("投诉受理通知书", context={"to": "韦小满", "paragraphs": ["经审查，决定受理。"]})


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[HttpRequest]:
    """Who asked, instead of a limit."""
    found: list[HttpRequest] = []
    monkeypatch.setattr(views_verify, "count_attempt", found.append)
    return found


def issue(key: str = "1", **more: Any) -> Document:
    return document_issue(
        stream="case:7:caucus:party-9", code="D02", key=key, content=CONTENT, place="青秀", association=OFFICE, **more
    )


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Document:
    monkeypatch.setitem(named, "documents", {})
    documents.document("D02", letter="受")(lambda case, entry: None)  # type: ignore[arg-type,return-value]
    monkeypatch.setattr(service, "render", lambda template, words, at: b"%PDF " + b"x" * 200_000)
    return issue()


def words(answer: Any) -> str:
    main = BeautifulSoup(answer.content, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


def bytes_of(paper: Document) -> bytes:
    assert paper.file is not None
    with file_open(paper.file) as file:
        return bytes(file.read())


def compare(paper: Document, content: bytes, name: str = "文书.pdf") -> Any:
    return Client().post(f"/verify/{paper.token}/", {"file": SimpleUploadedFile(name, content)})


def test_anybody_sees_what_was_issued_and_what_it_proves(paper: Document, asked: list[HttpRequest]) -> None:
    answer = Client().get(f"/verify/{paper.token}/")
    assert answer.status_code == 200
    shown = words(answer)
    for expected in (paper.title, paper.number, OFFICE, paper.sha256, "有效", "能证明什么", "不能证明什么"):
        assert expected in shown
    assert len(asked) == 1
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_nothing_of_party_case_or_file_is_given_away(paper: Document) -> None:
    assert paper.file is not None
    page = Client().get(f"/verify/{paper.token}/").content.decode()
    for secret in ("韦小满", "case:7", "party", paper.file.token, paper.file.name, "GX4"):
        assert secret not in page
    assert "/files/" not in page


def test_a_corrected_paper_says_so_and_leads_nowhere(paper: Document) -> None:
    newer = issue("2", replaces=paper)
    shown = words(Client().get(f"/verify/{paper.token}/"))
    assert "已更正" in shown
    assert "以更正后的文书为准" in shown
    assert newer.token not in Client().get(f"/verify/{paper.token}/").content.decode()
    assert "有效" in words(Client().get(f"/verify/{newer.token}/"))


@pytest.mark.parametrize("token", ["x" * 32, "a", "-_-"])
def test_an_unknown_code_is_said_plainly(token: str, paper: Document) -> None:
    answer = Client().get(f"/verify/{token}/")
    assert answer.status_code == 404
    assert "没有用这个核验码出具过文书" in words(answer)


def test_a_paper_still_being_made_is_unknown(paper: Document) -> None:
    begun = Document.objects.create(
        stream="case:7",
        key="k",
        code="D02",
        number="n",
        year=2026,
        title="t",
        association="a",
        issued_at=paper.issued_at,
    )
    assert Client().get(f"/verify/{begun.token}/").status_code == 404


def test_known_and_unknown_cost_the_same(paper: Document, django_assert_num_queries: Any) -> None:
    for token in (paper.token, "x" * 32):
        with django_assert_num_queries(1):
            Client().get(f"/verify/{token}/")
        with django_assert_num_queries(1):
            Client().post(f"/verify/{token}/", {"file": SimpleUploadedFile("a.pdf", b"%PDF")})


def test_the_very_file_is_the_same(paper: Document) -> None:
    answer = compare(paper, bytes_of(paper))
    assert answer.status_code == 200
    assert "一致：您的文件就是出具时的那一份" in words(answer)


def test_one_changed_byte_is_another_file(paper: Document) -> None:
    answer = compare(paper, bytes_of(paper)[:-1] + b"y")
    assert answer.status_code == 200
    assert "不一致" in words(answer)


def test_what_is_handed_in_is_not_kept(paper: Document, folder: Path) -> None:
    before = {path for path in folder.rglob("*") if path.is_file()}
    compare(paper, bytes_of(paper))
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    assert StoredFile.objects.count() == 1


def test_a_file_without_end_is_not_read_into_memory(paper: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_verify, "LARGEST", 100_000)
    answer = compare(paper, bytes_of(paper))
    assert answer.status_code == 422
    assert "文书不会这么大" in words(answer)


@pytest.mark.parametrize("data", [{}, {"file": ""}, {"other": SimpleUploadedFile("a.pdf", b"%PDF")}])
def test_no_file_is_said_at_the_field(data: dict[str, Any], paper: Document) -> None:
    answer = Client().post(f"/verify/{paper.token}/", data)
    assert answer.status_code == 422
    assert "请先选择一个不是空白的文件" in words(answer)


def test_an_empty_file_is_no_file(paper: Document) -> None:
    assert compare(paper, b"").status_code == 422


def test_a_broken_body_is_no_file(paper: Document) -> None:
    answer = Client().post(
        f"/verify/{paper.token}/", data=b"--x\r\nnonsense", content_type="multipart/form-data; boundary="
    )
    assert answer.status_code == 422


def test_a_page_from_elsewhere_may_ask_too(paper: Document) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/verify/{paper.token}/", {"file": SimpleUploadedFile("a.pdf", bytes_of(paper))})
    assert "一致" in words(answer)


def test_who_tries_too_often_is_stopped_before_anything_is_looked_up(
    paper: Document, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    def stop(request: HttpRequest) -> None:
        raise TooMany(30)

    monkeypatch.setattr(views_verify, "count_attempt", stop)
    with django_assert_num_queries(0), pytest.raises(TooMany):
        views_verify.verify(RequestFactory().get("/"), token=paper.token)


def test_attempts_are_counted_by_address(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[Any, ...]] = []
    monkeypatch.undo()
    monkeypatch.setattr(limits, "hit", lambda scope, source, **how: counted.append((scope, source, how["limit"])))
    monkeypatch.setattr(views_verify, "client_address", lambda request: "192.0.2.7")
    views_verify.count_attempt(HttpRequest())
    assert counted == [("verify", "192.0.2.7", 60)]
