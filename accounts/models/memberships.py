"""What ties a person to a role, and to a business they must keep away from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from core.actors import Role

# The other roles come from a proof in one case, or need none.
MEMBER_ROLES = (
    Role.MEDIATOR,
    Role.MANAGER,
    Role.VOLUNTEER,
    Role.EXPERT,
    Role.SUPERVISOR,
    Role.ARBITRATOR,
    Role.AUTHORITY,
    Role.REGION_ADMIN,
)


class Membership(models.Model):
    """A role held in an organisation, over an area (6-digit code), for a term. It outlives the person's account."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("人员")
    )
    role = models.CharField(_("角色"), max_length=16, choices=[(role.value, role.label) for role in MEMBER_ROLES])
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", null=True, blank=True, verbose_name=_("机构")
    )
    area = models.CharField(_("地区代码"), max_length=6)
    starts = models.DateField(_("开始日期"))
    ends = models.DateField(_("结束日期"), null=True, blank=True)
    active = models.BooleanField(_("有效"), default=True)

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")), name="membership_term_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in MEMBER_ROLES]), name="membership_role_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role", "active"], name="membership_staff")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}@{self.organisation_id}"


class Interest(models.Model):
    """A declared interest in a business (domain.md §4.4): from `since`, up to and including `until`."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("任职")
        SHARES = "shares", _("持股")
        DEBT = "debt", _("债权债务")
        SUPPLIER = "supplier", _("供货或服务往来")
        RELATIVE = "relative", _("近亲属经营或任职")
        OTHER = "other", _("其他利害关系")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="interests", verbose_name=_("申报人")
    )
    kind = models.CharField(_("关系"), max_length=12, choices=Kind.choices)
    business_name = models.CharField(_("经营者名称"), max_length=100)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("利害关系申报")
        verbose_name_plural = _("利害关系申报")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="interest_term_forward"
            )
        ]
        indexes = [models.Index(fields=["uscc"], name="interest_uscc")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.business_name}"
