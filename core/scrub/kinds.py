"""What is looked for, and the words that stand in its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    """One kind of personal data."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    ID_CARD = "id_card"
    PASSPORT = "passport"
    BANK_CARD = "bank_card"
    ALIPAY = "alipay"
    WECHAT = "wechat"
    QQ = "qq"
    EMAIL = "email"
    PLATE = "plate"
    HOUSE = "house"
    STREET = "street"
    SOCIAL = "social"
    TRACKING = "tracking"
    IMEI = "imei"


WORDS: dict[Kind, StrOrPromise] = {
    Kind.MOBILE: _("〔手机号已隐去〕"),
    Kind.LANDLINE: _("〔电话已隐去〕"),
    Kind.ID_CARD: _("〔身份证号已隐去〕"),
    Kind.PASSPORT: _("〔证件号已隐去〕"),
    Kind.BANK_CARD: _("〔银行卡号已隐去〕"),
    Kind.ALIPAY: _("〔支付宝账号已隐去〕"),
    Kind.WECHAT: _("〔微信号已隐去〕"),
    Kind.QQ: _("〔QQ号已隐去〕"),
    Kind.EMAIL: _("〔邮箱已隐去〕"),
    Kind.PLATE: _("〔车牌已隐去〕"),
    Kind.HOUSE: _("〔门牌已隐去〕"),
    Kind.STREET: _("〔街道地址已隐去〕"),
    Kind.SOCIAL: _("〔社保号已隐去〕"),
    Kind.TRACKING: _("〔快递单号已隐去〕"),
    Kind.IMEI: _("〔设备串号已隐去〕"),
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`text[start:end]` of the original text is personal data of this kind."""

    start: int
    end: int
    kind: Kind


def placeholder(kind: Kind) -> StrOrPromise:
    """The words shown instead."""
    return WORDS[kind]


def placeholders() -> list[str]:
    """All of them in the active language; what is already scrubbed is never looked into again."""
    return [str(words) for words in WORDS.values()]
