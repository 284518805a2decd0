"""Photographs drawn anew: upright, and without place, time and device; and a small copy of each to look at.

A picture keeps every pixel up to `KEEP` (25 million): small print on a receipt must stay readable. What is larger is
reduced to it. A JPEG photograph of a phone's highest setting is halved while it is read, so that the whole of it never
stands in memory; a long screenshot is not, its letters would suffer. At most `AT_ONCE` pictures are drawn at a time.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from threading import BoundedSemaphore
from typing import IO

from django.utils.translation import gettext_lazy as _
from pi_heif import register_heif_opener
from PIL import Image, ImageOps

from core.errors import Invalid

MAX_PIXELS = 60_000_000  # decoded about 240 MB at most
KEEP = 25_000_000
READABLE = 2000  # a side that short is never halved unseen
PREVIEW = 320
AT_ONCE = BoundedSemaphore(2)
# Only these are read; what Pillow could read besides stays unknown to us.
SAVED_AS = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "HEIF": "JPEG"}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, RuntimeError, struct.error, zlib.error)

# Thumbnails, depth maps and further pictures of a HEIC photo are never asked for, so they are not read.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture as kept, and its small JPEG."""

    data: bytes
    preview: bytes


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


def _halved(picture: Image.Image) -> None:
    """Let a very large JPEG photograph be read at half its size."""
    width, height = picture.size
    if picture.format == "JPEG" and width * height > KEEP and min(width, height) // 2 >= READABLE:
        picture.draft(None, (width // 2, height // 2))


def _eight_bits(picture: Image.Image) -> Image.Image:
    """A scan in 65,536 greys in 256: Pillow alone would turn all but the darkest white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")


def _plain(picture: Image.Image, form: str) -> Image.Image:
    """Upright, in plain colours, at most `KEEP` pixels, and nothing beside the pixels."""
    _halved(picture)
    ImageOps.exif_transpose(picture, in_place=True)
    picture = _eight_bits(picture)
    wanted = "RGBA" if picture.has_transparency_data and form != "JPEG" else "RGB"
    plain = picture if picture.mode == wanted else picture.convert(wanted)
    if plain.width * plain.height > KEEP:
        scale = sqrt(KEEP / (plain.width * plain.height))
        plain = plain.resize((max(1, int(plain.width * scale)), max(1, int(plain.height * scale))))
    plain.info = {}  # Pillow would carry comments and profiles over
    return plain


def _saved(plain: Image.Image, form: str) -> bytes:
    out = BytesIO()
    if form == "JPEG" and plain.mode != "RGB":
        plain = _on_white(plain)
    plain.save(out, form, quality=90)
    return out.getvalue()


def _on_white(plain: Image.Image) -> Image.Image:
    """JPEG knows no transparency; what shines through becomes paper, not black."""
    paper = Image.new("RGB", plain.size, "white")
    paper.paste(plain, mask=plain.getchannel("A"))
    return paper


def _small(plain: Image.Image) -> bytes:
    """At most PREVIEW pixels a side."""
    plain.thumbnail((PREVIEW, PREVIEW), reducing_gap=2.0)
    out = BytesIO()
    (plain if plain.mode == "RGB" else _on_white(plain)).save(out, "JPEG", quality=78)
    return out.getvalue()


def redraw(file: IO[bytes], form: str) -> Drawn:
    """The same picture (of a moving one the first), pixels only, as JPEG, PNG or WebP; HEIC becomes JPEG.

    Raises Invalid when it is broken, cut off, or larger than MAX_PIXELS.
    """
    with AT_ONCE:
        try:
            plain = _plain(_open(file, form), form)
            return Drawn(_saved(plain, SAVED_AS[form]), _small(plain))
        except _BROKEN:
            raise Invalid({"file": [_("照片打不开，可能没有传完整，请重新选择")]}) from None
