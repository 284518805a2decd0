"""Taking personal data out of free text before others read it (domain.md §4.2), however it is dressed up.

`find` says where, `scrub` replaces. Offsets are those of the original text. The work grows with the length of the
text and with nothing else: each place is looked at a bounded number of times.
"""

from __future__ import annotations

from core.scrub.kinds import Kind, Span, placeholder, placeholders
from core.scrub.search import find

__all__ = ["Kind", "Span", "find", "placeholder", "placeholders", "scrub"]


def scrub(text: str) -> str:
    """The text with each find replaced by plain words, such as 〔手机号已隐去〕, in the active language."""
    parts, done = [], 0
    for span in find(text):
        parts += [text[done : span.start], str(placeholder(span.kind))]
        done = span.end
    return "".join([*parts, text[done:]])
