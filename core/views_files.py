"""Handing stored files out, to those who may see their stream."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from core import streams
from core.files import file_open
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
    stored = _visible(request, token)
    try:
        content = file_open(stored)
    except FileNotFoundError:
        log.exception("the bytes of stored file %s are lost", stored.pk)
        raise Http404 from None
    return FileResponse(
        content, as_attachment=True, filename=stored.original_name, content_type=stored.content_type, headers=HEADERS
    )
