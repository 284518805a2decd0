"""The counter behind case numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberCounter(models.Model):
    """The last number given out for one county on one day."""

    county = models.CharField(_("县区代码"), max_length=6)
    day = models.DateField(_("日期"))
    last = models.PositiveSmallIntegerField(_("最后序号"), default=0)

    class Meta:
        verbose_name = _("编号计数")
        verbose_name_plural = _("编号计数")
        constraints = [models.UniqueConstraint(fields=["county", "day"], name="numbercounter_once")]

    def __str__(self) -> str:
        return f"{self.county} {self.day}: {self.last}"
