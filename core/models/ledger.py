"""The append-only history: entries chained per stream, their words, and who still has to read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerEntry(models.Model):
    """One thing that happened, in one stream. Never updated, never deleted; triggers see to that.

    `data` holds codes, ids, dates and amounts; words live in `StepText`. `actor` is a plain id, so that removing
    a person never touches the ledger. `key` already carries its owner ("u12:…", "g9f…:…"), hence one unique column.
    """

    HASHED: ClassVar[tuple[str, ...]] = (
        "stream", "seq", "kind", "actor", "hat", "effective_at", "recorded_at",
        "source", "target", "data", "key", "digest",
    )  # fmt: skip

    notes: Mapping[str, int] = MappingProxyType({})
    """The `Pending` rows of the readers that hear this entry, by reader; only known where it was just written."""

    stream = models.CharField(_("流"), max_length=64)
    seq = models.PositiveIntegerField(_("序号"))
    kind = models.CharField(_("事项"), max_length=48)
    actor = models.BigIntegerField(_("经办人"), null=True)
    hat = models.CharField(_("身份"), max_length=64)
    effective_at = models.DateTimeField(_("生效时间"))
    recorded_at = models.DateTimeField(_("记录时间"))
    source = models.CharField(_("原状态"), max_length=24, blank=True)
    target = models.CharField(_("新状态"), max_length=24, blank=True)
    data = models.JSONField(_("数据"), default=dict)
    key = models.CharField(_("幂等键"), max_length=160, blank=True)
    digest = models.CharField(_("请求摘要"), max_length=64, blank=True)
    prev_hash = models.CharField(_("前一条哈希"), max_length=64, blank=True)
    hash = models.CharField(_("哈希"), max_length=64)

    class Meta:
        verbose_name = _("台账记录")
        verbose_name_plural = _("台账记录")
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="ledger_stream_seq"),
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="ledger_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.kind}"

    def body(self) -> dict[str, Any]:
        """What the hash covers."""
        return {name: getattr(self, name) for name in self.HASHED}


class Stream(models.Model):
    """The lockable head of a stream that has no row of its own (a case carries its head itself)."""

    name = models.CharField(_("流"), max_length=64, primary_key=True)
    version = models.PositiveIntegerField(_("版本"), default=0)
    head = models.CharField(_("末条哈希"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("流")
        verbose_name_plural = _("流")

    def __str__(self) -> str:
        return self.name


class StepText(models.Model):
    """Words said in a step. The entry keeps a salted hash, so erasing them leaves the chain whole."""

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="texts", verbose_name=_("台账记录"))
    field = models.CharField(_("栏目"), max_length=48)
    text = models.TextField(_("文字"), blank=True)
    salt = models.CharField(_("盐"), max_length=32, blank=True)
    erased_at = models.DateTimeField(_("删除时间"), null=True)

    class Meta:
        verbose_name = _("步骤文字")
        verbose_name_plural = _("步骤文字")
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="steptext_once_per_field")]

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.field}"


class Pending(models.Model):
    """An entry a reader has still to deal with; written with the entry, deleted with the effect.

    `attempts` counts failures: what failed often is tried last. `tried_at` is when it was last taken in hand.
    """

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="+", verbose_name=_("台账记录"))
    reader = models.CharField(_("读者"), max_length=24)
    attempts = models.PositiveSmallIntegerField(_("失败次数"), default=0)
    tried_at = models.DateTimeField(_("上次处理"), null=True)

    class Meta:
        verbose_name = _("待处理")
        verbose_name_plural = _("待处理")
        constraints = [models.UniqueConstraint(fields=["reader", "entry"], name="pending_once")]

    def __str__(self) -> str:
        return f"{self.reader}:{self.entry_id}"
