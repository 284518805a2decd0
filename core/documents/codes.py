"""The square code on a paper: a telephone's camera opens the page that verifies it."""

from __future__ import annotations

import segno
from django.urls import reverse

from core.links import absolute


def verify_url(token: str) -> str:
    """Where anybody checks the paper with this token."""
    return absolute(reverse("verify", args=[token]))


def qr_svg(text: str) -> str:
    """The square code as a drawing that any size keeps sharp; its quiet zone is the template's white margin."""
    return segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True)
