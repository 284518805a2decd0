"""A draft under two hands at once: filed and deleted, filed and added to; whichever is first, nothing is lost."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.drafts import draft_begin, draft_delete
from complaints.models import Complaint, Draft, Evidence
from complaints.services import complaint_file, evidence
from core.errors import DoorError
from core.models import StoredFile
from core.workflow import Receipt
from tests.cast import Cast, make_cast
from tests.complaints.samples import given
from tests.core.crowd import at_once
from tests.core.hostile import PDF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("file_folder")]

ROUNDS, FILES = 12, 6
numbers = count()


@pytest.fixture(name="cast")
def crowd_cast(transactional_db: None) -> Cast:
    """The cast, committed, so that every thread meets it."""
    return make_cast()


def with_files(cast: Cast) -> Draft:
    draft = draft_begin(user=cast.consumer)
    for number in range(FILES):
        upload = SimpleUploadedFile(f"{number}.pdf", PDF)
        evidence.draft_file_add(draft=draft, upload=upload, key=uuid4().hex, by=cast.actor("consumer"))
    return draft


def test_a_draft_is_filed_with_all_its_files_or_deleted_with_all_of_them(cast: Cast, file_folder: Path) -> None:
    for number in range(ROUNDS):
        draft, key = with_files(cast), uuid4().hex
        data = given(respondent_name=f"示例商店{number}")

        def send(draft: Draft = draft, key: str = key, data: dict[str, object] = data) -> Receipt:
            mine = Draft.objects.get(pk=draft.pk)
            return complaint_file(by=cast.actor("consumer"), data=data, key=key, draft=mine)

        def delete(draft: Draft = draft) -> None:
            draft_delete(Draft.objects.get(pk=draft.pk))

        ((sent, deleted),) = at_once([send, delete])
        assert deleted is None or isinstance(deleted, DoorError | Draft.DoesNotExist), repr(deleted)
        if isinstance(sent, Receipt):
            assert Evidence.objects.filter(complaint=sent.pk).count() == FILES
        else:
            assert isinstance(sent, DoorError | Draft.DoesNotExist), repr(sent)
            assert not Draft.objects.filter(pk=draft.pk).exists()
    for stored in StoredFile.objects.all():
        assert default_storage.exists(stored.name), "a row without its bytes"
    assert StoredFile.objects.count() == FILES * Complaint.objects.count()
    assert len([one for one in file_folder.rglob("*") if one.is_file()]) == StoredFile.objects.count()
