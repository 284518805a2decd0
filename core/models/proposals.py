"""What one person drafts and another decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """A step waiting for its second person. It changes no state and no clock; a changed case voids it."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("同意")
        DECLINED = "declined", _("不同意")
        VOID = "void", _("已失效")

    stream = models.CharField(_("流"), max_length=64, db_index=True)
    step = models.CharField(_("事项"), max_length=48)
    data = models.JSONField(_("内容"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("拟办人"),
        db_constraint=False,
    )  # fmt: skip
    hat = models.CharField(_("身份"), max_length=64)
    case_version = models.PositiveIntegerField(_("案件版本"))
    created_at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("审批人"),
        db_constraint=False,
    )  # fmt: skip
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decision = models.CharField(_("审批结果"), max_length=10, choices=Decision.choices, blank=True, default="")
    reason = models.TextField(_("审批意见"), blank=True, default="")

    class Meta:
        verbose_name = _("拟办")
        verbose_name_plural = _("拟办")
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "step"], condition=models.Q(decision=""), name="proposal_one_open_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.step}"
