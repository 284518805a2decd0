"""Files refused while they arrive, and requests refused by their length."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from core.files.incoming import MOST_AT_ONCE, WholeRequest, turned_away
from core.files.kinds import MB
from tests.core import hostile

pytestmark = pytest.mark.usefixtures("file_folder")


def parsed(*files: SimpleUploadedFile, field: str = "file") -> tuple[list[str], list[tuple[str, str]], str]:
    """The names of the files that were taken, (name, words) of those turned away, and what stood beside them."""
    request = RequestFactory().post("/", {"before": "1", field: list(files), "draft": "kept"})
    names = [str(one.name) for one in request.FILES.getlist(field)]
    return names, [(one.name, str(one.words)) for one in turned_away(request, field)], str(request.POST.get("draft"))


def test_what_fits_passes_untouched() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", hostile.PDF)})
    (upload,) = request.FILES.getlist("file")
    assert upload.read() == hostile.PDF
    assert turned_away(request, "file") == []


def test_a_photo_above_its_limit_is_not_written_down(settings: Settings) -> None:
    large = SimpleUploadedFile("大.jpg", hostile.picture() + bytes(30 * MB))
    small = SimpleUploadedFile("小.jpg", hostile.picture())
    names, refused, beside = parsed(large, small)
    assert (names, beside) == (["小.jpg"], "kept")
    assert refused == [("大.jpg", "文件太大，最多 20 MB")]
    assert not any(one.stat().st_size > MB for one in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def test_the_limit_of_one_file_is_not_that_of_the_next() -> None:
    photo = SimpleUploadedFile("a.jpg", hostile.picture())
    film = SimpleUploadedFile("b.mov", hostile.MOV + bytes(21 * MB))
    assert parsed(photo, film)[:2] == (["a.jpg", "b.mov"], [])


def test_a_kind_that_is_not_taken_is_thrown_away_unread() -> None:
    names, refused, _beside = parsed(SimpleUploadedFile("a.exe", hostile.EXE + bytes(3 * MB)))
    assert names == []
    assert refused[0][0] == "a.exe"
    assert refused[0][1].startswith("这种文件不能上传")


def test_another_field_is_another_matter() -> None:
    request = RequestFactory().post("/", {"other": SimpleUploadedFile("a.exe", hostile.EXE + bytes(3 * MB))})
    assert (turned_away(request, "file"), len(turned_away(request, "other"))) == ([], 1)


def test_what_arrives_waits_where_the_settings_say(settings: Settings) -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.mp4", hostile.MP4 + bytes(3 * MB))})
    upload = request.FILES["file"]
    assert isinstance(upload, TemporaryUploadedFile)
    assert Path(upload.temporary_file_path()).parent == settings.FILE_UPLOAD_TEMP_DIR


@pytest.mark.django_db
def test_more_than_is_taken_at_once_is_refused_unread() -> None:
    answer = Client().post("/", b"x", content_type="multipart/form-data", headers={"content-length": "0"})
    assert answer.status_code == 405
    length = str(MOST_AT_ONCE + 1)
    answer = Client().generic("POST", "/", b"x", content_type="multipart/form-data", CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert f"最多 {MOST_AT_ONCE // MB} MB" in answer.content.decode()


@pytest.mark.parametrize("length", ["", "0", "12", "x", "-5", str(MOST_AT_ONCE)])
def test_any_other_length_passes(length: str) -> None:
    request = RequestFactory().get("/")
    request.META["CONTENT_LENGTH"] = length
    assert WholeRequest(lambda _request: HttpResponse("through"))(request).content == b"through"
