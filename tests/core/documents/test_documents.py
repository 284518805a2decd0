"""Papers: numbered without a gap, drawn in Chinese, issued once, verifiable."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
import typst
from django.core.files.storage import default_storage
from django.db import connection, transaction
from pytest_django import Settings

from core import documents, time
from core.checks import named
from core.documents import DocumentContent, FontsMissing, Paper, document_issue, document_of_token, render, service
from core.documents.numbers import number_next
from core.errors import Conflict
from core.files import bytes_store, file_open
from core.models import Document, DocumentCounter, LedgerEntry, StoredFile

MOMENT = dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC)  # 1 January 2027 in Guangxi
OFFICE = "南宁市西乡塘区消费者权益保护委员会"
CONTENT = DocumentContent("投诉受理通知书", context={"to": "陈桂花", "paragraphs": ["经审查，决定受理。"]})
PAPER = Paper(CONTENT, "case:1", "西乡塘", OFFICE)


def provide(case: object, entry: object) -> Paper:
    return PAPER


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path


@pytest.fixture(autouse=True)
def provided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(named, "documents", {})
    documents.document("D02", letter="受")(provide)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "render", lambda template, words, at: f"%PDF {words['number']}".encode())


def issue(key: str = "1", **more: object) -> Document:
    arguments: dict[str, object] = {
        "stream": "case:1", "code": "D02", "key": key, "content": CONTENT, "place": "西乡塘", "association": OFFICE,
        **more,
    }  # fmt: skip
    call: Callable[..., Document] = document_issue
    with time.at(MOMENT):
        return call(**arguments)


def texts(pdf: bytes) -> str:
    """The characters a reader of the PDF can select and search: the fonts' maps to Unicode."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            # Not zlib.decompress: a stream whose checksum ends like a line end loses its last byte to the pattern.
            plain = zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
        if b"beginbfchar" in plain or b"beginbfrange" in plain:
            found |= {chr(int(code, 16)) for code in re.findall(rb"> <([0-9A-Fa-f]{4})>", plain)}
    return "".join(sorted(found))


WORDS = {
    "title": "投诉受理通知书", "number": "桂消委西乡塘〔2026〕受字第12号", "association": OFFICE,
    "date": "2026年11月22日", "token": "abc", "to": "陈桂花", "paragraphs": ["经审查，决定受理。"],
}  # fmt: skip


def test_chinese_words_are_drawn_as_pdf_a() -> None:
    pdf = render("notice.typ", WORDS, at=MOMENT)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"NotoSerifCJK" in pdf
    assert re.search(rb"pdfaid:part>2<.*pdfaid:conformance>B<", pdf, re.S)
    assert set("投诉受理通知书桂消委西乡塘号陈花经审查决定") <= set(texts(pdf))


def test_the_same_paper_is_the_same_bytes() -> None:
    first = render("notice.typ", WORDS, at=MOMENT)
    assert first == render("notice.typ", dict(reversed(WORDS.items())), at=MOMENT)
    assert first != render("notice.typ", {**WORDS, "to": "韦大山"}, at=MOMENT)


def test_any_moment_can_stand_on_a_paper() -> None:
    moment = MOMENT.replace(microsecond=123456)
    assert render("notice.typ", WORDS, at=moment) == render("notice.typ", WORDS, at=MOMENT)


def test_words_of_people_are_never_markup() -> None:
    hostile = '#read("/etc/passwd") #panic() $x$ *b* <a> @b \\ // "]'
    shown = texts(render("notice.typ", {**WORDS, "paragraphs": [hostile], "to": "#panic()"}, at=MOMENT))
    assert set("#$*<>@\\/]") <= set(shown)


def test_without_a_chinese_font_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    monkeypatch.setattr("core.documents.drawing.fonts", lambda: bare)
    with pytest.raises(FontsMissing, match="fonts-noto-cjk"):
        render("notice.typ", WORDS, at=MOMENT)


@pytest.mark.parametrize("name", ["../models/files.py", "/etc/passwd", "nothing.typ", ""])
def test_only_our_templates_are_drawn(name: str) -> None:
    with pytest.raises(ValueError, match="no document template"):
        render(name, WORDS, at=MOMENT)


