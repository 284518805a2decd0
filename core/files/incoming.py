"""Refusing while it arrives: a file too large, or of no kind of ours, is not written down to be refused afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.errors import DoorError
from core.files.kinds import HEAD, LARGEST, MB, NOT_TAKEN, kind_of, too_large
from core.middleware import answer

MARK = "zhiqiao.turned_away"
# Several files at once, without script: the largest one, and some room.
MOST_AT_ONCE = LARGEST + 60 * MB


class TooLarge(DoorError):
    """413: more than is taken at once, told by its length alone, before a byte of it is read."""

    status: ClassVar[int] = 413

    def __init__(self) -> None:
        words = _("一次上传的内容太大，最多 %(limit)d MB。请分几次上传") % {"limit": MOST_AT_ONCE // MB}
        super().__init__(words)


class TurnedAway(NamedTuple):
    """A file that was not taken, and why."""

    field: str
    name: str
    words: StrOrPromise


def turned_away(request: HttpRequest, field: str) -> list[TurnedAway]:
    """The files of `field` that were refused while they arrived; they are not in `request.FILES`."""
    _parsed = request.FILES
    return [one for one in request.META.get(MARK, ()) if one.field == field]


class Doorkeeper(FileUploadHandler):
    """Looks at each part before the handlers that keep it. Every upload of the site ends in `file_store`."""

    limit: int = LARGEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.limit = LARGEST

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """The same bytes, or SkipFile: the rest of the part is thrown away unread."""
        if start == 0:
            self._look(raw_data)
        if start + len(raw_data) > self.limit:
            self._refuse(too_large(self.limit))
        return raw_data

    def _look(self, head: bytes) -> None:
        kind = kind_of(head[:HEAD])
        if kind is not None:
            self.limit = kind.limit
        elif len(head) >= HEAD:  # a short first part may still turn out to be one of ours
            self._refuse(NOT_TAKEN)

    def _refuse(self, words: StrOrPromise) -> None:
        one = TurnedAway(self.field_name or "", self.file_name or "", words)
        if self.request is not None:
            self.request.META.setdefault(MARK, []).append(one)
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps it."""


class WholeRequest:
    """Answers 413 to a request that says itself that it is larger than anything the site takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:18]) > MOST_AT_ONCE:
            return answer(request, TooLarge())
        return self.get_response(request)
