"""The stream of a desk: one association's staff hear that something on their lists changed, never what."""

from __future__ import annotations

import re
from typing import Any

from accounts.selectors import hats_of
from core.actors import STAFF
from core.streams import register


def desk_stream(association: int | None) -> str:
    """The name of an association's desk stream."""
    return f"desk:{association}"


def own_staff(user: Any, match: re.Match[str]) -> bool:
    """Mediators and managers of this very association, in office today; nobody from above, nobody from elsewhere."""
    place = int(match["association"])
    return any(hat.organisation == place and hat.role in STAFF for hat in hats_of(user))


register("desk", r"desk:(?P<association>\d{1,18})", own_staff)
