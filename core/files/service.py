"""The only writers of `StoredFile`."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from core import time
from core.actors import SYSTEM, Actor
from core.files.images import redraw
from core.files.kinds import HEAD, LARGEST, FileKind, check_size, sniff
from core.files.names import clean_name, ending_of
from core.models import StoredFile

CHUNK = 1 << 20
BESIDE = ".preview"


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _put(content: File[bytes], row: StoredFile, preview: bytes = b"") -> StoredFile:
    """Write the bytes, then the row; a row that cannot be written leaves no bytes behind."""
    row.sha256, row.size, row.created_at = _digest(content), content.size, time.now()
    content.seek(0)
    key = secrets.token_hex(20)
    row.name = default_storage.save(f"{key[:2]}/{key[2:]}", content)
    try:
        if preview:
            row.preview = default_storage.save(row.name + BESIDE, ContentFile(preview))
        row.save(force_insert=True)
    except Exception:
        forget_bytes(row.name, row.preview)
        raise
    return row


def forget_bytes(*names: str) -> None:
    """Remove what stands at these places of the storage; empty names are passed over."""
    for name in filter(None, names):
        default_storage.delete(name)


def _content(upload: UploadedFile[bytes], kind: FileKind) -> tuple[File[bytes], bytes]:
    """The bytes to keep and the preview: a picture drawn anew, anything else as it is."""
    upload.seek(0)
    if not kind.image:
        return upload, b""
    drawn = redraw(upload, kind.image)
    return ContentFile(drawn.data), drawn.preview


def _name(upload: UploadedFile[bytes], kind: FileKind) -> str:
    """The name given; a picture that became another kind is called so, or it would not open."""
    name = clean_name(upload.name or "", kind.endings[0])
    return f"{name.rpartition('.')[0]}.{kind.kept}" if kind.kept else name


def file_store(*, upload: UploadedFile[bytes], stream: str, by: Actor) -> StoredFile:
    """Take a file in for the audience of `stream`.

    Call it outside any transaction: it reads and hashes. Raises `core.errors.Invalid` at the field "file", in words
    for the person, when the file is empty, too large, of no accepted kind, broken, or not what its ending says.
    """
    check_size(upload.size or 0, LARGEST)
    ending = ending_of(upload.name or "")
    upload.seek(0)
    kind = sniff(upload.read(HEAD), ending)
    check_size(upload.size or 0, kind.limit)
    original = _digest(upload)
    content, preview = _content(upload, kind)
    row = StoredFile(
        original_name=_name(upload, kind), content_type=kind.content_type, original_sha256=original, stream=stream,
        uploaded_by_id=by.user_id,
    )  # fmt: skip
    return _put(content, row, preview)


def bytes_store(*, data: bytes, name: str, content_type: str, stream: str, by: Actor = SYSTEM) -> StoredFile:
    """Keep a file the product made itself, such as a rendered document. Call it outside any transaction."""
    name = clean_name(name, ending_of(name) or "bin")
    row = StoredFile(original_name=name, content_type=content_type, stream=stream, uploaded_by_id=by.user_id)
    return _put(ContentFile(data), row)


def file_drop(*, stored: StoredFile) -> None:
    """Remove a file nothing points to. Call it outside any transaction; inside one, `rows_drop`."""
    forget_bytes(*rows_drop([stored]))


def rows_drop(files: Iterable[StoredFile]) -> list[str]:
    """Remove the rows of files; returns the places to hand to `forget_bytes` once that is committed.

    The row goes first: no row ever stands without its bytes, whatever becomes of the transaction.
    """
    places = []
    for one in files:
        places += [one.name, one.preview]
        one.delete()
    return places


def preview_open(stored: StoredFile) -> File[bytes]:
    """The small JPEG of a picture; close it. Raises FileNotFoundError when there is none."""
    if not stored.preview:
        raise FileNotFoundError(stored.name)
    return default_storage.open(stored.preview, "rb")


def file_open(stored: StoredFile) -> File[bytes]:
    """The stored bytes, for reading; close it. Raises FileNotFoundError when they are lost."""
    return default_storage.open(stored.name, "rb")
