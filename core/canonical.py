"""One byte string per value, on every machine: what the ledger stores is what it hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
import uuid
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any


def _text(value: str) -> str:
    """NFC text without what one of the two databases cannot store (NUL, lone surrogates)."""
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError("text holds NUL or a lone surrogate")
    return unicodedata.normalize("NFC", value)


def _moment(value: dt.datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("naive datetime")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _mapping(value: dict[Any, Any]) -> dict[str, Any]:
    if not all(isinstance(k, str) and k.isascii() for k in value):
        raise TypeError("keys must be ASCII text")
    return {k: plain(v) for k, v in value.items()}


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def _list(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [plain(v) for v in value]


# Asked in this order: an enum member of TextChoices is text too, a datetime is a date too.
FORMS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (Enum, lambda value: plain(value.value)),
    ((bool, int, type(None)), lambda value: value),
    (str, _text),
    (Decimal, _decimal),
    (dt.datetime, _moment),
    (dt.date, dt.date.isoformat),
    (uuid.UUID, str),
    (dict, _mapping),
    ((list, tuple), _list),
)


def plain(value: Any) -> Any:
    """Reduce to str, int, bool, None, list and dict; raises TypeError for anything without one canonical form.

    Floats, durations and translated texts have none: use Decimal, days, codes.
    """
    for kind, form in FORMS:
        if isinstance(value, kind):
            return form(value)
    raise TypeError(f"{type(value).__name__} does not enter the ledger")


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(prev: str, body: dict[str, Any]) -> str:
    """SHA-256, hex, over the hash before and the canonical body."""
    return hashlib.sha256(prev.encode() + b"\n" + canonical(body)).hexdigest()
