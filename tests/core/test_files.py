"""Files: told by their bytes, made harmless, handed out only to those who may see their stream."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pytest_django import Settings

from accounts.services import user_create
from core import streams, time
from core.actors import Actor, Hat, Role
from core.errors import Invalid
from core.files import bytes_store, file_open, file_store
from core.files.names import clean_name, ending_of
from core.models import StoredFile

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
BY = Actor(None, Hat(Role.CONSUMER))

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + bytes(32)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(64)
MP4 = struct.pack(">I", 24) + b"ftypmp42" + bytes(4) + b"mp42isom" + bytes(32)
MOV = struct.pack(">I", 20) + b"ftypqt  " + bytes(4) + b"qt  " + struct.pack(">I", 8) + b"wide" + bytes(32)
M4A = struct.pack(">I", 24) + b"ftypM4A " + bytes(4) + b"M4A mp42" + bytes(32)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(out, form, **more)
    return out.getvalue()


def photograph() -> bytes:
    """Held upright (orientation 6), with place, maker and a comment."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "GUANGXI-PHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 49.0, 1.5), 3: "E", 4: (108.0, 22.0, 3.0)})
    return picture(exif=exif, comment=b"HOME-ADDRESS")


def send(data: bytes, name: str = "", **more: Any) -> StoredFile:
    with time.at(MOMENT):
        return file_store(upload=SimpleUploadedFile(name or "a", data), stream="case:1:talk", by=BY, **more)


def kept(stored: StoredFile) -> bytes:
    with file_open(stored) as file:
        return bytes(file.read())


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(Invalid) as caught:
        send(data, name)
    assert not StoredFile.objects.exists()
    return str(caught.value.errors["file"][0])


TAKEN = [
    ("a.jpg", picture(), "image/jpeg"), ("a.JPEG", picture(), "image/jpeg"), ("a.png", picture("PNG"), "image/png"),
    ("a.webp", picture("WEBP"), "image/webp"), ("a.pdf", PDF, "application/pdf"), ("a.wav", WAV, "audio/wav"),
    ("a.mp3", MP3, "audio/mpeg"), ("a.mp4", MP4, "video/mp4"), ("a.m4a", M4A, "audio/mp4"),
    ("a.MOV", MOV, "video/quicktime"), ("a.mov", MP4, "video/mp4"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "content_type"), TAKEN, ids=[each[0] for each in TAKEN])
def test_accepted_kinds(name: str, data: bytes, content_type: str) -> None:
    stored = StoredFile.objects.get(pk=send(data, name).pk)
    assert stored.content_type == content_type
    assert stored.original_name == f"a.{ending_of(name)}"
    assert (stored.size, stored.sha256) == (len(kept(stored)), hashlib.sha256(kept(stored)).hexdigest())
    assert (stored.stream, stored.uploaded_by_id, stored.created_at) == ("case:1:talk", None, MOMENT)


def test_what_is_no_picture_is_kept_byte_for_byte() -> None:
    assert kept(send(PDF, "合同.pdf")) == PDF


def test_names_in_the_storage_say_nothing(folder: Path) -> None:
    one, two = send(PDF, "陈桂花的合同.pdf"), send(PDF, "陈桂花的合同.pdf")
    assert one.name != two.name
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{38}", one.name)
    assert len({one.token, two.token}) == 2
    assert len(one.token) == 32
    assert (folder / one.name).is_file()


def test_a_photograph_loses_place_maker_and_comment_and_stands_upright() -> None:
    original = photograph()
    assert b"GUANGXI-PHONE" in original
    data = kept(send(original, "现场.jpg"))
    image = Image.open(BytesIO(data))
    assert image.size == (20, 40)
    assert dict(image.getexif()) == {}
    assert not any(secret in data for secret in (b"GUANGXI-PHONE", b"HOME-ADDRESS", b"Exif"))
    top, bottom = image.getpixel((10, 3)), image.getpixel((10, 36))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[1] < 90, bottom[1] > 200) == (True, True)


def test_png_text_goes_and_transparency_stays() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "HOME-ADDRESS")
    out = BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(out, "PNG", pnginfo=words)
    data = kept(send(out.getvalue(), "a.png"))
    assert b"HOME-ADDRESS" not in data
    assert Image.open(BytesIO(data)).getpixel((0, 0)) == (1, 2, 3, 0)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
def test_every_way_to_store_pixels_is_read(mode: str) -> None:
    out = BytesIO()
    form = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (4, 4)).save(out, form)
    assert send(out.getvalue()).size > 0


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
NOT_OURS = [
    ("a.html", HTML), ("a.svg", SVG), ("a.jpg", HTML), ("a.png", SVG), ("a.exe", b"MZ" + bytes(80)),
    ("a.zip", b"PK\x03\x04" + bytes(60)),
    ("a.gif", b"GIF89a" + bytes(60)), ("a.txt", "投诉".encode()), ("a.pdf", b" " * 3000 + PDF),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), NOT_OURS, ids=[f"{n}-{d[0]}" for n, d in enumerate(NOT_OURS)])
def test_other_kinds_are_refused_whatever_the_name(name: str, data: bytes) -> None:
    assert refusal(data, name).startswith("这种文件不能上传")


@pytest.mark.parametrize(
    ("name", "data"), [("a.jpg", PDF), ("a.pdf", picture()), ("a.html", picture()), ("a.php", MP3)]
)
def test_a_name_that_lies_is_refused(name: str, data: bytes) -> None:
    assert "扩展名" in refusal(data, name)


