"""The files of a draft: taken once, limited, described, put in order, and made evidence of the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from complaints.models import Draft, DraftFile, Evidence
from complaints.services import evidence as service
from core import time
from core.actors import Actor, Hat, Role
from core.errors import Invalid
from core.files import file_open
from core.models import StoredFile
from tests.cast import Cast
from tests.complaints.samples import filed, party
from tests.core import hostile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("file_folder")]
VISITOR = Actor(None, Hat(Role.CONSUMER, subject="contact:0123456789abcdef"))


@pytest.fixture
def draft() -> Draft:
    return Draft.objects.create(created_at=time.now(), updated_at=time.now())


def add(draft: Draft, key: str = "k", data: bytes = b"", name: str = "小票.jpg") -> DraftFile:
    upload = SimpleUploadedFile(name, data or hostile.picture())
    return service.draft_file_add(draft=draft, upload=upload, key=key, by=VISITOR)


def refusal(draft: Draft, **more: Any) -> str:
    with pytest.raises(Invalid) as refused:
        add(draft, **more)
    return str(refused.value.errors["file"][0])


def tokens(draft: Draft) -> list[str]:
    return [one.file.token for one in service.draft_files(draft)]


def test_a_file_stands_in_its_draft_and_in_no_stream_of_people(draft: Draft) -> None:
    one = add(draft)
    assert (one.draft, one.position, one.file.original_name) == (draft, 0, "小票.jpg")
    assert (one.file.stream, one.file.uploaded_by_id) == (f"draft:{draft.pk}", None)
    assert add(draft, "l").position == 1


def test_the_same_key_is_the_same_file(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    one = add(draft)
    assert add(draft, data=hostile.PDF, name="a.pdf").pk == one.pk
    assert StoredFile.objects.count() == 1
    # Two at the same time: neither saw the other before it stored its bytes.
    asked = iter([None, one])
    monkeypatch.setattr(service, "_earlier", lambda _draft, _key: next(asked))
    assert add(draft).pk == one.pk
    assert StoredFile.objects.count() == 1
    assert default_storage.exists(one.file.name)


def test_another_draft_may_use_the_same_key(draft: Draft) -> None:
    other = Draft.objects.create(created_at=time.now(), updated_at=time.now())
    assert add(draft).pk != add(other).pk


def test_a_full_draft_takes_nothing_more_and_keeps_no_bytes(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_FILES", 2)
    for key in "ab":
        add(draft, key)
    assert refusal(draft, key="c") == "最多传 2 个文件。请先删掉不需要的"
    monkeypatch.setattr(service, "MOST_FILES", 9)
    monkeypatch.setattr(service, "MOST_BYTES", 2 * 1024 * 1024)
    large = hostile.PDF + bytes(2 * 1024 * 1024)
    assert refusal(draft, key="c", data=large, name="a.pdf").startswith("所有文件加起来最多 2 MB")
    assert (StoredFile.objects.count(), draft.files.count()) == (2, 2)


def test_what_fills_up_while_the_bytes_are_stored_is_noticed(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    add(draft)
    rooms = iter([None])

    def room(*_: Any) -> None:
        if next(rooms, "full") == "full":
            raise service.invalid("满了")

    monkeypatch.setattr(service, "_room", room)
    assert refusal(draft, key="b") == "满了"
    assert (StoredFile.objects.count(), draft.files.count()) == (1, 1)


def test_a_filed_draft_takes_nothing_more(draft: Draft) -> None:
    Draft.objects.update(filed="GX450103-20260101-0001-1")
    assert refusal(draft).startswith("这份投诉已经提交")
    assert not StoredFile.objects.exists()


def test_what_is_no_evidence_is_refused_as_everywhere(draft: Draft) -> None:
    assert refusal(draft, data=hostile.HTML).startswith("这种文件不能上传")
    assert not draft.files.exists()


def test_removing_takes_row_bytes_and_preview(draft: Draft) -> None:
    one, other = add(draft, "a"), add(draft, "b")
    service.draft_file_remove(draft=draft, token=one.file.token)
    assert tokens(draft) == [other.file.token]
    assert not default_storage.exists(one.file.name)
    assert not default_storage.exists(one.file.preview)
    stranger = Draft.objects.create(created_at=time.now(), updated_at=time.now())
    service.draft_file_remove(draft=stranger, token=other.file.token)
    assert default_storage.exists(other.file.name)


def test_captions_are_one_line_and_short(draft: Draft) -> None:
    one = service.draft_file_describe(one=add(draft), caption="  小票\n\x00正面 " + "长" * 80, position=4)
    assert one.caption == ("小票 正面 " + "长" * 80)[:60]
    assert DraftFile.objects.get().position == 4
    service.draft_files_describe(draft=draft, captions={one.file.token: "新的说明", "unknown": "x"})
    assert DraftFile.objects.get().caption == "新的说明"


def test_files_are_put_in_order_and_moved(draft: Draft) -> None:
    a, b, c = (add(draft, key).file.token for key in "abc")
    service.draft_files_order(draft=draft, tokens=[c, "unknown"])
    assert tokens(draft) == [c, a, b]
    service.draft_file_move(draft=draft, token=b, by=-1)
    assert tokens(draft) == [c, b, a]
    for token, by in ((c, -1), (a, 1), ("unknown", 1)):
        service.draft_file_move(draft=draft, token=token, by=by)
    assert tokens(draft) == [c, b, a]


@pytest.mark.parametrize("count", [1, 7])
def test_a_draft_becomes_evidence_in_four_statements(count: int, cast: Cast, draft: Draft) -> None:
    made = [add(draft, str(n)) for n in range(count)]
    service.draft_file_describe(one=made[0], caption="付款小票")
    service.draft_files_order(draft=draft, tokens=tokens(draft)[::-1])
    case = filed(cast)
    by = party(case)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        hashes = service.evidence_from_draft(draft=draft, case=case, by=by)
    assert len(asked.captured_queries) == 4
    rows = list(Evidence.objects.select_related("file"))
    assert [one.file.pk for one in rows] == [one.file.pk for one in made[::-1]]
    assert hashes == [one.file.sha256 for one in rows]
    assert {one.file.stream for one in rows} == {f"{case.stream}:talk"}
    assert (rows[-1].caption, rows[-1].side, rows[-1].sight) == ("付款小票", "consumer", "all")
    assert (rows[0].added_by, rows[0].added_hat) == (cast.consumer.pk, by.hat.code)
    assert not DraftFile.objects.exists()
    with file_open(rows[0].file) as file:
        assert file.read()


def test_a_draft_without_files_costs_one_statement(cast: Cast, draft: Draft) -> None:
    case = filed(cast)
    with CaptureQueriesContext(connection) as asked:
        assert service.evidence_from_draft(draft=draft, case=case, by=VISITOR) == []
    assert len(asked.captured_queries) == 1
