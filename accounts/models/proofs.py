"""Proof that a phone or an e-mail address is in the hands of whoever types it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactCode(models.Model):
    """One code sent to one contact for one purpose and one thing (`subject`: a draft's or a case's).

    Neither the contact nor the code is kept: `contact_index` is the blind index, `code_hash` a keyed hash.
    """

    class Channel(models.TextChoices):
        SMS = "sms", _("短信")
        EMAIL = "email", _("电子邮件")

    class Purpose(models.TextChoices):
        FILE = "file", _("提交投诉")
        GUEST = "guest", _("办理自己的投诉")

    purpose = models.CharField(_("用途"), max_length=8, choices=Purpose.choices)
    subject = models.CharField(_("对象"), max_length=64)
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel.choices)
    contact_index = models.CharField(_("联系方式索引"), max_length=64)
    code_hash = models.CharField(_("验证码摘要"), max_length=64)
    sent_at = models.DateTimeField(_("发送时间"))
    expires_at = models.DateTimeField(_("失效时间"), db_index=True)
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("联系方式验证码")
        verbose_name_plural = _("联系方式验证码")
        indexes = [
            models.Index(fields=["purpose", "subject", "-sent_at"], name="contactcode_by_subject"),
            models.Index(fields=["contact_index", "-sent_at"], name="contactcode_by_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"
