"""Addresses that leave the site: in papers, calendars and messages, where no request tells how the site is called."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path of this site, by `settings.SITE_URL`."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
