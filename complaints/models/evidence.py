"""What the sides and the staff put before the case: photos, papers, recordings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.codes import Side, Sight


class Evidence(models.Model):
    """One file of a case, who added it, and who may see it. It never leaves the record: withdrawing it leaves a trace.

    The file's stream is the audience's: `case:<id>:talk` for all, `case:<id>:caucus:<side>` for one side and the
    mediator, `case:<id>:staff` for staff.
    """

    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, related_name="evidence", verbose_name=_("投诉")
    )
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+", verbose_name=_("文件"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    caption = models.CharField(_("说明"), max_length=60, blank=True, default="")
    side = models.CharField(_("提供方"), max_length=8, choices=Side.choices)
    sight = models.CharField(_("谁能看到"), max_length=8, choices=Sight.choices, default=Sight.ALL)
    added_by = models.BigIntegerField(_("添加人"), null=True, blank=True)
    added_hat = models.CharField(_("添加身份"), max_length=64)
    added_at = models.DateTimeField(_("添加时间"))
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("证据")
        verbose_name_plural = _("证据")
        ordering = ("position", "pk")
        indexes = [models.Index(fields=["complaint", "position"], name="evidence_by_complaint")]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.position}"
