"""The columns of a complaint that its steps write; everything else of the row is as it was filed."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from complaints.workflow.states import Result, State
from core.models import Stateful


class ComplaintColumns(Stateful):
    """The state and what the steps leave behind. The door saves these columns and no others."""

    stream_prefix: ClassVar[str] = "case"

    state: models.CharField[str, str] = FSMField(
        _("状态"), choices=State.choices, default=State.DRAFT, protected=True, max_length=24
    )
    association = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="complaints", verbose_name=_("承办消委会")
    )
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="mediated_complaints",
        verbose_name=_("调解员"),
    )  # fmt: skip
    filed_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结案时间"), null=True, blank=True)
    business_told_at = models.DateTimeField(_("告知经营者时间"), null=True, blank=True)
    conflict_declared_at = models.DateTimeField(_("无利害关系声明时间"), null=True, blank=True)
    result = models.CharField(_("结案方式"), max_length=20, choices=Result.choices, blank=True, default="")
    performance = models.CharField(_("履行情况"), max_length=12, blank=True, default="")
    supplement_rounds = models.PositiveSmallIntegerField(_("补正次数"), default=0)
    moves = models.PositiveSmallIntegerField(_("移交次数"), default=0)
    reopen_count = models.PositiveSmallIntegerField(_("重办次数"), default=0)

    class Meta:
        abstract = True

    @property
    def _now(self) -> dt.datetime:
        return self.facts.now
