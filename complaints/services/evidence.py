"""Files of a draft, and how they become the evidence of the case made from it. The only writers of `DraftFile`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from complaints.codes import Side, Sight
from complaints.models import Complaint, Draft, DraftFile, Evidence
from core import time
from core.actors import Actor
from core.errors import DoorError, Invalid
from core.files import file_drop, file_store, forget_bytes, rows_drop
from core.files.kinds import MB
from core.models import StoredFile
from core.workflow.knock import busy_not_broken

MOST_FILES = 12
MOST_BYTES = 200 * MB
LONGEST_CAPTION = 60


def invalid(words: StrOrPromise) -> Invalid:
    """A file that is not taken, and why."""
    return Invalid({"file": [words]})


def draft_stream(draft: Draft) -> str:
    """Where the files of a draft stand: an audience nobody has, they are handed out by the draft's own view."""
    return f"draft:{draft.pk}"


# ---- the files of a draft ----


def draft_files(draft: Draft) -> list[DraftFile]:
    """The files of a draft in their order; one query."""
    return list(draft.files.select_related("file").order_by("position", "pk"))


def draft_file_add(*, draft: Draft, upload: UploadedFile[bytes], key: str, by: Actor) -> DraftFile:
    """Take a file into a draft; the same `key` again answers with the same file, nothing is stored twice.

    Call it outside any transaction. Raises Invalid at the field "file", in words for the person.
    """
    if earlier := _earlier(draft, key):
        return earlier
    _room(draft, upload.size or 0)
    stored = file_store(upload=upload, stream=draft_stream(draft), by=by)
    try:
        with busy_not_broken(), transaction.atomic():
            _lock(draft)
            _room(draft, stored.size)
            return DraftFile.objects.create(draft=draft, file=stored, key=key, position=_next(draft))
    except (DoorError, IntegrityError) as error:
        file_drop(stored=stored)
        if isinstance(error, IntegrityError) and (earlier := _earlier(draft, key)):
            return earlier
        raise


def _earlier(draft: Draft, key: str) -> DraftFile | None:
    return draft.files.select_related("file").filter(key=key).first()


def _lock(draft: Draft) -> None:
    """Uploads of one draft come two at a time; the limits are counted one after the other."""
    if Draft.objects.select_for_update(no_key=True).filter(pk=draft.pk, filed="").first() is None:
        raise invalid(_("这份投诉已经提交。补充材料请到投诉页面的「证据」"))


def _room(draft: Draft, size: int) -> None:
    """Raises Invalid when the draft is full."""
    if draft.files.count() >= MOST_FILES:
        raise invalid(_("最多传 %(most)d 个文件。请先删掉不需要的") % {"most": MOST_FILES})
    taken = draft.files.aggregate(total=Sum("file__size"))["total"] or 0
    if taken + size > MOST_BYTES:
        raise invalid(_("所有文件加起来最多 %(most)d MB。请先删掉不需要的") % {"most": MOST_BYTES // MB})


def _next(draft: Draft) -> int:
    last = draft.files.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def draft_file_remove(*, draft: Draft, token: str) -> None:
    """Take a file out of a draft and forget it; nothing happens where there is none."""
    with busy_not_broken(), transaction.atomic():
        Draft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()  # filing waits, or was faster
        one = draft.files.select_related("file").filter(file__token=token).first()
        places = rows_drop([one.file]) if one else []  # its row in the draft goes with it
    forget_bytes(*places)


def draft_file_describe(*, one: DraftFile, caption: str | None = None, position: int | None = None) -> DraftFile:
    """Say what a file shows (`LONGEST_CAPTION` characters), or where it stands; what is None stays."""
    if caption is not None:
        one.caption = " ".join("".join(c if c.isprintable() else " " for c in caption).split())[:LONGEST_CAPTION]
    if position is not None:
        one.position = position
    # Filed or taken away in the meantime, there is nothing to describe.
    DraftFile.objects.filter(pk=one.pk).update(caption=one.caption, position=one.position)
    return one


def draft_files_describe(*, draft: Draft, captions: Mapping[str, str]) -> None:
    """The captions of several files, by token; writes only what changed."""
    for one in draft_files(draft):
        given = captions.get(one.file.token)
        if given is not None and given != one.caption:
            draft_file_describe(one=one, caption=given)


def draft_files_order(*, draft: Draft, tokens: Sequence[str]) -> None:
    """Put the files in this order; files that are not named come after, as they stood."""
    found = draft_files(draft)
    wanted = {token: place for place, token in enumerate(tokens)}
    found.sort(key=lambda one: wanted.get(one.file.token, len(wanted)))
    for position, one in enumerate(found):
        one.position = position
    DraftFile.objects.bulk_update(found, ["position"])


def draft_file_move(*, draft: Draft, token: str, by: int) -> None:
    """One place earlier (-1) or later (1)."""
    tokens = [one.file.token for one in draft_files(draft)]
    if token in tokens:
        at = tokens.index(token)
        to = min(max(at + by, 0), len(tokens) - 1)
        tokens.insert(to, tokens.pop(at))
        draft_files_order(draft=draft, tokens=tokens)


# ---- from the draft to the case ----


def evidence_from_draft(*, draft: Draft, case: Complaint, by: Actor) -> list[str]:
    """Make the files of a draft the consumer's evidence of its case; returns the SHA-256 of each, in their order.

    Call it inside the transaction that makes the case. Four statements, whatever the number of files.
    """
    found = draft_files(draft)
    if not found:
        return []
    now = time.now()
    Evidence.objects.bulk_create(
        Evidence(
            complaint=case, file=one.file, position=position, caption=one.caption, side=Side.CONSUMER,
            sight=Sight.ALL, added_by=by.user_id, added_hat=by.hat.code, added_at=now,
        )
        for position, one in enumerate(found)
    )  # fmt: skip
    StoredFile.objects.filter(pk__in=[one.file_id for one in found]).update(stream=f"{case.stream}:talk")
    draft.files.filter(pk__in=[one.pk for one in found]).delete()
    return [one.file.sha256 for one in found]
