"""What is known of businesses and goods beyond one case."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecallNotice(models.Model):
    """A published recall (消费品召回管理暂行规定), mirrored from whoever ordered or announced it.

    `item_codes` are GTIN-14 texts. `batches` are single batch numbers; `batch_from`–`batch_to` a range, compared as
    text of equal length. `model_names` are model names as printed. `reference` is the notice's own number: importing it
    again changes the row.
    """

    reference = models.CharField(_("公告编号"), max_length=60, unique=True)
    title = models.CharField(_("标题"), max_length=120)
    producer = models.CharField(_("生产者"), max_length=120)
    brand = models.CharField(_("品牌"), max_length=40, blank=True, default="")
    model_names = models.JSONField(_("型号"), default=list, blank=True)
    item_codes = models.JSONField(_("商品条码"), default=list, blank=True)
    batches = models.JSONField(_("批次"), default=list, blank=True)
    batch_from = models.CharField(_("批次起"), max_length=40, blank=True, default="")
    batch_to = models.CharField(_("批次止"), max_length=40, blank=True, default="")
    defect = models.CharField(_("缺陷"), max_length=300)
    advice = models.CharField(_("消费者怎么做"), max_length=300, blank=True, default="")
    quantity = models.PositiveIntegerField(_("数量"), null=True, blank=True)
    published_on = models.DateField(_("发布日期"), db_index=True)
    source = models.CharField(_("发布机关"), max_length=80)
    url = models.URLField(_("公告网址"), max_length=300, blank=True, default="")
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("召回公告")
        verbose_name_plural = _("召回公告")
        ordering = ("-published_on", "-pk")

    def __str__(self) -> str:
        return self.title


class RecallKey(models.Model):
    """One thing by which a recall is found, written plainly (`enterprises.plain`): a code, a brand, a model, a batch.

    Kept by `enterprises.services` alone, so that a question takes an index and not a walk through all notices.
    """

    class Kind(models.TextChoices):
        """What the key is."""

        CODE = "code", _("商品条码")
        BRAND = "brand", _("品牌")
        MODEL = "model", _("型号")
        BATCH = "batch", _("批次")

    notice = models.ForeignKey(RecallNotice, models.CASCADE, related_name="keys", verbose_name=_("召回公告"))
    kind = models.CharField(_("种类"), max_length=8, choices=Kind.choices)
    key = models.CharField(_("内容"), max_length=80)

    class Meta:
        verbose_name = _("召回公告检索项")
        verbose_name_plural = _("召回公告检索项")
        constraints = [models.UniqueConstraint(fields=["kind", "key", "notice"], name="recallkey_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
