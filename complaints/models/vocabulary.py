"""The coded words of a complaint (domain.md §9), as rows: an administrator may add to them without a release."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.formats import name_of


class Term(models.Model):
    """A stable code with its Chinese and English name. Cases and the ledger keep the code only."""

    code = models.CharField(_("代码"), max_length=16, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        abstract = True
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return name_of(self.name, self.name_en)


class CcaClass(Term):
    """A class of goods or services of the national statistics of consumer associations."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("商品")
        SERVICE = "service", _("服务")
        OTHER = "other", _("其他")

    kind = models.CharField(_("大类"), max_length=8, choices=Kind.choices)

    class Meta(Term.Meta):
        verbose_name = _("消协统计类别")
        verbose_name_plural = _("消协统计类别")


class Domain(models.TextChoices):
    """The five quality domains; the roots of the category tree."""

    PRODUCT = "product", _("产品质量")
    CONSTRUCTION = "construction", _("工程质量")
    SERVICE = "service", _("服务质量")
    LIVING = "living", _("人居质量")
    INTERMEDIARY = "intermediary", _("质量中介服务")


ROOTS = {
    "P": Domain.PRODUCT,
    "E": Domain.CONSTRUCTION,
    "S": Domain.SERVICE,
    "L": Domain.LIVING,
    "Q": Domain.INTERMEDIARY,
}


class Category(Term):
    """The tree: a root is a domain, groups are for browsing, a complaint names a leaf."""

    class Level(models.TextChoices):
        ROOT = "root", _("领域")
        GROUP = "group", _("分组")
        LEAF = "leaf", _("类别")

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("上级"))
    level = models.CharField(_("层级"), max_length=5, choices=Level.choices)
    domain = models.CharField(_("质量领域"), max_length=12, choices=Domain.choices)
    cca_class = models.ForeignKey(CcaClass, models.PROTECT, null=True, related_name="+", verbose_name=_("消协统计类别"))
    route_to = models.CharField(_("通常移送"), max_length=20, blank=True, default="")
    hints = models.JSONField(_("赔偿提示"), default=list, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("类别")
        verbose_name_plural = _("类别")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level="root", parent=None) | (~models.Q(level="root") & ~models.Q(parent=None)),
                name="category_root_has_no_parent",
            )
        ]


class Nature(Term):
    """What kind of wrong the complaint is about; one leads and counts in statistics, up to two stand beside it."""

    class Meta(Term.Meta):
        verbose_name = _("投诉性质")
        verbose_name_plural = _("投诉性质")


class Remedy(Term):
    """What the consumer asks for."""

    class Meta(Term.Meta):
        verbose_name = _("投诉请求")
        verbose_name_plural = _("投诉请求")


class Channel(Term):
    """How the complaint reached the association; `by_staff` ones are entered by a clerk."""

    by_staff = models.BooleanField(_("由工作人员登记"), default=False)

    class Meta(Term.Meta):
        verbose_name = _("投诉渠道")
        verbose_name_plural = _("投诉渠道")


class PurchaseMode(Term):
    """How it was bought; `distance` ones carry the seven days of 消法 25."""

    distance = models.BooleanField(_("远程购买"), default=False)

    class Meta(Term.Meta):
        verbose_name = _("购买方式")
        verbose_name_plural = _("购买方式")


class Ground(Term):
    """A ground of decision: R refuse, M end mediation, K recuse, X transfer, P public-interest litigation (§3.4)."""

    class Kind(models.TextChoices):
        REJECT = "reject", _("不予受理")
        TERMINATE = "terminate", _("终止调解")
        RECUSE = "recuse", _("回避")
        TRANSFER = "transfer", _("移送")
        LITIGATE = "litigate", _("公益诉讼")

    kind = models.CharField(_("用于"), max_length=10, choices=Kind.choices)
    basis = models.CharField(_("依据"), max_length=60)

    class Meta(Term.Meta):
        verbose_name = _("事由")
        verbose_name_plural = _("事由")
