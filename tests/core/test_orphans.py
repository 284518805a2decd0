"""Files nobody needs: found through every relation, old enough, and never one in use."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from pytest_django import Settings

from complaints.models import Draft, DraftFile, Evidence
from core import tasks, time
from core.actors import SYSTEM
from core.files import bytes_store, file_store
from core.files.orphans import AGE, Swept, file_release, referrers, sweep
from core.models import Document, StoredFile
from tests.cast import Cast
from tests.complaints.samples import filed
from tests.core import hostile

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
OLD, YOUNG = NOW - AGE - dt.timedelta(minutes=1), NOW - AGE + dt.timedelta(minutes=1)
NONE = Swept(0, 0, 0)


def stored(at: dt.datetime = OLD) -> StoredFile:
    with time.at(at):
        return file_store(upload=SimpleUploadedFile("a.jpg", hostile.picture()), stream="x:1", by=SYSTEM)


def age(folder: Path, at: dt.datetime) -> None:
    """Let everything in the folder be as old as this."""
    for one in folder.rglob("*"):
        if one.is_file():
            os.utime(one, (at.timestamp(), at.timestamp()))


def swept(*, dry: bool = False) -> Swept:
    with time.at(NOW):
        return sweep(dry=dry)


def names(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


def test_every_relation_is_known_hidden_ones_too() -> None:
    found = {(model, field) for model, field in referrers()}
    assert {(Evidence, "file"), (DraftFile, "file"), (Document, "file")} <= found


def test_a_row_nothing_points_to_goes_with_its_bytes(file_folder: Path) -> None:
    stored()
    assert len(names(file_folder)) == 2
    assert swept() == Swept(1, 0, 0)
    assert (StoredFile.objects.count(), names(file_folder)) == (0, set())
    assert swept() == NONE


def test_a_young_one_stays(file_folder: Path) -> None:
    one = stored(YOUNG)
    assert swept() == NONE
    assert names(file_folder) == {one.name, one.preview}


def test_what_is_in_use_stays_however_old(cast: Cast, file_folder: Path) -> None:
    case = filed(cast)
    draft = Draft.objects.create(created_at=OLD, updated_at=OLD)
    kept = [stored(), stored(), stored()]
    DraftFile.objects.create(draft=draft, file=kept[0], key="a")
    Evidence.objects.create(complaint=case, file=kept[1], side="consumer", added_hat="consumer", added_at=OLD)
    Document.objects.create(
        stream=case.stream, key="k", code="D01", number="1", year=2026, title="x", association="y", issued_at=OLD,
        file=kept[2], status=Document.Status.ISSUED,
    )  # fmt: skip
    age(file_folder, OLD)
    assert swept() == NONE
    assert names(file_folder) == {place for one in kept for place in (one.name, one.preview)}
    assert [file_release(one.pk) for one in kept] == [False, False, False]
    draft.delete()
    assert swept() == Swept(1, 0, 0)
    assert StoredFile.objects.filter(pk=kept[0].pk).first() is None


def test_bytes_without_a_row_go_once_they_are_old(file_folder: Path) -> None:
    kept = stored(YOUNG)
    lost = stored(OLD)
    places = {lost.name, lost.preview}
    lost.delete()
    age(file_folder, YOUNG)
    assert swept() == NONE
    age(file_folder, OLD)
    assert swept() == Swept(0, 2, 0)
    assert names(file_folder) == {kept.name, kept.preview}
    assert not places & names(file_folder)


def test_what_is_not_named_by_us_is_left_alone(file_folder: Path) -> None:
    for name in ("README", "ab/notes.txt", "zz/" + "0" * 38, "ab/" + "0" * 37):
        (file_folder / name).parent.mkdir(exist_ok=True)
        (file_folder / name).write_text("x")
    age(file_folder, OLD)
    assert swept() == NONE
    assert len(names(file_folder)) == 4


def test_uploads_that_were_never_finished_go(file_folder: Path, settings: Settings) -> None:
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    (folder / "tmp1.upload.jpg").write_bytes(b"x")
    (folder / "other").write_bytes(b"x")
    age(folder, OLD)
    (folder / "tmp2.upload.jpg").write_bytes(b"x")
    os.utime(folder / "tmp2.upload.jpg", (YOUNG.timestamp(), YOUNG.timestamp()))
    assert swept() == Swept(0, 0, 1)
    assert names(folder) == {"other", "tmp2.upload.jpg"}


def test_counting_removes_nothing(file_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored()
    lost = stored()
    lost.delete()
    age(file_folder, OLD)
    with time.at(NOW):
        call_command("sweep_files", "--dry-run")
    assert "would be removed: 1 files, 2 stray bytes, 0 unfinished" in capsys.readouterr().out
    assert len(names(file_folder)) == 4
    with time.at(NOW):
        call_command("sweep_files")
    assert "removed: 1 files, 2 stray bytes" in capsys.readouterr().out
    assert names(file_folder) == set()


def test_the_task_says_how_many(file_folder: Path) -> None:
    stored()
    with time.at(NOW):
        assert tasks.sweep_files() == 1


def test_a_storage_nothing_was_put_into_is_swept_in_peace(file_folder: Path) -> None:
    file_folder.rmdir()
    assert swept() == NONE


@pytest.mark.usefixtures("file_folder")
def test_a_paper_of_our_own_is_no_exception() -> None:
    with time.at(OLD):
        bytes_store(data=hostile.PDF, name="通知书.pdf", content_type="application/pdf", stream="case:1")
    assert swept() == Swept(1, 0, 0)


def test_an_upload_that_ends_while_we_look_is_passed_over(settings: Settings, file_folder: Path) -> None:
    gone = Path(settings.FILE_UPLOAD_TEMP_DIR) / "a.upload"
    with patch.object(Path, "glob", return_value=[gone]):
        assert sweep().unfinished == 0
