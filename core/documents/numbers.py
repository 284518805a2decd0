"""Numbers of papers, such as 桂消委西乡塘〔2026〕受字第12号: no gap and no repeat per place, year and class."""

from __future__ import annotations

from django.db import models, transaction

from core.models import DocumentCounter

ISSUER = "桂消委"


def number_next(*, place: str, year: int, letter: str) -> str:
    """The next number. Call it in the transaction that writes the paper: rolled back, the number is free again."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken only together with its paper, in one transaction")
    line = {"place": place, "year": year, "letter": letter}
    DocumentCounter.objects.bulk_create([DocumentCounter(**line)], ignore_conflicts=True)
    DocumentCounter.objects.filter(**line).update(last=models.F("last") + 1)  # holds the row until the commit
    last = DocumentCounter.objects.values_list("last", flat=True).get(**line)
    return f"{ISSUER}{place}〔{year}〕{letter}字第{last}号"
