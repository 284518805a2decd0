"""How often one source may try: counted in the database, so that every process counts together."""

from __future__ import annotations

import datetime as dt


def hit(scope: str, source: str, *, limit: int, per: dt.timedelta) -> None:
    """Count one attempt; raises `core.errors.TooMany` once `limit` attempts were made within `per`."""
    raise NotImplementedError
