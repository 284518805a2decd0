"""Taking a person's words back: the text goes, the entry and its salted hash stay, the chain holds."""

from __future__ import annotations

from core import time
from core.models import StepText


def texts_erase(*, user_id: int) -> int:
    """Erase every word a person put into any stream (个人信息保护法 47); returns how many."""
    return StepText.objects.filter(entry__actor=user_id, erased_at=None).update(text="", salt="", erased_at=time.now())
