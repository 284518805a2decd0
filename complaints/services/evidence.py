"""Files that are put before a case."""

from __future__ import annotations

from complaints.codes import Side
from complaints.models import Complaint, Draft, DraftFile, Evidence
from core import time
from core.actors import Actor
from core.models import StoredFile


def evidence_from_draft(*, draft: Draft, case: Complaint, by: Actor) -> None:
    """The files of the draft become evidence of the consumer's side, for both sides to see. Four statements.

    Call it inside the transaction that makes the case.
    """
    files = list(draft.files.all())
    if not files:
        return
    now = time.now()
    Evidence.objects.bulk_create(
        Evidence(
            complaint=case, file_id=one.file_id, position=one.position, caption=one.caption, side=Side.CONSUMER,
            added_by=by.user_id, added_hat=by.hat.code, added_at=now,
        )
        for one in files
    )  # fmt: skip
    StoredFile.objects.filter(pk__in=[one.file_id for one in files]).update(stream=f"{case.stream}:talk")
    DraftFile.objects.filter(pk__in=[one.pk for one in files]).delete()
