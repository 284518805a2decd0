"""Photographs as a phone takes them, made for tests: large, lying on their side, with the place in their data."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image

ORIENTATION, GPS, LATITUDE_REF, LATITUDE = 0x0112, 0x8825, 1, 2


def photo(path: Path, *, width: int = 800, height: int = 600, quality: int = 85, seed: int = 0) -> Path:
    """A noisy JPEG with an orientation and a GPS position."""
    grain = Image.effect_noise((width, height), 40 + seed)
    picture = Image.merge(
        "RGB", (grain, grain.rotate(90).resize(grain.size), grain.transpose(Image.Transpose.ROTATE_180))
    )
    exif = picture.getexif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[LATITUDE_REF] = "N"
    exif.get_ifd(GPS)[LATITUDE] = (22.0, 48.0, 30.0)
    picture.save(path, "JPEG", quality=quality, exif=exif)
    return path


def large(folder: Path, count: int, megabytes: int = 8) -> list[Path]:
    """Twelve-megapixel photos of at least so many megabytes each."""
    found = []
    for number in range(count):
        path = photo(folder / f"照片{number + 1}.jpg", width=4032, height=3024, quality=92, seed=number)
        assert path.stat().st_size > megabytes * 1_000_000, path.stat().st_size
        found.append(path)
    return found


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
