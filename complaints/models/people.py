"""Who complains, against whom, and what they agreed to. A user never is a party: the link is made by proof."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.codes import IdType, PartyKind, Purpose, RespondentRole, Salutation
from core.fields import BlindIndexField, EncryptedField


class Party(models.Model):
    """A person on the consumer's side of one complaint; the first one (`position` 0) leads.

    One for whom an agent or guardian speaks stands behind them and may have no contact of their own.
    Phone, e-mail, address and ID number are encrypted; the `_index` columns hold keyed hashes, by which an equal
    value is found without reading any.
    """

    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, related_name="parties", verbose_name=_("投诉")
    )
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    kind = models.CharField(_("身份"), max_length=16, choices=PartyKind.choices, default=PartyKind.CONSUMER)
    name = models.CharField(_("姓名"), max_length=50)
    salutation = models.CharField(_("称呼"), max_length=4, choices=Salutation.choices, default=Salutation.NONE)
    phone = EncryptedField(_("手机"), blank=True, default="")
    phone_index = BlindIndexField(_("手机索引"), of="phone", purpose="phone")
    phone_shared = models.BooleanField(_("允许经营者看到手机"), default=False)
    email = EncryptedField(_("电子邮箱"), blank=True, default="")
    email_index = BlindIndexField(_("邮箱索引"), of="email", purpose="email")
    place = models.ForeignKey(
        "accounts.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所在县区")
    )
    address = EncryptedField(_("地址"), blank=True, default="")
    id_type = models.CharField(_("证件类型"), max_length=10, choices=IdType.choices, blank=True, default="")
    id_no = EncryptedField(_("证件号码"), blank=True, default="")
    id_index = BlindIndexField(_("证件索引"), of="id_no", purpose="id_no")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="parties", verbose_name=_("账号")
    )
    anonymised_at = models.DateTimeField(_("已去标识"), null=True, blank=True)

    class Meta:
        verbose_name = _("投诉人")
        verbose_name_plural = _("投诉人")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "position"], name="party_once_per_place"),
            models.CheckConstraint(
                condition=models.Q(position__gt=0)
                | ~models.Q(phone_index="", email_index="")
                | models.Q(anonymised_at__isnull=False),
                name="party_leading_can_be_reached",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.position}"


class Respondent(models.Model):
    """Someone the complaint is against; the first one (`position` 0) decides the place and is asked first.

    `business` is the key of the enterprise's own record; set by proof, never by the name given.
    """

    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, related_name="respondents", verbose_name=_("投诉")
    )
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    role = models.CharField(_("角色"), max_length=14, choices=RespondentRole.choices, default=RespondentRole.SELLER)
    name_as_given = models.CharField(_("名称(投诉人所填)"), max_length=120, db_index=True)
    address = models.CharField(_("地址"), max_length=200, blank=True, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="", db_index=True)
    platform_name = models.CharField(_("平台名称"), max_length=60, blank=True, default="")
    shop_link = models.CharField(_("店铺链接"), max_length=300, blank=True, default="")
    phone = models.CharField(_("经营者电话"), max_length=30, blank=True, default="")
    business = models.PositiveBigIntegerField(_("经营者档案"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("被投诉人")
        verbose_name_plural = _("被投诉人")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "position"], name="respondent_once_per_place"),
            models.CheckConstraint(
                condition=~(models.Q(address="") & models.Q(shop_link="")), name="respondent_can_be_found"
            ),
        ]

    def __str__(self) -> str:
        return self.name_as_given


class Agent(models.Model):
    """A person who acts for a respondent in this one case, after proof; the business's hat comes from here."""

    respondent = models.ForeignKey(Respondent, models.PROTECT, related_name="agents", verbose_name=_("被投诉人"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="agencies", verbose_name=_("账号"))
    proven_at = models.DateTimeField(_("核实时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("经营者经办人")
        verbose_name_plural = _("经营者经办人")
        constraints = [
            models.UniqueConstraint(
                fields=["respondent", "user"], condition=models.Q(ended_at=None), name="agent_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.respondent_id} {self.user_id}"


class Consent(models.Model):
    """One thing a party agreed to or refused, when, to which text, and until when (个人信息保护法 13–15, 23, 28–31)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="consents", verbose_name=_("投诉人"))
    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose.choices)
    granted = models.BooleanField(_("同意"))
    version = models.CharField(_("告知书版本"), max_length=12)
    at = models.DateTimeField(_("时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "purpose"], condition=models.Q(withdrawn_at=None), name="consent_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.purpose}"
