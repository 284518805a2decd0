"""Deadlines as rows: the rules with their source and validity, the running clocks, and the holidays they count by."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.formats import name_of

# A day clock ends at 23:59:59, and the whole of that second is still in time.
LAST_SECOND = dt.timedelta(seconds=1)


class Unit(models.TextChoices):
    """What a clock counts."""

    WORKING_DAY = "wd", _("工作日")
    NATURAL_DAY = "nd", _("自然日")
    HOUR = "h", _("小时")
    MONTH = "mo", _("个月")
    GIVEN = "given", _("约定日期")


class ClockRule(models.Model):
    """How long a clock runs, from when this holds, and by which law or policy (domain.md §5.1).

    `days` is the length in `unit` (0 when the date is agreed). `variant` tells several lengths of one clock apart
    ("safety", "breach"); "extension" is by how much it may be extended, where that differs from half its length.
    """

    class Binding(models.TextChoices):
        LAW = "law", _("法定")
        DELEGATED = "delegated", _("受委托时法定，其余为规则")
        POLICY = "policy", _("规则")

    class Pausable(models.TextChoices):
        ALWAYS = "always", _("可以中止")
        UNBOUND = "unbound", _("受委托办理时不中止")
        NEVER = "never", _("不中止")

    code = models.CharField(_("代码"), max_length=16)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=80)
    variant = models.CharField(_("情形"), max_length=16, blank=True, default="")
    days = models.PositiveSmallIntegerField(_("长度"))
    unit = models.CharField(_("单位"), max_length=8, choices=Unit.choices)
    binding = models.CharField(_("效力"), max_length=12, choices=Binding.choices)
    pausable = models.CharField(_("可否中止"), max_length=12, choices=Pausable.choices, default=Pausable.NEVER)
    restarts = models.BooleanField(_("再次起算时重新计时"), default=False)
    source = models.CharField(_("依据"), max_length=80)
    valid_from = models.DateField(_("生效日"))
    valid_to = models.DateField(_("失效日"), null=True, blank=True)

    class Meta:
        verbose_name = _("期限规则")
        verbose_name_plural = _("期限规则")
        constraints = [
            models.UniqueConstraint(fields=["code", "variant", "valid_from"], name="clockrule_once_per_start")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.days}{self.unit}"

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return name_of(self.name, self.name_en)


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks by where they stand."""

    def running(self) -> Self:
        """Neither met nor breached; a paused clock is running too."""
        return self.filter(met_at=None, breached_at=None)

    def due(self, now: dt.datetime) -> Self:
        """Running, not paused, and past the last second in which an act was in time."""
        return self.running().filter(paused_at=None, due_at__lte=now - LAST_SECOND)


class Clock(models.Model):
    """One running deadline of one stream.

    `due_at` is the last second in time; `base_due_on` the date it would have without pause and extension (an agreed
    date as agreed). While `paused_at` is set the clock stands; `paused_days` is what was already given back and
    `extended_by` what was added, both in the rule's unit (months and agreed dates: natural days).
    `binds`: the law's limit, not one the association set itself. A clock ends by `met_at` or `breached_at`.
    """

    stream = models.CharField(_("流"), max_length=64)
    code = models.CharField(_("代码"), max_length=16)
    subject = models.CharField(_("对象"), max_length=40, blank=True, default="")
    rule = models.ForeignKey(ClockRule, models.PROTECT, related_name="+", verbose_name=_("期限规则"))
    region = models.CharField(_("地区"), max_length=6, default="450000")
    binds = models.BooleanField(_("法定"), default=False)
    starts_at = models.DateTimeField(_("起算"))
    base_due_on = models.DateField(_("原到期日"))
    due_at = models.DateTimeField(_("到期"))
    paused_at = models.DateTimeField(_("中止于"), null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(_("已中止"), default=0)
    extended_by = models.PositiveSmallIntegerField(_("已延长"), default=0)
    estimated = models.BooleanField(_("暂估"), default=False)
    met_at = models.DateTimeField(_("完成于"), null=True, blank=True)
    breached_at = models.DateTimeField(_("逾期于"), null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限")
        verbose_name_plural = _("期限")
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "code", "subject"],
                condition=models.Q(met_at=None, breached_at=None),
                name="clock_one_running",
            ),
            models.CheckConstraint(
                condition=models.Q(met_at=None) | models.Q(breached_at=None), name="clock_ends_one_way"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(met_at=None, breached_at=None, paused_at=None),
                name="clock_running_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.code}"


class Holiday(models.Model):
    """A day that is not what its weekday says: rest, or a make-up workday. `region` 000000 is the whole nation."""

    class Kind(models.TextChoices):
        REST = "rest", _("休息")
        WORK = "work", _("补班")

    date = models.DateField(_("日期"))
    region = models.CharField(_("地区"), max_length=6, default="000000")
    kind = models.CharField(_("性质"), max_length=4, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=60)
    source = models.CharField(_("来源"), max_length=80)

    class Meta:
        verbose_name = _("节假日")
        verbose_name_plural = _("节假日")
        constraints = [models.UniqueConstraint(fields=["date", "region"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
