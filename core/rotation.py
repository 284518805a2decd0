"""Moving stored secrets to the first key of the ring, in small steps beside the running product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models.functions import Cast

from core import secrets
from core.fields import EncryptedField


@dataclass(slots=True)
class Tally:
    """How many values were moved, and how many no key opens."""

    moved: int = 0
    unreadable: int = 0


def _stored(model: type[models.Model], field: EncryptedField) -> models.QuerySet[models.Model]:
    """Rows with the ciphertext itself as `stored`: the cast has no decrypting converter."""
    return model._base_manager.annotate(stored=Cast(field.attname, models.TextField()))


def _batches(model: type[models.Model], field: EncryptedField, size: int) -> Iterator[list[tuple[object, str]]]:
    """(pk, ciphertext) in pk order; each batch starts after the last pk, so that a restart costs nothing."""
    rows = _stored(model, field).exclude(stored="").exclude(stored=None).order_by("pk").values_list("pk", "stored")
    batch = list(rows[:size])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1][0])[:size])


def _move(model: type[models.Model], field: EncryptedField, pk: object, stored: str) -> int:
    """Replace one ciphertext, unless the row was changed meanwhile (then it is under the first key already)."""
    fresh = models.Value(secrets.reencrypt(stored), output_field=models.TextField())
    return _stored(model, field).filter(pk=pk, stored=stored).update(**{field.attname: fresh})


def rotate(model: type[models.Model], field: EncryptedField, *, size: int = 500) -> Tally:
    """Re-encrypt what the first key does not open. Can be stopped and started again at any time."""
    tally = Tally()
    for batch in _batches(model, field, size):
        with transaction.atomic():
            for pk, stored in batch:
                if secrets.is_current(stored):
                    continue
                try:
                    tally.moved += _move(model, field, pk, stored)
                except secrets.Unreadable:
                    tally.unreadable += 1
    return tally
