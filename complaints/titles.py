"""A title from a story, for who leaves it empty: its first clause, to be seen and changed."""

from __future__ import annotations

import re

END = re.compile(r"[。！？!?；;，,、：:\s]+")
SHORT, LONG = 6, 30


def title_from(narrative: str) -> str:
    """The first clause, with the next while it says too little; cut where it is too long. "" for no words."""
    title = ""
    for clause in filter(None, END.split(narrative.strip())):
        title = f"{title}，{clause}" if title else clause
        if len(title) >= SHORT:
            break
    return title if len(title) <= LONG else f"{title[: LONG - 1]}…"
