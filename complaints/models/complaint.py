"""The complaint: what was said at filing. What the steps change stands in `complaints.workflow.flow`."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.codes import Elsewhere, Help, Injury
from complaints.models.vocabulary import Category, Channel, Nature, PurchaseMode
from complaints.workflow.flow import ComplaintFlow
from complaints.workflow.states import RESULTS_OF_STATE, State


class Complaint(ComplaintFlow):
    """One case (domain.md §3.3). Amounts are in yuan. `county` is the respondent's place: it decides who handles."""

    number = models.CharField(_("投诉编号"), max_length=24, unique=True)
    query_code = models.CharField(_("查询码"), max_length=8)
    title = models.CharField(_("标题"), max_length=60)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("类别"))
    nature = models.ForeignKey(Nature, models.PROTECT, related_name="+", verbose_name=_("主要性质"))
    other_natures = models.JSONField(_("其他性质"), default=list, blank=True)
    remedies = models.JSONField(_("投诉请求"), default=list)
    county = models.ForeignKey(
        "accounts.Region", models.PROTECT, related_name="complaints", verbose_name=_("被投诉人所在县区")
    )
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", verbose_name=_("渠道"))
    clerk = models.BigIntegerField(_("登记人"), null=True, blank=True)

    purchase_date = models.DateField(_("购买日期"))
    purchase_mode = models.ForeignKey(PurchaseMode, models.PROTECT, related_name="+", verbose_name=_("购买方式"))
    order_no = models.CharField(_("订单号"), max_length=64, blank=True, default="")
    item_code = models.CharField(_("商品条码"), max_length=14, blank=True, default="", db_index=True)
    batch_no = models.CharField(_("批次号"), max_length=40, blank=True, default="")
    brand_model = models.CharField(_("品牌型号"), max_length=80, blank=True, default="")
    amount_paid = models.DecimalField(_("已付金额"), max_digits=12, decimal_places=2, null=True, blank=True)
    amount_in_dispute = models.DecimalField(_("争议金额"), max_digits=12, decimal_places=2)
    loss = models.DecimalField(_("其他损失"), max_digits=12, decimal_places=2, null=True, blank=True)

    narrative = models.TextField(_("投诉内容"))
    problem_known_on = models.DateField(_("发现问题日期"), null=True, blank=True)
    prior_contact = models.TextField(_("与经营者沟通的情况"), blank=True, default="")
    injury = models.CharField(_("人身伤害"), max_length=8, choices=Injury.choices, default=Injury.NONE)
    urgent = models.BooleanField(_("紧急"), default=False)
    minor = models.BooleanField(_("涉及未成年人"), default=False)
    persons = models.PositiveIntegerField(_("涉及人数"), default=1)
    elsewhere = models.CharField(_("是否已在别处处理"), max_length=12, choices=Elsewhere.choices)
    publish_consent = models.BooleanField(_("同意公开投诉记录"))
    delegation_consent = models.BooleanField(_("同意委托调解"))
    help_needed = models.CharField(_("需要的协助"), max_length=8, choices=Help.choices, default=Help.NONE)
    delegated_by = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("委托机关")
    )

    class Meta:
        verbose_name = _("投诉")
        verbose_name_plural = _("投诉")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="complaint_state_known"),
            models.CheckConstraint(
                condition=models.Q(amount_in_dispute__gte=0)
                & (models.Q(amount_paid=None) | models.Q(amount_paid__gte=0))
                & (models.Q(loss=None) | models.Q(loss__gte=0)),
                name="complaint_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False) & ~models.Q(result="")
                | ~models.Q(state="closed") & models.Q(closed_at=None),
                name="complaint_closed_says_how",
            ),
            models.CheckConstraint(
                condition=models.Q(mediator__isnull=False)
                | ~models.Q(state__in=["assigned", "supplementing", "accepted", "mediating", "suspended"]),
                name="complaint_worked_on_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(filed_at__isnull=False),
                name="complaint_filed_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(supplement_rounds__lte=2, moves__lte=2, reopen_count__lte=2),
                name="complaint_rounds_bounded",
            ),
            models.CheckConstraint(condition=models.Q(persons__gte=1), name="complaint_of_someone"),
        ]
        indexes = [
            models.Index(fields=["association", "-filed_at", "-id"], name="complaint_by_association"),
            models.Index(fields=["mediator", "state"], name="complaint_by_mediator"),
            models.Index(fields=["county", "-filed_at", "-id"], name="complaint_by_county"),
            models.Index(fields=["state", "-filed_at", "-id"], name="complaint_by_state"),
            models.Index(fields=["category", "-filed_at"], name="complaint_by_category"),
            models.Index(fields=["-filed_at", "-id"], name="complaint_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def domain(self) -> str:
        """The quality domain: the root of the category."""
        return self.category.domain

    @property
    def stage(self) -> str:
        """The user's word for the state (domain.md §3.1)."""
        return State(self.state).stage

    @property
    def joint(self) -> bool:
        """Whether several people complain together."""
        return self.persons > 1

    @property
    def injured(self) -> bool:
        """Whether someone was hurt."""
        return self.injury != Injury.NONE

    @property
    def clock_region(self) -> str:
        """The respondent's county: its holidays count."""
        return self.county_id

    @property
    def clocks_bind(self) -> bool:
        """A case delegated by a regulator is handled in its name: the law's limits bind (办法 19)."""
        return self.delegated_by_id is not None

    @property
    def clock_variants(self) -> dict[str, str]:
        """Clocks that run otherwise in this case: a safety matter is assigned within hours."""
        return {"C-ASSIGN": "safety"} if self.urgent else {}

    def data_at_end(self, step: str) -> dict[str, Any]:
        """What the system fills in when a clock's end does `step`: only a closing needs something, its result."""
        return {"result": RESULTS_OF_STATE[self.state][0]} if step == "close" else {}
