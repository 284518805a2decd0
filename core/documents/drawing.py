"""Drawing a paper as PDF/A-2b. The words reach the template as data: nothing in them is ever read as markup."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
FAMILIES = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")


class FontsMissing(ImproperlyConfigured):
    """No Chinese font is installed: a paper of empty boxes must never be issued."""


@cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(folders))


def fonts() -> typst.Fonts:
    """The system's fonts and those of `settings.FONT_FOLDERS`, read once."""
    return _fonts(tuple(map(str, getattr(settings, "FONT_FOLDERS", ()))))


def family() -> str:
    """The Chinese serif family to draw with. Raises FontsMissing."""
    present = set(fonts().families())
    for name in FAMILIES:
        if name in present:
            return name
    raise FontsMissing(f"none of {', '.join(FAMILIES)} is installed; install the package fonts-noto-cjk")


def _template(name: str) -> Path:
    path = TEMPLATES / name
    if path.parent != TEMPLATES or not path.is_file():
        raise ValueError(f"there is no document template {name!r}")
    return path


def render(template: str, data: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """The PDF. The same template, data and moment give the same bytes. Raises FontsMissing, typst.TypstError."""
    body = json.dumps({**data, "font": family()}, ensure_ascii=False, sort_keys=True)
    pdf: bytes = typst.compile(
        str(_template(template)),  # a path: compiling from bytes fails the second time
        root=str(TEMPLATES),
        font_paths=fonts(),
        format="pdf",
        sys_inputs={"data": body},
        pdf_standards=["a-2b"],
        timestamp=at.replace(microsecond=0),  # it refuses anything finer
    )
    return pdf
