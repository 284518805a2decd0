"""Reading what is known of businesses and goods."""

from __future__ import annotations

from dataclasses import dataclass

from enterprises.models import RecallNotice


@dataclass(frozen=True, slots=True)
class RecallMatch:
    """A recall that names this item, and by what it was found: "item_code", "batch" or "model"."""

    notice: RecallNotice
    by: str


def recalls_for(*, item_code: str = "", batch_no: str = "", brand_model: str = "") -> list[RecallMatch]:
    """The recalls that name the item: by code, by batch, by model."""
    return []
