"""Files nobody needs any more: rows nothing points to, bytes without a row, uploads that were never finished.

Only what is older than a day goes. An upload in flight is young: its bytes are written before its row, and its row
before the one that points to it.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import time
from core.files.service import BESIDE, forget_bytes
from core.models import StoredFile

log = logging.getLogger(__name__)

AGE = dt.timedelta(hours=24)
BATCH = 500
FOLDER = re.compile(r"[0-9a-f]{2}")
# Names we gave ourselves; anything else in the folder is not ours to remove.
OURS = re.compile(rf"[0-9a-f]{{38}}({re.escape(BESIDE)})?")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were removed (or would be): rows with their bytes, bytes alone, unfinished uploads."""

    rows: int
    strays: int
    unfinished: int


def referrers() -> list[tuple[type[models.Model], str]]:
    """Every model and field that points to a stored file; the hidden ones (`related_name="+"`) too."""
    found = StoredFile._meta.get_fields(include_hidden=True)
    relations: list[Any] = [one for one in found if one.auto_created and not one.concrete]
    return [(one.related_model, one.field.name) for one in relations]


def unreferenced() -> QuerySet[StoredFile]:
    """Rows that nothing points to."""
    rows = StoredFile.objects.all()
    for model, field in referrers():
        rows = rows.exclude(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    return rows


def sweep(*, dry: bool = False) -> Swept:
    """Remove what nobody needs; with `dry` only count it. May run beside itself and beside uploads."""
    before = time.now() - AGE
    return Swept(_rows(before, dry=dry), _strays(before, dry=dry), _unfinished(before, dry=dry))


def _rows(before: dt.datetime, *, dry: bool) -> int:
    found = list(unreferenced().filter(created_at__lt=before).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return len(found) if dry else sum(map(file_release, found))


def file_release(pk: int) -> bool:
    """Remove one file unless something points to it: asked again once its row is locked. Whether it went."""
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update().filter(pk=pk).first()
        if locked is None or not unreferenced().filter(pk=pk).exists():
            return False
        places = locked.name, locked.preview
        locked.delete()
    forget_bytes(*places)  # only now is it certain that the row is gone
    return True


def _strays(before: dt.datetime, *, dry: bool) -> int:
    """Bytes whose row was never written, or whose deletion was cut short."""
    found = [name for folder in _folders() for name in _strays_in(folder, before)]
    for name in found if not dry else ():
        log.info("stored bytes %s belong to nothing; removed", name)
        default_storage.delete(name)
    return len(found)


def _folders() -> list[str]:
    try:
        folders, _files = default_storage.listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return []
    return sorted(filter(FOLDER.fullmatch, folders))


def _strays_in(folder: str, before: dt.datetime) -> Iterator[str]:
    _folders, files = default_storage.listdir(folder)
    old = [one for one in files if OURS.fullmatch(one) and _older(f"{folder}/{one}", before)]
    if not old:
        return
    known = StoredFile.objects.filter(name__startswith=f"{folder}/").values_list("name", "preview")
    kept = {name for row in known for name in row}
    yield from (f"{folder}/{one}" for one in old if f"{folder}/{one}" not in kept)


def _older(name: str, before: dt.datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < before
    except FileNotFoundError:  # removed while we looked
        return False


def _unfinished(before: dt.datetime, *, dry: bool) -> int:
    """What a stopped process left of uploads it was receiving."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    found = [one for one in folder.glob("*.upload*") if _touched(one) < before.timestamp()]
    for one in found if not dry else ():
        one.unlink(missing_ok=True)
    return len(found)


def _touched(path: Path) -> float:
    """When it was last written; never long ago for one whose upload ended while we looked."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