@pytest.mark.django_db
def test_numbers_count_per_place_year_and_class() -> None:
    line = {"place": "西乡塘", "year": 2026, "letter": "受"}
    with transaction.atomic():
        assert number_next(**line) == "桂消委西乡塘〔2026〕受字第1号"  # type: ignore[arg-type]
        assert number_next(**line) == "桂消委西乡塘〔2026〕受字第2号"  # type: ignore[arg-type]
        for other in ({"place": "青秀"}, {"year": 2027}, {"letter": "终"}):
            assert number_next(**{**line, **other}).endswith("第1号")  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_taken_without_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="one transaction"):
        number_next(place="西乡塘", year=2026, letter="受")
    assert not DocumentCounter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_number_rolled_back_is_free_again() -> None:
    with transaction.atomic():
        number_next(place="西乡塘", year=2026, letter="受")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert number_next(place="西乡塘", year=2026, letter="受").endswith("第1号")


@pytest.mark.django_db
def test_an_issued_paper_is_stored_hashed_and_verifiable() -> None:
    paper = issue()
    assert (paper.number, paper.version, paper.status) == ("桂消委西乡塘〔2027〕受字第1号", 1, Document.Status.ISSUED)
    assert (paper.year, paper.issued_at, paper.association) == (2027, MOMENT, OFFICE)
    assert paper.file is not None
    assert (paper.file.stream, paper.file.original_name) == ("case:1", "投诉受理通知书.pdf")
    assert paper.sha256 == paper.file.sha256
    with file_open(paper.file) as file:
        assert set("投诉受理通知书陈桂花") <= set(texts(file.read()))
    assert document_of_token(paper.token) == paper


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_tokens_cannot_be_guessed() -> None:
    tokens = {issue(str(n)).token for n in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {32}  # 192 bits
    assert document_of_token("0" * 32) is None
    assert document_of_token("") is None


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_the_same_key_is_the_same_paper() -> None:
    assert issue().pk == issue().pk
    assert StoredFile.objects.count() == 1
    assert issue("2").number.endswith("第2号")
    assert issue(stream="case:2").number.endswith("第3号")


@pytest.mark.django_db
def test_a_paper_that_could_not_be_drawn_keeps_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise FontsMissing

    with monkeypatch.context() as patch:
        patch.setattr(service, "render", fail)
        with pytest.raises(FontsMissing):
            issue()
    begun = Document.objects.get()
    assert begun.status == Document.Status.BEGUN
    assert document_of_token(begun.token) is None
    paper = issue()
    assert (paper.pk, paper.number, paper.status) == (begun.pk, begun.number, Document.Status.ISSUED)
    assert issue("2").number.endswith("第2号")


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_a_correction_is_the_next_version_of_the_same_number() -> None:
    old = issue()
    new = issue("2", replaces=old)
    assert (new.number, new.version, new.status) == (old.number, 2, Document.Status.ISSUED)
    assert Document.objects.get(pk=old.pk).status == Document.Status.REPLACED
    assert new.token != old.token
    assert issue("2", replaces=old).pk == new.pk
    with pytest.raises(Conflict):
        issue("3", replaces=old)
    assert issue("4").number.endswith("第2号")


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_of_two_makers_the_first_file_counts_and_the_other_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(**arguments: object) -> StoredFile:
        monkeypatch.setattr(service, "bytes_store", bytes_store)
        issue()
        return bytes_store(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "bytes_store", overtaken)
    paper = issue()
    assert paper.file is not None
    assert StoredFile.objects.get() == paper.file
    assert default_storage.exists(paper.file.name)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db
def test_a_paper_nobody_provides_is_refused() -> None:
    with pytest.raises(KeyError):
        issue(code="D99")
    assert not Document.objects.exists()


def test_the_provider_is_known_to_the_start_check() -> None:
    assert documents.provider("D02").letter == "受"
    assert documents.provider("D02").make(None, LedgerEntry()) == PAPER
    documents.document("D02", letter="受")(provide)
    assert len(named["documents"]["D02"]) == 2


def at_once(works: list[Callable[[], object]]) -> None:
    """Each in its own thread and connection."""

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("undrawn")
def test_eight_at_once_leave_no_gap() -> None:
    at_once([lambda n=worker: [issue(f"{n}-{turn}") for turn in range(4)] for worker in range(8)])  # type: ignore[misc]
    numbers = [int(re.findall(r"第(\d+)号", number)[0]) for number in Document.objects.values_list("number", flat=True)]
    assert sorted(numbers) == list(range(1, 33))
    assert DocumentCounter.objects.get().last == 32


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("undrawn")
def test_eight_with_one_key_make_one_paper() -> None:
    at_once([issue] * 8)
    paper = Document.objects.get()
    assert (paper.number, paper.status) == ("桂消委西乡塘〔2027〕受字第1号", Document.Status.ISSUED)
    assert DocumentCounter.objects.get().last == 1
    assert StoredFile.objects.count() == 1
