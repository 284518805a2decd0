"""The streams of a case and who may see each: the page's own rule decides, so no socket sees more than a page.

Files are handed out by stream: evidence belongs to the talk, never to the main stream, which colleagues may follow.
"""

from __future__ import annotations

import re
from typing import Any

from complaints.selectors import areas_of, confidant_of
from core.streams import register


def parties_and_staff(user: Any, match: re.Match[str]) -> bool:
    """Both sides, and the staff who may open the case: what comes through says no more than a line of a list."""
    return bool(areas_of(user, int(match["case"])))


def parties_and_handlers(user: Any, match: re.Match[str]) -> bool:
    """Both sides, the mediator and the own manager: messages and evidence are nothing for colleagues (§4.1)."""
    return bool(areas_of(user, int(match["case"]), in_full=True))


def handlers(user: Any, match: re.Match[str]) -> bool:
    """The mediator and the own manager: notes name people."""
    return "staff" in areas_of(user, int(match["case"]), in_full=True)


def mediator_and_one_side(user: Any, match: re.Match[str]) -> bool:
    """What one side tells the mediator alone (背靠背): never the other side, never a colleague."""
    return confidant_of(user, int(match["case"]), match["side"])


register("case", r"case:(?P<case>\d{1,18})", parties_and_staff)
register("case-talk", r"case:(?P<case>\d{1,18}):talk", parties_and_handlers)
register("case-staff", r"case:(?P<case>\d{1,18}):staff", handlers)
register("case-caucus", r"case:(?P<case>\d{1,18}):caucus:(?P<side>[a-z]+-\d{1,18})", mediator_and_one_side)
