"""Handing stored files out, to those who may see their stream."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from core import streams
from core.files import file_open, preview_open
from core.models import StoredFile

log = logging.getLogger(__name__)

# A file that is also a page (PDF and HTML at once) passes every sniffer: it is never shown on our address.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def _visible(request: HttpRequest, token: str) -> StoredFile:
    """The file; unknown and forbidden look the same."""
    stored = StoredFile.objects.filter(token=token).first()
    if stored is None or not streams.may_see(request.user, stored.stream):
        raise Http404
    return stored


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file as an attachment."""
    return file_answer(_visible(request, token))


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponseBase:
    """The small JPEG of a picture, to be shown inside a page."""
    return preview_answer(request, _visible(request, token))


def file_answer(stored: StoredFile) -> HttpResponseBase:
    """The file as an attachment, for a view that has asked whether this person may have it. Raises Http404."""
    return FileResponse(
        _opened(stored, file_open), as_attachment=True, filename=stored.original_name,
        content_type=stored.content_type, headers=HEADERS,
    )  # fmt: skip


def preview_answer(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The preview, drawn by us as a JPEG; asked for again it costs no bytes. Raises Http404 where there is none."""
    if not stored.preview:
        raise Http404
    mark = f'"{stored.sha256[:32]}-preview"'
    if fresh := get_conditional_response(request, etag=mark):
        return fresh
    return FileResponse(
        _opened(stored, preview_open), content_type="image/jpeg", headers={**HEADERS, "ETag": mark},
    )  # fmt: skip


def _opened(stored: StoredFile, how: Callable[[StoredFile], File[bytes]]) -> File[bytes]:
    try:
        return how(stored)
    except FileNotFoundError:
        log.exception("the bytes of stored file %s are lost", stored.pk)
        raise Http404 from None
