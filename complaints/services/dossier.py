"""Evidence added to a case, and taken down again: through the door, as acts."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from complaints.codes import Sight
from complaints.exhibits import stream_for
from complaints.models import Complaint
from core.actors import Actor
from core.files import file_store
from core.files.orphans import file_release
from core.models import LedgerEntry, StoredFile
from core.workflow import Receipt, act
from core.workflow.knock import owner_of


def evidence_store(
    case: Complaint, *, by: Actor, upload: UploadedFile[bytes], sight: str = Sight.ALL.value
) -> StoredFile:
    """Keep a file for the audience it is meant for, before it is evidence. Call it outside any transaction.

    Raises Invalid at the field "file". What never becomes evidence is swept away a day later.
    """
    return file_store(upload=upload, stream=f"{case.stream}:{stream_for(by, sight)}", by=by)


def evidence_add(
    case: Complaint, *, by: Actor, files: Sequence[StoredFile], caption: str = "", sight: str = Sight.ALL.value,
    key: str = "",
) -> Receipt:  # fmt: skip
    """Make stored files evidence of the case; a refusal drops them. Raises as `core.workflow.act`."""
    data = {"stored": [one.token for one in files], "caption": caption, "sight": sight}
    try:
        return act(case, "add_evidence", by=by, data=data, key=key)
    except Exception:
        for one in files:
            file_release(one.pk)
        raise


def evidence_withdraw(case: Complaint, *, by: Actor, evidence: int, reason: str, key: str = "") -> Receipt:
    """Take evidence down; the staff keep it. Raises as `core.workflow.act`."""
    return act(case, "withdraw_evidence", by=by, data={"evidence": evidence, "reason": reason}, key=key)


def was_done(by: Actor, key: str) -> bool:
    """Whether a request with this key of this person has been done: asked before files are stored a second time."""
    return bool(key) and LedgerEntry.objects.filter(key=f"{owner_of(by)}:{key}").exists()
