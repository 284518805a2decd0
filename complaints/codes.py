"""The short coded answers of a complaint that are not rows: fixed by law or by the form itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Injury(models.TextChoices):
    NONE = "none", _("没有人受伤")
    INJURED = "injured", _("有人受伤")
    SERIOUS = "serious", _("有人重伤或者死亡")


class Elsewhere(models.TextChoices):
    """Asked because a dispute handled elsewhere may be refused (办法 16(2)); a yes never blocks by itself."""

    NO = "no", _("没有")
    REGULATOR = "12315", _("已向 12315 或者行政机关投诉")
    ASSOCIATION = "association", _("已向其他消委会投诉")
    ARBITRATION = "arbitration", _("已申请仲裁")
    COURT = "court", _("已向法院起诉")


class Help(models.TextChoices):
    NONE = "none", _("不需要")
    ZHUANG = "zhuang", _("壮语协助")
    DIALECT = "dialect", _("方言协助")
    SIGN = "sign", _("手语协助")
    LARGE = "large", _("大字或者读屏")
    PHONE = "phone", _("请电话沟通")


class PartyKind(models.TextChoices):
    CONSUMER = "consumer", _("消费者本人")
    AGENT = "agent", _("代理人")
    GUARDIAN = "guardian", _("监护人")
    REPRESENTATIVE = "representative", _("共同投诉代表人")


class Salutation(models.TextChoices):
    MR = "mr", _("先生")
    MS = "ms", _("女士")
    NONE = "none", _("不填")


class IdType(models.TextChoices):
    RESIDENT = "resident", _("居民身份证")
    PASSPORT = "passport", _("护照")
    PERMIT = "permit", _("港澳台居民证件")
    OTHER = "other", _("其他证件")


class RespondentRole(models.TextChoices):
    """For construction, all five bodies of the works can be named."""

    SELLER = "seller", _("销售者/服务者")
    PRODUCER = "producer", _("生产者")
    PLATFORM = "platform", _("网络平台")
    OWNER = "owner", _("建设单位")
    SURVEY = "survey", _("勘察单位")
    DESIGN = "design", _("设计单位")
    BUILDER = "builder", _("施工单位")
    SUPERVISOR = "supervisor", _("监理单位")
    INSURER = "insurer", _("保险人")
    INTERMEDIARY = "intermediary", _("检验检测认证机构")


class Purpose(models.TextChoices):
    """What a consent is for (个人信息保护法 13–15, 23, 28–31)."""

    HANDLING = "handling", _("为处理投诉使用个人信息")
    SENSITIVE = "sensitive", _("处理敏感个人信息")
    GUARDIAN = "guardian", _("监护人同意处理未成年人信息")
    PUBLICATION = "publication", _("公开投诉记录")
    DELEGATION = "delegation", _("委托调解")
    SHARE_PHONE = "share_phone", _("向经营者提供手机")
    TRANSFER = "transfer", _("向仲裁机构或者行政机关提供材料")


class YesNo(models.TextChoices):
    YES = "yes", _("同意")
    NO = "no", _("不同意")


class Side(models.TextChoices):
    """Who put something before the case."""

    CONSUMER = "consumer", _("消费者")
    BUSINESS = "business", _("经营者")
    STAFF = "staff", _("消委会")


class Sight(models.TextChoices):
    """Who may see a file of the case."""

    ALL = "all", _("双方和消委会")
    MEDIATOR = "mediator", _("只给消委会看")
    STAFF = "staff", _("消委会内部")


class ReassignReason(models.TextChoices):
    RECUSAL = "recusal", _("回避")
    LEAVE = "leave", _("请假或者离岗")
    OVERLOAD = "overload", _("在办过多")
    OVERDUE = "overdue", _("超过期限")
    OTHER = "other", _("其他")


class WithdrawReason(models.TextChoices):
    SETTLED = "settled", _("问题已经解决")
    ELSEWHERE = "elsewhere", _("改用其他途径")
    MISTAKE = "mistake", _("填错了")
    OTHER = "other", _("其他")


# The channels a person uses alone; everything else is entered by a clerk.
SELF_CHANNELS = frozenset({"web", "mobile"})
NOTICE_VERSION = "2026-11"
