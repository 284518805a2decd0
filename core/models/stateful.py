"""What every row with a state machine carries, owned by the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from core.workflow.facts import Facts


class Stateful(models.Model):
    """`version` is the seq of the last entry of the row's main stream, `head` its hash.

    `stream_prefix` names the stream; `state` is an FSMField of the concrete flow. `facts` is hung on the locked row
    by the door before guards are asked.
    """

    stream_prefix: ClassVar[str]

    version = models.PositiveIntegerField(_("版本"), default=0, editable=False)
    head = models.CharField(_("末条哈希"), max_length=64, default="", blank=True, editable=False)

    facts: Facts

    class Meta:
        abstract = True

    @property
    def stream(self) -> str:
        """The main stream: the steps of the machine."""
        return f"{self.stream_prefix}:{self.pk}"

    @property
    def clock_region(self) -> str:
        """The 6-digit place whose holidays count."""
        return "450000"

    @property
    def clocks_bind(self) -> bool:
        """Whether the law's clocks bind (a delegated case) and policy pauses are not to be had."""
        return False

    @property
    def clock_variants(self) -> Mapping[str, str]:
        """Which variant of a clock this row takes, by code: {"C-ASSIGN": "safety"}."""
        return {}

    def data_at_end(self, step: str) -> dict[str, Any]:
        """What the system fills into the form of a step it does at the end of a clock."""
        return {}
