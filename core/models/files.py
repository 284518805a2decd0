"""Files people handed in, and papers we made: outside the web root, under names nobody can guess."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """192 random bits, safe in an address."""
    return secrets.token_urlsafe(24)


class StoredFile(models.Model):
    """One stored file; its bytes never change. `stream` names the audience: who may see it may have the file.

    `name` is the place in the storage and says nothing; `original_name` is what the person called it, made harmless.
    `sha256` and `size` are those of the stored bytes, `original_sha256` that of the bytes as they arrived: a photo is
    drawn anew, and who kept the original can still prove that it is the same. `preview` is the place of a small JPEG
    of a picture, empty for other kinds. Whoever uploaded it may go; the file stays.
    """

    token = models.CharField(_("下载码"), max_length=32, unique=True, default=new_token, editable=False)
    name = models.CharField(_("存储名"), max_length=80, unique=True, editable=False)
    original_name = models.CharField(_("文件名"), max_length=120)
    content_type = models.CharField(_("类型"), max_length=40)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    original_sha256 = models.CharField(_("原件 SHA-256"), max_length=64, blank=True, default="")
    preview = models.CharField(_("预览"), max_length=80, blank=True, default="", editable=False)
    stream = models.CharField(_("流"), max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("上传人")
    )
    created_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")

    def __str__(self) -> str:
        return self.original_name
