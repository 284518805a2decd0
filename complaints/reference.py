"""The coded words, from their files into their tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from complaints.models import Category, CcaClass, Channel, Ground, Nature, PurchaseMode, Remedy
from complaints.models.vocabulary import ROOTS
from core.reference import load_rows, reference

DATA = Path(__file__).parent / "data"


def category(row: dict[str, str]) -> dict[str, Any]:
    """A line of categories.csv as columns: hints are a list, the domain follows from the first letter."""
    return {
        "code": row["code"],
        "name": row["name"],
        "name_en": row["name_en"],
        "order": int(row["order"]),
        "parent_id": row["parent"] or None,
        "level": row["level"],
        "domain": ROOTS[row["code"][0]],
        "cca_class_id": row["cca_class"] or None,
        "route_to": row["route_to"],
        "hints": row["hints"].split(),
    }


def term(row: dict[str, str]) -> dict[str, Any]:
    """A line of any other file: numbers are numbers, and 0 and 1 in a yes/no column."""
    numbers: dict[str, Any] = {name: int(row[name]) for name in ("order", "by_staff", "distance") if name in row}
    return {**row, **numbers}


@reference(30)
def load() -> None:
    """Load every vocabulary of this room; rows that are there are left as they are."""
    load_rows(CcaClass, DATA / "cca_classes.csv", convert=term)
    load_rows(Category, DATA / "categories.csv", convert=category)
    load_rows(Nature, DATA / "natures.csv", convert=term)
    load_rows(Remedy, DATA / "remedies.csv", convert=term)
    load_rows(Channel, DATA / "channels.csv", convert=term)
    load_rows(PurchaseMode, DATA / "purchase_modes.csv", convert=term)
    load_rows(Ground, DATA / "grounds.csv", convert=term)
