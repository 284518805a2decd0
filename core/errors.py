"""What the door answers when it does not do what was asked. Each carries the words the person will read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.formats import mark


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that stands in the way: its name, its words, and from when it no longer does."""

    rule: str
    words: StrOrPromise
    from_when: dt.datetime | None = None


class DoorError(Exception):
    """Base of all answers other than success; `status` is the HTTP status every channel uses."""

    status: ClassVar[int] = 500

    def __init__(self, words: StrOrPromise) -> None:
        super().__init__(words)
        self.words = words


class NotFound(DoorError):
    """404: unknown, or not this person's. The two look the same."""

    status = 404

    def __init__(self, words: StrOrPromise = _("没有找到，或者您无权查看")) -> None:
        super().__init__(words)


class Conflict(DoorError):
    """409: someone was faster. `version` is the present one, `since` what happened in between."""

    status = 409

    def __init__(self, words: StrOrPromise, *, version: int, since: Sequence[StrOrPromise] = ()) -> None:
        super().__init__(words)
        self.version = version
        self.since = tuple(since)


class Refused(DoorError):
    """422: a rule says no. `reasons` name the rules; `possible` the steps that are open instead."""

    status = 422

    def __init__(self, *reasons: Reason, possible: Sequence[StrOrPromise] = ()) -> None:
        super().__init__(mark("；").join(str(r.words) for r in reasons))
        self.reasons = reasons
        self.possible = tuple(possible)


class Invalid(DoorError):
    """422: the form of the step does not hold. `errors` are the form's, by field."""

    status = 422

    def __init__(self, errors: ErrorDict | Mapping[str, Sequence[StrOrPromise]]) -> None:
        super().__init__(_("有内容需要修改"))
        self.errors = errors


class Busy(DoorError):
    """503: a lock could not be had in time; the same request may be sent again after `retry_after` seconds."""

    status = 503
    retry_after = 2

    def __init__(self) -> None:
        super().__init__(_("系统正忙，请稍后再试；您填写的内容没有丢失"))


class TooMany(DoorError):
    """429: tried too often; again after `retry_after` seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(_("操作太频繁了，请稍等一会儿再试"))
        self.retry_after = retry_after

    @property
    def minutes(self) -> int:
        """The wait as people are told it."""
        return -(-self.retry_after // 60)
