"""Bytes for tests of uploads: honest pictures, and files that lie, burst or bite."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

HEIC = (Path(__file__).parent / "data" / "phone.heic").read_bytes()
HTML = b"<!doctype html><html><body><script>alert(document.domain)</script></body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PDF_SCRIPT = PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
PDF_HTML = PDF + HTML
HTML_PDF = HTML + PDF
EXE = b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00" + bytes(4000)
GIF_SCRIPT = b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)//;"
MOV = struct.pack(">I", 20) + b"ftypqt  " + bytes(4) + b"qt  " + struct.pack(">I", 8) + b"wide" + bytes(32)
MP4 = struct.pack(">I", 24) + b"ftypmp42" + bytes(4) + b"mp42isom" + bytes(32)


def saved(image: Image.Image, form: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: Any) -> bytes:
    """White, its left half red where the mode has red."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return saved(image.convert(mode), form, **more)


def phone_exif(orientation: int = 6) -> Image.Exif:
    """The place, the maker and how the phone was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "GUANGXI-PHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 49.0, 1.5), 3: "E", 4: (108.0, 22.0, 3.0)})
    return exif


def photograph(size: tuple[int, int] = (40, 20), orientation: int = 6) -> bytes:
    return picture(size=size, exif=phone_exif(orientation), comment=b"HOME-ADDRESS")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, data: bytes = b"", *more: bytes) -> bytes:
    """A PNG that says it is so large, with this for its pixels."""
    size = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + size + b"".join(more) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def png_pixel_bomb() -> bytes:
    """900 million pixels, by the header alone."""
    return png(30_000, 30_000)


def png_data_bomb() -> bytes:
    """10 × 10 pixels, and 50 MB of data behind them."""
    return png(10, 10, bytes(50_000_000))


def png_text_bomb() -> bytes:
    """A comment that grows to 50 MB."""
    return png(2, 2, bytes(14), chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(50_000_000), 9)))


def zip_bomb(name: str = "word/document.xml") -> bytes:
    """A document whose one part grows to 30 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, bytes(30_000_000))
    return out.getvalue()


def jpeg_html() -> bytes:
    """A JPEG whose comment is a page."""
    return picture(comment=HTML)


def moving(form: str) -> bytes:
    """Two frames, the first red."""
    first, second = Image.new("RGB", (30, 30), "red"), Image.new("RGB", (30, 30), "blue")
    return saved(first, form, save_all=True, append_images=[second], duration=100)


def with_profile() -> bytes:
    """A picture that carries a colour profile."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture(icc_profile=profile)
