"""Writing what is known of businesses and goods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.formats import mark
from enterprises.forms import RecallForm
from enterprises.models import RecallKey, RecallNotice
from enterprises.plain import plain, plain_brand
from enterprises.recall_rows import RecallRow, read

KEY = 80
EXAMPLE = Path(__file__).parent / "data" / "recalls_example.csv"


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was not taken, and why, one reason a sentence."""

    line: int
    reference: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        """第 3 行 示例召〔2026〕1号：商品条码：…"""
        where = _("第 %(line)d 行 %(reference)s") % {"line": self.line, "reference": self.reference}
        return f"{where.strip()}{mark('：')}{mark('；').join(self.reasons)}"


@dataclass(slots=True)
class Imported:
    """What came of a list: how many notices are new, changed, as they were; and the rows left out."""

    new: int = 0
    changed: int = 0
    same: int = 0
    faults: list[Fault] = field(default_factory=list)


def recalls_example() -> list[RecallRow]:
    """The invented notices of the demonstration, every one marked as an example."""
    return read(EXAMPLE.read_bytes())


def recalls_import(rows: Iterable[RecallRow], *, dry_run: bool = False) -> Imported:
    """Take the good rows, name the others. A known reference changes its notice; with `dry_run` nothing is written."""
    result, seen = Imported(), dict[str, int]()
    for row in rows:
        form = RecallForm(dict(row.data))
        reasons = _reasons(row, form, seen)
        if reasons:
            result.faults.append(Fault(row.line, str(row.data.get("reference") or "")[:60], reasons))
            continue
        seen[form.cleaned_data["reference"]] = row.line
        outcome = recall_save(data=form.cleaned_data, dry_run=dry_run)
        setattr(result, outcome, getattr(result, outcome) + 1)
    return result


def _reasons(row: RecallRow, form: RecallForm, seen: Mapping[str, int]) -> tuple[str, ...]:
    if row.fault:
        return (row.fault,)
    if not form.is_valid():
        return tuple(
            f"{form.fields[name].label}{mark('：')}{words}" for name, errors in form.errors.items() for words in errors
        )
    first = seen.get(form.cleaned_data["reference"])
    return (_("公告编号和第 %(line)d 行重复") % {"line": first},) if first else ()


def recall_save(*, data: Mapping[str, Any], dry_run: bool = False) -> str:
    """Add or change one notice of checked data; returns "new", "changed" or "same"."""
    with transaction.atomic():
        known = RecallNotice.objects.select_for_update().filter(reference=data["reference"]).first()
        if known is not None and all(getattr(known, name) == value for name, value in data.items()):
            return "same"
        if not dry_run:
            notice, _made = RecallNotice.objects.update_or_create(reference=data["reference"], defaults=dict(data))
            _keep_keys(notice)
    return "new" if known is None else "changed"


def _keep_keys(notice: RecallNotice) -> None:
    """The keys of a notice, anew."""
    kinds = RecallKey.Kind
    keys = {
        *((kinds.CODE, code) for code in notice.item_codes),
        *((kinds.MODEL, plain(name)) for name in notice.model_names),
        *((kinds.BATCH, plain(one)) for one in (*notice.batches, notice.batch_from, notice.batch_to)),
        (kinds.BRAND, plain_brand(notice.brand)),
    }
    notice.keys.all().delete()
    # A letter may be written out in several; what is cut off is not needed to find it.
    cut = sorted({(kind, key[:KEY]) for kind, key in keys if key})
    RecallKey.objects.bulk_create(RecallKey(notice=notice, kind=kind, key=key) for kind, key in cut)
