"""A file's name as its owner gave it, without what could harm or mislead."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST = 120
_FORBIDDEN = frozenset('<>:"|?*')


def ending_of(name: str) -> str:
    """The ending, lower-case, without the dot; empty for none."""
    found = re.search(r"\.([0-9A-Za-z]{1,8})$", name)
    return found[1].lower() if found else ""


def _harmless(char: str) -> bool:
    """No control, format (bidi, zero width), surrogate, private or unassigned characters, none a system forbids."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and char not in _FORBIDDEN


def clean_name(name: str, ending: str) -> str:
    """The last part of the path, made harmless, with an ending, at most LONGEST characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", "".join(filter(_harmless, name))))[-1]
    given = ending_of(last)
    stem = last[: -len(given) - 1] if given else last
    stem = " ".join(stem.split()).strip(". ") or _("未命名")
    ending = given or ending
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
