"""The reader `papers`: what a step declares to be issued is issued by a worker, once, after the step is written."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.utils.translation import override

from core import ledger, pending
from core.documents.content import provider
from core.documents.service import document_issue
from core.errors import NotFound
from core.models import Document, LedgerEntry
from core.workflow.declare import declarations
from core.workflow.rows import case_of

log = logging.getLogger(__name__)

READER = "papers"


def codes_of(entry: LedgerEntry) -> tuple[str, ...]:
    """The papers that the step of this entry declares; none for entries beside the machine."""
    try:
        model, _pk = case_of(entry.stream)
    except NotFound:
        return ()
    step = declarations(model).get(entry.kind)
    return step.step.documents if step else ()


def paper_issue(*, entry: LedgerEntry, code: str) -> Document:
    """Issue the paper `code` of this entry; a second time gives the same one. Call it outside any transaction.

    Raises as `document_issue`, and what the provider raises.
    """
    model, pk = case_of(entry.stream)
    with override("zh-hans"):  # papers are Chinese, whoever asks
        paper = provider(code).make(model._base_manager.get(pk=pk), entry)
    return document_issue(
        stream=paper.stream, code=code, key=f"entry:{entry.pk}", content=paper.content, place=paper.place,
        association=paper.association,
    )  # fmt: skip


def issue_all(entries: Sequence[LedgerEntry]) -> None:
    """Issue every paper of these entries; one that cannot be made does not keep the others from being made."""
    failures = [error for entry in entries for code in codes_of(entry) if (error := _failure(entry, code))]
    if failures:
        raise ExceptionGroup("papers that could not be issued", failures)


def _failure(entry: LedgerEntry, code: str) -> Exception | None:
    try:
        paper_issue(entry=entry, code=code)
    except Exception as error:
        log.exception("paper %s of entry %s was not issued", code, entry.pk)
        return error
    return None


ledger.reader(READER, picks=lambda entry: bool(codes_of(entry)))
pending.register(READER, issue_all, deferred=True)
