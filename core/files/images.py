"""Photographs drawn anew: upright, and without place, time and device."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from core.errors import Invalid

MAX_PIXELS = 60_000_000  # decoded about 240 MB at most
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, zlib.error)


def _open(file: IO[bytes], form: str) -> Image.Image:
    """The picture, header read only; refuses one that would fill the memory."""
    try:
        picture = Image.open(file, formats=[form])
    except Image.DecompressionBombError:
        raise _too_large() from None
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large()
    return picture


def _too_large() -> Invalid:
    return Invalid({"file": [_("照片的尺寸太大，请缩小后再上传")]})


def redraw(file: IO[bytes], form: str) -> bytes:
    """The same picture as JPEG, PNG or WebP (its own kind; of a moving picture the first), pixels only.

    Raises Invalid when it is broken, cut off, or larger than MAX_PIXELS.
    """
    try:
        picture = ImageOps.exif_transpose(_open(file, form))
        plain = picture.convert("RGBA" if picture.has_transparency_data and form != "JPEG" else "RGB")
        plain.info = {}  # Pillow would carry comments and profiles over
        out = BytesIO()
        plain.save(out, form, quality=90)
    except _BROKEN:
        raise Invalid({"file": [_("照片打不开，可能没有传完整，请重新选择")]}) from None
    return out.getvalue()
