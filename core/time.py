"""The only clock. Nothing else in the product asks the system what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")

_moved: ContextVar[dt.datetime | None] = ContextVar("zhiqiao_moved_clock", default=None)


def now() -> dt.datetime:
    """The present, aware, in UTC."""
    return _moved.get() or timezone.now()


def today() -> dt.date:
    """The date in Guangxi (Asia/Shanghai)."""
    return local_date(now())


def local_date(moment: dt.datetime) -> dt.date:
    """The date that `moment` falls on in Guangxi."""
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: dt.date) -> dt.datetime:
    """23:59:59 in Guangxi: the last second in which an act is in time."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), SHANGHAI)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Move the clock, in tests and the demonstration only; raises RuntimeError elsewhere."""
    if not (settings.TESTING or settings.DEMO):
        raise RuntimeError("the clock moves in tests and in the demonstration only")
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
