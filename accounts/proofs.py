"""A code sent to a phone or an address, and the proof that comes back."""

from __future__ import annotations

from accounts.models import ContactCode


def code_send(*, purpose: ContactCode.Purpose, subject: str, phone: str = "", email: str = "") -> str:
    """Send a code to the phone (11 digits), else to the e-mail address; returns where to, masked for the page.

    Raises `core.errors.TooMany` when too many were asked for.
    """
    raise NotImplementedError


def code_check(*, purpose: ContactCode.Purpose, subject: str, code: str) -> str:
    """Use up the code; returns the blind index of the contact it proved. Raises Invalid at the field "code"."""
    raise NotImplementedError
