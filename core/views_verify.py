"""Verifying a paper: whoever holds one sees what was issued under its code, and can compare the file they have."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template import loader
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import limits
from core.addresses import client_address
from core.documents import document_of_token
from core.models import Document

FIELD = "file"
LARGEST = 20 << 20  # bytes; papers are far below
OFTEN = 60
WINDOW = dt.timedelta(minutes=10)
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}


def count_attempt(request: HttpRequest) -> None:
    """One more question from this address; raises TooMany for who tries codes one after the other."""
    limits.hit("verify", client_address(request), limit=OFTEN, per=WINDOW)


class Hashing(FileUploadHandler):
    """Sums up an uploaded file as it comes in and keeps none of it, neither in memory nor on the disk."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.sha256 = ""
        self.too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._hash, self._size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > LARGEST:
            self.too_large = True
            raise SkipFile
        self._hash.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if self.field_name == FIELD and file_size:
            self.sha256 = self._hash.hexdigest()
        return None


@csrf_exempt  # changes nothing, whoever makes a browser ask
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What was issued under the code of a paper: never about whom, never in which case. For anybody."""
    count_attempt(request)
    outcome, paper = compared(request, document_of_token(token))
    if paper is None:
        return page(request, "verify_unknown.html", {}, 404)
    return page(request, "verify.html", shown(paper, outcome), 422 if outcome in {"none", "large"} else 200)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """The page, which no cache keeps and no search engine lists."""
    return HttpResponse(loader.render_to_string(template, context, request), status=status, headers=HEADERS)


def compared(request: HttpRequest, paper: Document | None) -> tuple[str, Document | None]:
    """Whether the file handed in is this paper's: "same", "different", "none", "large", or "" when none was asked.

    The file is read for an unknown code too, so that the time taken tells nothing.
    """
    if request.method != "POST":
        return "", paper
    handler = Hashing(request)
    request.upload_handlers = [handler]
    try:
        request.FILES  # noqa: B018 - reading it is what makes Django take the file in
    except MultiPartParserError:
        return "none", paper
    if handler.too_large or not handler.sha256:
        return "large" if handler.too_large else "none", paper
    known = paper.sha256 if paper else ""
    return "same" if handler.sha256 == known else "different", paper


def shown(paper: Document, outcome: str) -> dict[str, Any]:
    """The context of `verify.html`."""
    return {
        "paper": paper,
        "valid": paper.status == Document.Status.ISSUED,
        "outcome": outcome,
        "largest": LARGEST >> 20,
    }
