"""Messages that did not leave the machine."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The ways a message leaves."""

    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")


class OutboxMessage(models.Model):
    """An e-mail or a text message kept for reading on the local outbox page (demonstration and tests only)."""

    channel = models.CharField(_("渠道"), max_length=8, choices=Channel.choices)
    to = models.CharField(_("收件人"), max_length=254)
    subject = models.CharField(_("主题"), max_length=200, blank=True, default="")
    text = models.TextField(_("正文"))
    created_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("本地消息")
        verbose_name_plural = _("本地消息")
        indexes = [models.Index(fields=["-created_at", "-id"], name="outbox_newest")]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject}"
