"""What people with bad intentions, or odd telephones, hand in: refused in plain words, or made harmless."""

from __future__ import annotations

import io
import resource
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from core.actors import Actor, Hat, Role
from core.errors import Invalid
from core.files import file_open, file_store, preview_open
from core.files.images import KEEP, PREVIEW
from core.models import StoredFile
from tests.cast import Cast
from tests.complaints.samples import accepted
from tests.core import hostile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("file_folder")]
BY = Actor(None, Hat(Role.CONSUMER))
SECRETS = (b"GUANGXI-PHONE", b"HOME-ADDRESS", b"Exif", b"<script", b"ICC_PROFILE", b"GPS")


def send(data: bytes, name: str, stream: str = "case:1:talk") -> StoredFile:
    return file_store(upload=SimpleUploadedFile(name, data), stream=stream, by=BY)


def kept(stored: StoredFile) -> bytes:
    with file_open(stored) as file:
        return bytes(file.read())


def small(stored: StoredFile) -> bytes:
    with preview_open(stored) as file:
        return bytes(file.read())


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


REFUSED = [
    ("page called a photo", hostile.HTML, "a.png", "这种文件不能上传"),
    ("page before a pdf", hostile.HTML_PDF, "a.pdf", "这种文件不能上传"),
    ("drawing with script", hostile.SVG, "a.svg", "这种文件不能上传"),
    ("drawing called a photo", hostile.SVG, "a.jpg", "这种文件不能上传"),
    ("gif that is a script", hostile.GIF_SCRIPT, "a.gif", "这种文件不能上传"),
    ("program called a photo", hostile.EXE, "a.jpg", "这种文件不能上传"),
    ("program called a pdf", hostile.EXE, "合同.pdf", "这种文件不能上传"),
    ("zip bomb", hostile.zip_bomb("a.txt"), "a.zip", "这种文件不能上传"),
    ("document with a bomb", hostile.zip_bomb(), "a.docx", "这种文件不能上传"),
    ("document called a photo", hostile.zip_bomb(), "a.jpg", "这种文件不能上传"),
    ("film called a photo", hostile.MP4, "a.jpg", "扩展名"),
    ("photo called a film", hostile.picture(), "a.mp4", "扩展名"),
    ("photo called a page", hostile.jpeg_html(), "a.html", "扩展名"),
    ("900 million pixels", hostile.png_pixel_bomb(), "a.png", "尺寸太大"),
    ("text that grows", hostile.png_text_bomb(), "a.png", "打不开"),
    ("photo cut off", hostile.photograph((400, 400))[:-300], "a.jpg", "打不开"),
    ("photo of a header", hostile.picture()[:40], "a.jpg", "打不开"),
    ("heic cut off", hostile.HEIC[:-200], "a.heic", "打不开"),
    ("heic of a header", hostile.HEIC[:60], "a.heic", "打不开"),
    ("nothing", b"", "a.jpg", "空的"),
    ("photo of 30 MB", hostile.picture() + bytes(30 * 1024 * 1024), "a.jpg", "最多 20 MB"),
    ("heic of 30 MB", hostile.HEIC + bytes(30 * 1024 * 1024), "a.heic", "最多 20 MB"),
]


@pytest.mark.parametrize(("data", "name", "words"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_refused_in_words_and_nothing_is_kept(data: bytes, name: str, words: str, file_folder: Path) -> None:
    with pytest.raises(Invalid) as refused:
        send(data, name)
    assert words in str(refused.value.errors["file"][0])
    assert not StoredFile.objects.exists()
    assert [one for one in file_folder.rglob("*") if one.is_file()] == []


def test_a_bomb_of_data_behind_few_pixels_costs_no_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = hostile.png_data_bomb()
    assert opened(kept(send(data, "a.png"))).size == (10, 10)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120_000  # kB; the bomb itself is 50 MB here


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("jpeg with a page", hostile.jpeg_html()),
        ("page behind a jpeg", hostile.picture() + hostile.HTML),
        ("photograph", hostile.photograph()),
        ("colour profile", hostile.with_profile()),
        ("png with a page", hostile.picture("PNG") + hostile.HTML),
        ("webp with place", hostile.picture("WEBP", exif=hostile.phone_exif())),
        ("png with place", hostile.picture("PNG", exif=hostile.phone_exif())),
        ("heic", hostile.HEIC),
    ],
)
def test_of_a_picture_only_the_pixels_stay(name: str, data: bytes) -> None:
    stored = send(data, "a")
    for left in (kept(stored), small(stored)):
        assert [secret for secret in SECRETS if secret in left] == []
        assert dict(opened(left).getexif()) == {}
        assert "icc_profile" not in opened(left).info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_phone_comes_out_upright(orientation: int) -> None:
    upright = Image.new("RGB", (40, 20), "white")
    upright.paste("red", (0, 0, 20, 20))
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    held = upright.transpose(turned[orientation]) if orientation in turned else upright
    stored = send(hostile.saved(held, "JPEG", exif=hostile.phone_exif(orientation)), "a.jpg")
    for image in (opened(kept(stored)), opened(small(stored))):
        assert image.size == (40, 20)
        left, right = image.getpixel((3, 10)), image.getpixel((36, 10))
        assert isinstance(left, tuple)
        assert isinstance(right, tuple)
        assert (left[1] < 90, right[1] > 200) == (True, True)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I;16"])
