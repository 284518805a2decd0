"""Compiled translations: made from the .po files when those are newer, with nothing but Babel."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_changed() -> list[Path]:
    """Write each .mo that is missing or older than its .po; returns those written."""
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    return [made for folder in folders for po in folder.glob("*/LC_MESSAGES/*.po") if (made := _compiled(po))]


def _compiled(po: Path) -> Path | None:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return None
    with po.open("rb") as source:
        catalogue = read_po(source)
    part = mo.with_suffix(f".mo.{os.getpid()}")  # a reader never sees half a catalogue, nor do two writers meet
    with part.open("wb") as target:
        write_mo(target, catalogue)
    part.replace(mo)
    return mo
