"""Issuing papers: take the number, draw, store, then write that it is issued."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core import time
from core.actors import SYSTEM, Actor
from core.documents.codes import qr_svg, verify_url
from core.documents.content import DocumentContent, provider
from core.documents.drawing import render
from core.documents.numbers import number_next
from core.errors import Conflict
from core.files import bytes_store, file_drop
from core.models import Document, StoredFile

_DONE = frozenset({Document.Status.ISSUED, Document.Status.REPLACED})


def _begin(fresh: Document, place: str, letter: str, replaces: Document | None) -> None:
    """Commit the row of this making with its number; a making that was broken off is taken up again."""
    same = Document.objects.filter(stream=fresh.stream, code=fresh.code, key=fresh.key)
    if same.exists():
        return
    with transaction.atomic():
        if replaces:
            fresh.number, fresh.version = replaces.number, replaces.version + 1
        else:
            fresh.number = number_next(place=place, year=fresh.year, letter=letter)
        if same.exists():  # another process was faster while we waited for the counter: give the number back
            transaction.set_rollback(True)
            return
        Document.objects.bulk_create([fresh], ignore_conflicts=True)


def _begun(fresh: Document) -> Document:
    """The row as it stands; none was written when another key took the same number and version."""
    paper = Document.objects.select_related("file").filter(stream=fresh.stream, code=fresh.code, key=fresh.key).first()
    if paper is None:
        raise Conflict(_("这份文书已经被更正过，请刷新后再试"), version=fresh.version)
    return paper


def _words(paper: Document, content: DocumentContent) -> dict[str, object]:
    day = time.local_date(paper.issued_at)
    return {
        **content.context,
        "title": paper.title,
        "number": paper.number,
        "association": paper.association,
        "date": f"{day.year}年{day.month}月{day.day}日",
        "token": paper.token,
        "qr": qr_svg(verify_url(paper.token)),
    }


def _finish(paper: Document, stored: StoredFile, replaces: Document | None) -> Document:
    """Write that it is issued; of two makers at once the first one's file counts."""
    with transaction.atomic():
        first = Document.objects.filter(pk=paper.pk, status=Document.Status.BEGUN).update(
            status=Document.Status.ISSUED, file=stored, sha256=stored.sha256
        )
        if replaces:
            Document.objects.filter(pk=replaces.pk).update(status=Document.Status.REPLACED)
    if not first:
        file_drop(stored=stored)
    return Document.objects.select_related("file").get(pk=paper.pk)


def document_issue(
    *, stream: str, code: str, key: str, content: DocumentContent, place: str, association: str,
    by: Actor = SYSTEM, replaces: Document | None = None,
) -> Document:  # fmt: skip
    """Issue the paper `code` for the audience of `stream`; with `replaces`, as the next version of that paper.

    Call it outside any transaction: it draws and stores. `place` is the county's short name in the number. The same
    stream, code and key give the same paper, also when a first attempt broke off. Raises KeyError without provider,
    Conflict when `replaces` was replaced meanwhile, FontsMissing.
    """
    now = time.now()
    fresh = Document(
        stream=stream, code=code, key=key, year=time.local_date(now).year,
        title=content.title, association=association, issued_at=now,
    )  # fmt: skip
    _begin(fresh, place, provider(code).letter, replaces)
    paper = _begun(fresh)
    if paper.status in _DONE:
        return paper
    with override("zh-hans"):  # papers are Chinese, whoever asks
        data = render(content.template, _words(paper, content), at=paper.issued_at)
    name = f"{paper.title}.pdf"
    stored = bytes_store(data=data, name=name, content_type="application/pdf", stream=stream, by=by)
    return _finish(paper, stored, replaces)


def document_of_token(token: str) -> Document | None:
    """The paper that carries this token, if it was ever issued. Anybody may ask: show number, title, date and hash."""
    return Document.objects.filter(token=token, status__in=_DONE).first()
