"""Which files are taken, told by their bytes and never by their name alone."""

from __future__ import annotations

from dataclasses import dataclass

import filetype
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

MB = 1024 * 1024
HEAD = 8192  # enough for every signature of the list


@dataclass(frozen=True, slots=True)
class FileKind:
    """One accepted kind: what it is served as, the endings it may have, the most bytes, how Pillow calls it."""

    content_type: str
    endings: tuple[str, ...]
    limit: int
    image: str = ""


KINDS: dict[str, FileKind] = {
    "image/jpeg": FileKind("image/jpeg", ("jpg", "jpeg", "jpe"), 20 * MB, "JPEG"),
    "image/png": FileKind("image/png", ("png",), 20 * MB, "PNG"),
    "image/webp": FileKind("image/webp", ("webp",), 20 * MB, "WEBP"),
    "application/pdf": FileKind("application/pdf", ("pdf",), 20 * MB),
    "audio/mpeg": FileKind("audio/mpeg", ("mp3",), 50 * MB),
    "audio/mp4": FileKind("audio/mp4", ("m4a", "mp4"), 50 * MB),
    "audio/x-wav": FileKind("audio/wav", ("wav",), 50 * MB),
    "video/mp4": FileKind("video/mp4", ("mp4", "m4v", "m4a"), 200 * MB),
}


NOT_TAKEN = _("这种文件不能上传。可以上传照片（JPG、PNG、WebP）、PDF、录音（MP3、M4A、WAV）或视频（MP4）")


def sniff(head: bytes, ending: str) -> FileKind:
    """The kind the first bytes show. Raises Invalid when it is none of ours, or the ending says something else."""
    kind = KINDS.get(filetype.guess_mime(head) or "")
    if kind is None:
        raise Invalid(
            {"file": [_("这种文件不能上传。可以上传照片（JPG、PNG、WebP）、PDF、录音（MP3、M4A、WAV）或视频（MP4）")]}
        )
    if ending and ending not in kind.endings:
        raise Invalid({"file": [_("文件的扩展名和实际内容不一致，请核对后重新选择")]})
    return kind


def check_size(size: int, limit: int) -> None:
    """Raises Invalid for nothing at all and for too much."""
    if size == 0:
        raise Invalid({"file": [_("这个文件是空的，请重新选择")]})
    if size > limit:
        words = _("文件太大，最多 %(limit)d MB") % {"limit": limit // MB}
        raise Invalid({"file": [words]})
