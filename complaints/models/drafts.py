"""What a person has written before there is a case (T01): no number, no ledger, gone after 30 days."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedField


def new_code() -> str:
    """96 random bits, safe in an address."""
    return secrets.token_urlsafe(12)


def new_key() -> str:
    """The key that makes one case of one draft, however often it is sent."""
    return uuid.uuid4().hex


class Draft(models.Model):
    """A complaint being written. Belongs to an account, or to the device whose signed cookie names `code`.

    `answers` is JSON of what was typed, raw, by field of `FilingForm`; encrypted, because it holds everything a party
    holds. `pages` are the slugs of the pages saved so far. `filed` is the number of the case made from it; the answers
    are emptied then and the row stays a while, so that sending it again leads to that case.
    """

    code = models.CharField(_("代号"), max_length=24, unique=True, default=new_code, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="drafts", verbose_name=_("账号")
    )
    key = models.CharField(_("提交编号"), max_length=32, default=new_key, editable=False)
    answers = EncryptedField(_("已填内容"), blank=True, default="")
    pages = models.JSONField(_("已保存的页"), default=list, blank=True)
    filed = models.CharField(_("投诉编号"), max_length=24, blank=True, default="")
    created_at = models.DateTimeField(_("开始时间"))
    updated_at = models.DateTimeField(_("最后保存"), db_index=True)

    class Meta:
        verbose_name = _("投诉草稿")
        verbose_name_plural = _("投诉草稿")
        ordering = ("-updated_at", "-pk")

    def __str__(self) -> str:
        return self.code


class DraftFile(models.Model):
    """A file handed in before submission; may still be taken away. `key` makes a repeated upload one file."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files", verbose_name=_("草稿"))
    file = models.OneToOneField("core.StoredFile", models.CASCADE, related_name="+", verbose_name=_("文件"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    caption = models.CharField(_("说明"), max_length=60, blank=True, default="")
    key = models.CharField(_("上传编号"), max_length=64)

    class Meta:
        verbose_name = _("草稿文件")
        verbose_name_plural = _("草稿文件")
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="draftfile_once_per_key")]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.position}"
