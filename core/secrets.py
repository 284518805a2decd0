"""Secrets at rest: the key ring that encrypts columns, and the keyed hash by which they are still found.

Keys live apart from SECRET_KEY. `settings.FIELD_KEYS` is the ring: the first key encrypts, every key decrypts, so
that a key can be changed without a pause. `settings.INDEX_KEY` keys the hash; changing it means computing all anew.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import phonenumbers
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core import time


class KeyRingError(ImproperlyConfigured):
    """`settings.FIELD_KEYS` is empty or holds something that is no key (32 bytes, urlsafe base64)."""


class Unreadable(Exception):
    """A stored value that no key of the ring opens: wrong key, or tampered with. Never carries the value."""

    def __init__(self) -> None:
        super().__init__("the stored value cannot be decrypted with any key of the ring")


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> tuple[Fernet, ...]:
    if not keys:
        raise KeyRingError("FIELD_KEYS is empty")
    try:
        return tuple(Fernet(key) for key in keys)
    except ValueError:  # `from None`: nothing of the key may reach a log
        raise KeyRingError("FIELD_KEYS holds a key that is not 32 bytes of urlsafe base64") from None


def _keys() -> tuple[Fernet, ...]:
    return _ring(tuple(settings.FIELD_KEYS))


def encrypt(plain: str) -> str:
    """The text under the first key; empty stays empty. Raises KeyRingError."""
    if not plain:
        return ""
    return _keys()[0].encrypt_at_time(plain.encode(), int(time.now().timestamp())).decode()


def decrypt(stored: str) -> str:
    """The text behind a stored value; empty stays empty. Raises Unreadable, never hands the ciphertext on."""
    if not stored:
        return ""
    try:
        return MultiFernet(_keys()).decrypt(stored).decode()
    except (InvalidToken, ValueError):  # ValueError: a lone surrogate or a non-ASCII letter in the stored value
        raise Unreadable from None


def is_current(stored: str) -> bool:
    """Whether the first key opens the value (or it is empty), so that rotation has nothing to do."""
    if not stored:
        return True
    try:
        _keys()[0].decrypt(stored)
    except (InvalidToken, ValueError):
        return False
    return True


def reencrypt(stored: str) -> str:
    """The same text under the first key. Raises Unreadable."""
    return encrypt(decrypt(stored))


def _folded(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()


def _phone(value: str) -> str:
    text = _folded(value)
    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return "".join(c for c in text if c.isdigit()) or text
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _code(value: str) -> str:
    return "".join(_folded(value).upper().split()).replace("-", "")


NORMALISERS: dict[str, Callable[[str], str]] = {
    "phone": _phone,
    "id_no": _code,
    "account": _code,
    "email": lambda value: _folded(value).lower(),
}


def normalise(value: str, purpose: str) -> str:
    """One spelling per thing: phones as E.164, codes upper-case without spaces, the rest NFKC and stripped."""
    return NORMALISERS.get(purpose, _folded)(value)


def keyed_hash(message: str, purpose: str) -> str:
    """HMAC-SHA256, 64 hex digits; the purpose keeps one value's hashes in two columns apart."""
    body = f"{purpose}\x00{message}".encode()
    return hmac.new(settings.INDEX_KEY.encode(), body, hashlib.sha256).hexdigest()


def blind_index(value: str, purpose: str) -> str:
    """What stands in the index column for `value`: 64 hex digits, or empty for nothing."""
    spelling = normalise(value, purpose) if value else ""
    return keyed_hash(spelling, purpose) if spelling else ""
