"""The bodies people act for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.places import Region
from core.formats import name_of

LONG_LABEL = "消费者权益保护委员会"


class Organisation(models.Model):
    """An association, an arbitration body or an authority, in a tree from the region down to the counties.

    `load_limit` is how many open cases one mediator carries here; empty means the general setting.
    """

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("消费者权益保护委员会")
        ARBITRATION = "arbitration", _("仲裁机构")
        AUTHORITY = "authority", _("监管部门")

    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=160)
    region = models.ForeignKey(Region, models.PROTECT, related_name="organisations", verbose_name=_("地区"))
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("上级")
    )
    is_mediation_org = models.BooleanField(_("依法设立的调解组织"), default=False)
    auto_assign = models.BooleanField(_("自动分派"), default=False)
    active = models.BooleanField(_("启用"), default=True)
    load_limit = models.PositiveSmallIntegerField(_("每位调解员在办上限"), null=True, blank=True)

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        ordering = ["region_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region"], condition=models.Q(kind="association"), name="association_once_per_region"
            ),
            models.UniqueConstraint(fields=["kind", "name"], name="organisation_once_per_name"),
        ]

    def __str__(self) -> str:
        return name_of(self.name, self.name_en)

    @property
    def label(self) -> str:
        """The everyday name: 南宁市青秀区消委会."""
        return name_of(self.name.replace(LONG_LABEL, settings.ASSOCIATION_LABEL), self.name_en)

    @property
    def limit(self) -> int:
        """How many open cases one mediator carries here."""
        return settings.MEDIATOR_LOAD_LIMIT if self.load_limit is None else self.load_limit


class AssociationManager(models.Manager["Association"]):
    """Sees associations only."""

    def get_queryset(self) -> models.QuerySet[Association]:
        return super().get_queryset().filter(kind=Organisation.Kind.ASSOCIATION)


class Association(Organisation):
    """A consumer association (消委会)."""

    objects: ClassVar[AssociationManager] = AssociationManager()

    class Meta:
        proxy = True
        verbose_name = _("消委会")
        verbose_name_plural = _("消委会")
