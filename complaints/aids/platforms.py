"""Which network platform a shop link belongs to."""

from __future__ import annotations


def platform_of(link: str) -> str:
    """The platform's name in Chinese, "" for an unknown host or no link."""
    return ""
