"""Official papers: numbered without gaps, versioned, verifiable by anyone who holds one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.files import StoredFile, new_token


class DocumentCounter(models.Model):
    """The last number given out in one place, year and class; its row is the lock."""

    place = models.CharField(_("地名"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    letter = models.CharField(_("类别"), max_length=4)
    last = models.PositiveIntegerField(_("最后一号"), default=0)

    class Meta:
        verbose_name = _("文书编号")
        verbose_name_plural = _("文书编号")
        constraints = [models.UniqueConstraint(fields=["place", "year", "letter"], name="documentcounter_once")]

    def __str__(self) -> str:
        return f"{self.place}〔{self.year}〕{self.letter} {self.last}"


class Document(models.Model):
    """One version of one paper. Its number is taken when it is begun; a paper that could not be made is made again.

    `stream` is its audience. `key` tells one making from another: the same key in the same stream is the same paper.
    `token` stands on the paper and lets anybody check it, without giving the file away.
    """

    class Status(models.TextChoices):
        BEGUN = "begun", _("制作中")
        ISSUED = "issued", _("已出具")
        REPLACED = "replaced", _("已被更正")

    stream = models.CharField(_("流"), max_length=64)
    key = models.CharField(_("制作标识"), max_length=80)
    code = models.CharField(_("文书代码"), max_length=8)
    number = models.CharField(_("文号"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年份"))
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    title = models.CharField(_("标题"), max_length=120)
    association = models.CharField(_("出具单位"), max_length=80)
    token = models.CharField(_("核验码"), max_length=32, unique=True, default=new_token, editable=False)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="document", verbose_name=_("文件"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, default="")
    issued_at = models.DateTimeField(_("出具时间"))
    status = models.CharField(_("状况"), max_length=10, choices=Status.choices, default=Status.BEGUN)

    class Meta:
        verbose_name = _("文书")
        verbose_name_plural = _("文书")
        constraints = [
            models.UniqueConstraint(fields=["stream", "code", "key"], name="document_once_per_key"),
            models.UniqueConstraint(fields=["number", "version"], name="document_number_version"),
            models.CheckConstraint(
                condition=models.Q(status="begun") | models.Q(file__isnull=False), name="document_issued_has_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
