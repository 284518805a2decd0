"""Which files are taken, told by their bytes and never by their name alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.errors import Invalid

MB = 1024 * 1024
HEAD = 8192  # enough for every signature of the list


@dataclass(frozen=True, slots=True)
class FileKind:
    """One accepted kind: what it is served as, the endings it may have, the most bytes, how Pillow calls it.

    `kept` is the ending it is kept under when it becomes another kind.
    """

    content_type: str
    endings: tuple[str, ...]
    limit: int
    image: str = ""
    kept: str = ""


KINDS: dict[str, FileKind] = {
    "image/jpeg": FileKind("image/jpeg", ("jpg", "jpeg", "jpe"), 20 * MB, "JPEG"),
    "image/png": FileKind("image/png", ("png",), 20 * MB, "PNG"),
    "image/apng": FileKind("image/png", ("png", "apng"), 20 * MB, "PNG", "png"),
    "image/webp": FileKind("image/webp", ("webp",), 20 * MB, "WEBP"),
    "image/heic": FileKind("image/jpeg", ("heic", "heif", "hif"), 20 * MB, "HEIF", "jpg"),
    "application/pdf": FileKind("application/pdf", ("pdf",), 20 * MB),
    "audio/mpeg": FileKind("audio/mpeg", ("mp3",), 50 * MB),
    "audio/mp4": FileKind("audio/mp4", ("m4a", "mp4"), 50 * MB),
    "audio/x-wav": FileKind("audio/wav", ("wav",), 50 * MB),
    "video/mp4": FileKind("video/mp4", ("mp4", "m4v", "m4a", "mov"), 200 * MB),
    "video/quicktime": FileKind("video/quicktime", ("mov", "qt"), 200 * MB),  # what an iPhone's camera writes
}

LARGEST = max(kind.limit for kind in KINDS.values())
# What a phone's camera writes as HEIC; the brands of the list are those of still pictures.
HEIC = re.compile(rb"....ftyp(heic|heix|heim|heis|mif1|msf1)", re.DOTALL)

NOT_TAKEN = _("这种文件不能上传。可以上传照片（JPG、PNG、WebP、HEIC）、PDF、录音（MP3、M4A、WAV）或视频（MP4、MOV）")

# For the file box of a form: cameras and galleries are offered; the bytes decide in the end.
ACCEPT = "image/*,application/pdf,audio/*,video/mp4,video/quicktime,.heic,.heif,.mov,.mp3,.m4a,.wav"


def told_limits() -> dict[str, int]:
    """The most megabytes by the first part of a media type, as the words before choosing and the script say it."""
    found: dict[str, int] = {}
    for name, kind in KINDS.items():
        found[name.partition("/")[0]] = max(found.get(name.partition("/")[0], 0), kind.limit // MB)
    return found


def kind_of(head: bytes) -> FileKind | None:
    """The kind the first bytes show; None when it is none of ours."""
    return KINDS.get("image/heic" if HEIC.match(head) else filetype.guess_mime(head) or "")


def sniff(head: bytes, ending: str) -> FileKind:
    """The kind the first bytes show. Raises Invalid when it is none of ours, or the ending says something else."""
    kind = kind_of(head)
    if kind is None:
        raise Invalid({"file": [NOT_TAKEN]})
    if ending and ending not in kind.endings:
        raise Invalid({"file": [_("文件的扩展名和实际内容不一致，请核对后重新选择")]})
    return kind


def too_large(limit: int) -> StrOrPromise:
    """The sentence for more than `limit` bytes."""
    return _("文件太大，最多 %(limit)d MB") % {"limit": limit // MB}


def check_size(size: int, limit: int) -> None:
    """Raises Invalid for nothing at all and for too much."""
    if size == 0:
        raise Invalid({"file": [_("这个文件是空的，请重新选择")]})
    if size > limit:
        raise Invalid({"file": [too_large(limit)]})
