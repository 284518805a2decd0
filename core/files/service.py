"""The only writers of `StoredFile`."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from core import time
from core.actors import SYSTEM, Actor
from core.files.images import redraw
from core.files.kinds import HEAD, KINDS, FileKind, check_size, sniff
from core.files.names import clean_name, ending_of
from core.models import StoredFile

LARGEST = max(kind.limit for kind in KINDS.values())
CHUNK = 1 << 20


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _put(content: File[bytes], row: StoredFile) -> StoredFile:
    """Write the bytes, then the row; a row that cannot be written leaves no bytes behind."""
    digest = hashlib.sha256()
    for chunk in _chunks(content):
        digest.update(chunk)
    row.sha256, row.size, row.created_at = digest.hexdigest(), content.size, time.now()
    content.seek(0)
    key = secrets.token_hex(20)
    row.name = default_storage.save(f"{key[:2]}/{key[2:]}", content)
    try:
        row.save(force_insert=True)
    except Exception:
        default_storage.delete(row.name)
        raise
    return row


def _content(upload: UploadedFile[bytes], kind: FileKind) -> File[bytes]:
    """The bytes to keep: a picture drawn anew, anything else as it is."""
    upload.seek(0)
    return ContentFile(redraw(upload, kind.image)) if kind.image else upload


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
    name = clean_name(upload.name or "", kind.endings[0])
    row = StoredFile(original_name=name, content_type=kind.content_type, stream=stream, uploaded_by_id=by.user_id)
    return _put(_content(upload, kind), row)


def bytes_store(*, data: bytes, name: str, content_type: str, stream: str, by: Actor = SYSTEM) -> StoredFile:
    """Keep a file the product made itself, such as a rendered document. Call it outside any transaction."""
    name = clean_name(name, ending_of(name) or "bin")
    row = StoredFile(original_name=name, content_type=content_type, stream=stream, uploaded_by_id=by.user_id)
    return _put(ContentFile(data), row)


def file_drop(*, stored: StoredFile) -> None:
    """Remove a file nothing points to: the row first, so that no row ever stands without its bytes."""
    name = stored.name
    stored.delete()
    default_storage.delete(name)


def file_open(stored: StoredFile) -> File[bytes]:
    """The stored bytes, for reading; close it. Raises FileNotFoundError when they are lost."""
    return default_storage.open(stored.name, "rb")
