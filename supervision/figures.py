"""Figures as words: each rate with its n, and no rate of nothing."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from statistics import NormalDist

from django.utils.translation import gettext as _

from supervision.selectors import Recent

DAY = dt.timedelta(days=1)
FEW = 30  # below this a rate says how far chance may have moved it
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Figure:
    """A tile: `note` says what the value is counted from."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


def figures_of(recent: Recent) -> list[Figure]:
    """The tiles of the front page; none while there is nothing to tell."""
    if not (recent.received or recent.decided or recent.closed or recent.open):
        return []
    tiles = [Figure(_("收到投诉"), f"{recent.received:,}", _("件")), in_time(recent), took(recent)]
    return [one for one in tiles if one] + [Figure(_("正在办理"), f"{recent.open:,}", _("件"), _("包括以前收到的"))]


def in_time(recent: Recent) -> Figure | None:
    """How many decisions on acceptance came within their seven workdays."""
    if not recent.decided:
        return None
    rate = recent.in_time / recent.decided
    return Figure(_("受理决定按时率"), f"{100 * rate:.1f}", "%", counted_from(recent.in_time, recent.decided))


def counted_from(kept: int, n: int) -> str:
    """ "共 1,204 件"; of few cases also the 95 % interval of the rate."""
    if n >= FEW:
        return _("共 {n} 件").format(n=f"{n:,}")
    low, high = interval(kept, n)
    return _("共 {n} 件，95% 区间 {low}–{high}%").format(n=n, low=round(100 * low), high=round(100 * high))


def interval(kept: int, n: int) -> tuple[float, float]:
    """The interval of Wilson, which stays sensible for few cases and near 0 and 1."""
    rate = kept / n
    middle = (rate + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def took(recent: Recent) -> Figure | None:
    """From filing to closing; a day begun is a day."""
    if recent.median is None:
        return None
    days = math.ceil(recent.median / DAY)
    return Figure(_("办结用时（中位数）"), f"{days:,}", _("天"), _("共办结 {n} 件").format(n=f"{recent.closed:,}"))