@pytest.mark.parametrize("data", [picture(size=(400, 400))[:-900], picture("PNG")[:60], picture()[:30]])
def test_a_cut_off_picture_is_refused(data: bytes) -> None:
    assert "打不开" in refusal(data, "a")


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [30_000, 8_000])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(side: int) -> None:
    assert "尺寸太大" in refusal(png_header(side, side), "a.png")


def test_nothing_and_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "空的" in refusal(b"", "a.pdf")
    assert "最多 20 MB" in refusal(PDF + bytes(20 * 1024 * 1024), "a.pdf")


def test_a_row_that_cannot_be_written_leaves_no_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(StoredFile, "save", fail)
    with pytest.raises(DatabaseError):
        send(PDF, "a.pdf")
    assert [path for path in folder.rglob("*") if path.is_file()] == []


NAMES = [
    ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\Users\\x\\合同.pdf", "合同.pdf"), ("a\x00b\r\n.pdf", "ab.pdf"),
    ("合同\u202egpj.pdf", "合同gpj.pdf"), ("", "未命名.pdf"), ("...", "未命名.pdf"), (".pdf", "未命名.pdf"),
    ("a/..", "未命名.pdf"), ("好" * 300 + ".pdf", "好" * 116 + ".pdf"), ("  合 同  .pdf", "合 同.pdf"),
    ('a"<b>.pdf', "ab.pdf"),
    ("合同", "合同.pdf"), ("a.tar.gz.pdf", "a.tar.gz.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("given_name", "clean"), NAMES)
def test_names_become_harmless(given_name: str, clean: str) -> None:
    assert clean_name(given_name, "pdf") == clean


@given(st.text(max_size=200))
def test_no_name_escapes(name: str) -> None:
    clean = clean_name(name, "pdf")
    assert 0 < len(clean) <= 120
    assert clean.isprintable()
    assert not set(clean) & set('/\\<>:"|?*\u202e')
    assert not clean.startswith((".", " "))


def test_a_path_in_the_name_reaches_neither_storage_nor_row(folder: Path) -> None:
    stored = send(PDF, "../../../evil.pdf")
    assert stored.original_name == "evil.pdf"
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()] == [stored.name]


def test_a_person_goes_and_the_file_stays() -> None:
    user = user_create(name="陈桂花", email="chen@example.com")
    upload = SimpleUploadedFile("a.pdf", PDF)
    stored = file_store(upload=upload, stream="case:1", by=Actor(user.pk, Hat(Role.CONSUMER)))
    assert stored.uploaded_by_id == user.pk
    user.delete()
    assert StoredFile.objects.get(pk=stored.pk).uploaded_by is None


def test_papers_of_our_own_are_kept_too() -> None:
    stored = bytes_store(data=PDF, name="受理通知书.pdf", content_type="application/pdf", stream="case:1")
    assert kept(stored) == PDF
    assert stored.uploaded_by_id is None


@pytest.fixture
def audience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams shared:<id> are open to everybody who is signed in."""
    monkeypatch.setattr(streams, "kinds", dict(streams.kinds))
    streams.register("shared", r"shared:(\d+)", lambda user, match: user.is_authenticated)


@pytest.fixture
def shared() -> StoredFile:
    return file_store(upload=SimpleUploadedFile("合同 一.pdf", PDF), stream="shared:1", by=BY)


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(user_create(name="覃家明", email="reader@example.com"))
    return client


def address(token: str) -> str:
    return reverse("file", args=[token])


@pytest.mark.usefixtures("audience")
def test_who_may_see_the_stream_gets_the_file_as_attachment(shared: StoredFile, reader: Client) -> None:
    response = reader.get(address(shared.token))
    assert response.status_code == 200
    assert b"".join(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%88%E5%90%8C%20%E4%B8%80.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Robots-Tag"].startswith("noindex")
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.usefixtures("audience")
def test_a_stranger_cannot_tell_it_from_nothing(shared: StoredFile) -> None:
    answers = []
    for token in (shared.token, "0" * 32):
        response = Client().get(address(token))
        page = re.sub(r"[0-9A-Za-z]{64}", "", response.content.decode())  # the CSRF token differs each time
        answers.append((response.status_code, page.replace(token, "")))
    assert answers[0][0] == 404
    assert answers[0] == answers[1]


@pytest.mark.usefixtures("audience")
def test_a_stream_nobody_declared_is_closed(reader: Client) -> None:
    stored = file_store(upload=SimpleUploadedFile("a.pdf", PDF), stream="nowhere:1", by=BY)
    assert reader.get(address(stored.token)).status_code == 404


@pytest.mark.usefixtures("audience")
def test_lost_bytes_are_404_and_logged(shared: StoredFile, reader: Client, caplog: pytest.LogCaptureFixture) -> None:
    default_storage.delete(shared.name)
    assert reader.get(address(shared.token)).status_code == 404
    assert f"stored file {shared.pk} are lost" in caplog.text


@pytest.mark.usefixtures("audience")
@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete", "trace"])
def test_files_are_only_read(shared: StoredFile, reader: Client, verb: str) -> None:
    assert getattr(reader, verb)(address(shared.token)).status_code == 405


@pytest.mark.parametrize("token", ["%00", "..%2F..", "a'b", "x" * 5000])
def test_odd_addresses_are_404(reader: Client, token: str) -> None:
    assert reader.get(f"/files/{token}/").status_code == 404
