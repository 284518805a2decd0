"""Recalls of the tests, made through the service."""

from __future__ import annotations

from typing import Any

from enterprises.forms import RecallForm
from enterprises.models import RecallNotice
from enterprises.services import recall_save

CODE = "2000000000015"


def told(**changes: Any) -> dict[str, Any]:
    """A row as a careful clerk writes it; `changes` replace single cells."""
    return {
        "reference": "样召〔2026〕1号",
        "title": "样品车业召回部分样品K9型电池",
        "producer": "样品车业有限公司",
        "brand": "样品牌",
        "model_names": "K9",
        "item_codes": CODE,
        "batches": "B2608",
        "batch_from": "",
        "batch_to": "",
        "defect": "充电时可能起火",
        "advice": "停止充电，到门店更换",
        "quantity": "100",
        "published_on": "2026-10-20",
        "source": "样品局",
        "url": "",
        "example": "",
        **changes,
    }


def recall(**changes: Any) -> RecallNotice:
    """A published recall."""
    form = RecallForm(told(**changes))
    assert form.is_valid(), form.errors
    recall_save(data=form.cleaned_data)
    return RecallNotice.objects.get(reference=form.cleaned_data["reference"])
