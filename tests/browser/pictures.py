"""Photographs as a phone takes them, made for tests: large, lying on their side, with the place in their data."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
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


RECEIPT = (
    "示例电动车行(甲店)",
    "销售小票",
    "2026-08-12  16:20",
    "示例K9型电动自行车  1 辆",
    "合计  ¥3,680.00",
    "收款人  示例",
)


def receipt(path: Path) -> Path:
    """A shop's receipt on a table, for pictures that people look at."""
    letters = ImageFont.truetype(chinese_font(), 34)
    picture = Image.new("RGB", (800, 800), "#8a7560")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((120, 60, 680, 740), fill="#fbfaf5")
    for place, words in enumerate(RECEIPT):
        drawing.text((170, 120 + 96 * place), words, fill="#2c2c2c", font=letters)
        drawing.line((170, 186 + 96 * place, 630, 186 + 96 * place), fill="#c9c4b8", width=2)
    picture.rotate(-4, fillcolor="#8a7560").save(path, "JPEG", quality=88)
    return path


def label(path: Path) -> Path:
    """The label of a battery, with its batch."""
    letters = ImageFont.truetype(chinese_font(), 64)
    picture = Image.new("RGB", (800, 800), "#3b4046")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((90, 220, 710, 580), fill="#d9dcdf")
    for place, words in enumerate(("示例 K9 电池", "48V  20Ah", "批次  B2608")):
        drawing.text((140, 250 + 104 * place), words, fill="#1d2024", font=letters)
    picture.save(path, "JPEG", quality=88)
    return path


def chinese_font() -> str:
    """The file of Noto's Chinese letters; the browser needs them too."""
    return str(next(one for folder in FONTS for one in sorted(Path(folder).glob("**/NotoSansCJK-Regular*"))))


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
