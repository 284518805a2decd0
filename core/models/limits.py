"""How often something was tried: in the database, so that every process counts together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateCount(models.Model):
    """Attempts of one kind (`scope`) by one source in one window; `source` is a keyed hash, never an address."""

    scope = models.CharField(_("用途"), max_length=24)
    source = models.CharField(_("来源"), max_length=64)
    window = models.DateTimeField(_("起始"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("频次")
        verbose_name_plural = _("频次")
        constraints = [models.UniqueConstraint(fields=["scope", "source", "window"], name="ratecount_once")]
        indexes = [models.Index(fields=["window"], name="ratecount_by_window")]

    def __str__(self) -> str:
        return f"{self.scope} {self.window:%m-%d %H:%M}"
