"""How often one source may try: counted in the database, so that every process counts together.

Two windows of fixed length are weighed together, so that a source cannot try twice as often around the change of a
window: what was used in the one before counts less and less until the present one ends. Only attempts that pass are
counted; one that is refused costs a reading and makes nobody wait longer.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from core import time
from core.errors import TooMany
from core.models import RateCount
from core.secrets import keyed_hash
from core.workflow.knock import busy_not_broken

EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LONGEST = dt.timedelta(days=1)
# Taken or not in one statement, whatever other processes do at the same time.
TAKE = """
    INSERT INTO core_ratecount (scope, source, "window", "count") VALUES (%s, %s, %s, 1)
    ON CONFLICT (scope, source, "window") DO UPDATE SET "count" = core_ratecount."count" + 1
    WHERE core_ratecount."count" < %s RETURNING "count"
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts within `per`, under a name of its own."""

    scope: str
    most: int
    per: dt.timedelta

    def hit(self, source: str) -> None:
        """As `hit`."""
        hit(self.scope, source, limit=self.most, per=self.per)

    def give_back(self, source: str) -> None:
        """As `give_back`."""
        give_back(self.scope, source, per=self.per)


@dataclass(frozen=True, slots=True)
class Pressure:
    """How much of a limit is used: `used` in this window, `before` in the last; `gone` of this one is over."""

    limit: int
    per: dt.timedelta
    used: int
    before: int
    gone: dt.timedelta

    @property
    def room(self) -> int:
        """The most this window may hold now; may be 0 or less. Rounded so that nobody tries once too often."""
        return self.limit + (-self.before * (self.per - self.gone)) // self.per

    @property
    def full(self) -> bool:
        """Whether another attempt would be one too many."""
        return self.used >= self.room

    @property
    def wait(self) -> int:
        """Seconds until an attempt passes again if nobody else tries, at least 1."""
        if self.used < self.limit:
            left = self._free_after(self.used, self.before) - self.gone
        else:
            left = self.per - self.gone + self._free_after(0, self.used)
        return max(1, math.ceil(left.total_seconds()))

    def _free_after(self, used: int, before: int) -> dt.timedelta:
        """How far into a window there is room for one more."""
        return max(dt.timedelta(), self.per - (self.limit - used - 1) * self.per // max(before, 1))


def hit(scope: str, source: str, *, limit: int, per: dt.timedelta) -> None:
    """Count one attempt; raises `core.errors.TooMany` once `limit` attempts were made within `per` (a day at most).

    The count stands whatever becomes of the attempt, hence call it outside transactions: inside one it raises
    RuntimeError. Raises Busy when the database could not count in time.
    """
    found = peek(scope, source, limit=limit, per=per)
    if found.full or not _take(scope, source, _window(per), found.room):
        raise TooMany(found.wait if found.full else peek(scope, source, limit=limit, per=per).wait)


def peek(scope: str, source: str, *, limit: int, per: dt.timedelta) -> Pressure:
    """How much of the limit is used, without counting; one query."""
    if not dt.timedelta(seconds=1) <= per <= LONGEST:
        raise ValueError("a limit counts within a second to a day")
    window = _window(per)
    rows = RateCount.objects.filter(scope=scope, source=_hashed(scope, source), window__in=(window, window - per))
    counted = dict(rows.values_list("window", "count"))
    before = min(counted.get(window - per, 0), limit)
    return Pressure(limit, per, counted.get(window, 0), before, time.now() - window)


def give_back(scope: str, source: str, *, per: dt.timedelta) -> None:
    """Take one attempt of this window off again: it turned out to be none that the limit is for."""
    rows = RateCount.objects.filter(scope=scope, source=_hashed(scope, source), window=_window(per), count__gt=0)
    with busy_not_broken(), transaction.atomic(durable=True):
        rows.update(count=F("count") - 1)


def one_at_a_time(scope: str, source: str) -> None:
    """Wait until nobody else works for a source that was counted before; call inside the transaction that works."""
    rows = RateCount.objects.filter(scope=scope, source=_hashed(scope, source)).order_by("pk")
    with busy_not_broken():
        list(rows.select_for_update(no_key=True).values_list("pk"))


def forget() -> int:
    """Remove counts that no limit looks at any more; returns how many."""
    return RateCount.objects.filter(window__lt=time.now() - 2 * LONGEST).delete()[0]


def _take(scope: str, source: str, window: dt.datetime, room: int) -> bool:
    """One more in this window, unless `room` are used."""
    moment = connection.ops.adapt_datetimefield_value(window)
    with busy_not_broken(), transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(TAKE, [scope, _hashed(scope, source), moment, room])
        return cursor.fetchone() is not None


def _window(per: dt.timedelta) -> dt.datetime:
    """When the present window began."""
    return EPOCH + (time.now() - EPOCH) // per * per


def _hashed(scope: str, source: str) -> str:
    return keyed_hash(f"{scope}|{source}", "rate")