def test_every_way_to_store_pixels_is_read_and_shown(mode: str) -> None:
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    stored = send(hostile.saved(Image.new(mode, (8, 8)), form), "a")
    assert opened(kept(stored)).size == (8, 8)
    assert opened(small(stored)).format == "JPEG"


def test_a_scan_in_many_greys_stays_grey() -> None:
    scan = Image.new("I;16", (8, 8), 30_000)
    found = opened(kept(send(hostile.saved(scan, "PNG"), "a.png"))).convert("L").getpixel((4, 4))
    assert found == 117


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_a_moving_picture_stands_still(form: str) -> None:
    stored = send(hostile.moving(form), f"a.{form.lower()}")
    image = opened(kept(stored))
    assert getattr(image, "n_frames", 1) == 1
    first = image.convert("RGB").getpixel((15, 15))
    assert isinstance(first, tuple)
    assert (first[0] > 200, first[2] < 60) == (True, True)


def test_a_photo_of_an_iphone_becomes_a_jpeg_of_its_name() -> None:
    stored = send(hostile.HEIC, "IMG_0001.HEIC")
    assert (stored.original_name, stored.content_type) == ("IMG_0001.jpg", "image/jpeg")
    assert opened(kept(stored)).format == "JPEG"
    assert stored.original_sha256 != stored.sha256


@pytest.mark.parametrize("size", [(6200, 4400), (1200, 25_000)])
def test_more_pixels_than_are_kept_are_reduced_and_stay_readable(size: tuple[int, int]) -> None:
    image = opened(kept(send(hostile.picture(size=size), "a.jpg")))
    assert KEEP * 0.2 < image.width * image.height <= KEEP
    assert min(image.size) >= 1000
    assert abs(image.width / image.height - size[0] / size[1]) < 0.01 * size[0] / size[1]


def test_a_preview_is_small_and_a_transparent_one_is_on_paper() -> None:
    stored = send(hostile.saved(Image.new("RGBA", (900, 500), (0, 0, 0, 0)), "PNG"), "a.png")
    image = opened(small(stored))
    assert (image.format, image.size) == ("JPEG", (PREVIEW, 178))
    assert image.getpixel((100, 100)) == (255, 255, 255)


NAMES = [
    ("../../etc/passwd.jpg", "passwd.jpg"), ("C:\\x.jpg", "x.jpg"), ("a\x00.jpg", "a.jpg"),
    ("合同\u202egpj.exe.jpg", "合同gpj.exe.jpg"), ("好" * 300 + ".jpg", "好" * 116 + ".jpg"), ("/etc/", "未命名.jpg"),
    ("..", "未命名.jpg"), ("<img src=x onerror=alert(1)>.jpg", "img src=x onerror=alert(1).jpg"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "clean"), NAMES)
def test_names_that_lead_elsewhere_become_harmless(given: str, clean: str, file_folder: Path) -> None:
    upload = SimpleUploadedFile("a.jpg", hostile.picture())
    upload._name = given  # type: ignore[attr-defined]
    stored = file_store(upload=upload, stream="case:1:talk", by=BY)
    assert stored.original_name == clean
    places = {one.relative_to(file_folder).as_posix() for one in file_folder.rglob("*") if one.is_file()}
    assert places == {stored.name, stored.preview}


HARMLESS = [
    ("a.pdf", hostile.PDF_SCRIPT, "application/pdf"), ("a.pdf", hostile.PDF_HTML, "application/pdf"),
    ("a.jpg", hostile.jpeg_html(), "image/jpeg"), ("a.heic", hostile.HEIC, "image/jpeg"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "content_type"), HARMLESS, ids=["script", "polyglot", "comment", "heic"])
def test_what_is_taken_is_served_as_an_attachment_to_those_who_may(
    name: str, data: bytes, content_type: str, cast: Cast
) -> None:
    case = accepted(cast)
    stored = send(data, name, f"{case.stream}:talk")
    client = Client()
    client.force_login(cast.consumer)
    answer = client.get(reverse("file", args=[stored.token]))
    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    client.force_login(cast.other_consumer)
    assert client.get(reverse("file", args=[stored.token])).status_code == 404
    assert client.get(reverse("file_preview", args=[stored.token])).status_code == 404


def test_a_preview_is_shown_inside_a_page_to_those_who_may(cast: Cast) -> None:
    case = accepted(cast)
    stored = send(hostile.photograph((800, 400)), "a.jpg", f"{case.stream}:talk")
    client = Client()
    client.force_login(cast.mediator)
    address = reverse("file_preview", args=[stored.token])
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Content-Disposition"].startswith("inline") or "Content-Disposition" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert b"".join(answer) == small(stored)
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    client.force_login(cast.mediator2)
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 404


def test_what_is_no_picture_has_no_preview(cast: Cast) -> None:
    case = accepted(cast)
    stored = send(hostile.PDF, "a.pdf", f"{case.stream}:talk")
    assert (stored.preview, stored.original_sha256) == ("", stored.sha256)
    client = Client()
    client.force_login(cast.consumer)
    assert client.get(reverse("file_preview", args=[stored.token])).status_code == 404
    with pytest.raises(FileNotFoundError):
        preview_open(stored)
