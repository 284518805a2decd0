"""Places by their 6-digit code (GB/T 2260)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.formats import name_of


class Region(models.Model):
    """The autonomous region, its 14 cities and their 111 counties, districts and county-level cities."""

    class Level(models.TextChoices):
        REGION = "region", _("自治区")
        CITY = "city", _("设区市")
        COUNTY = "county", _("县（市、区）")

    code = models.CharField(_("代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=60)
    short = models.CharField(_("简称"), max_length=8)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("上级地区")
    )
    level = models.CharField(_("级别"), max_length=8, choices=Level.choices)

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        ordering = ["code"]

    def __str__(self) -> str:
        return name_of(self.name, self.name_en)
