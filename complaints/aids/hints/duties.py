"""Rules without a sum: who else has to answer, and what to do in time. H3, H8, H9, H10, H11."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.aids.hints.given import Given
from complaints.aids.hints.hint import Hint
from core.formats import mark

MEDICINE = "P0801"
NETWORK = frozenset({"online", "live"})
# Which rule of repair, replacement and return speaks of the leaf; where none is named the certificate decides.
GUARANTEES: Mapping[str, object] = {
    "P0201": gettext_lazy("《部分商品修理更换退货责任规定》"),
    "P0202": gettext_lazy("《部分商品修理更换退货责任规定》"),
    "P0301": gettext_lazy("《移动电话机商品修理更换退货责任规定》"),
    "P0302": gettext_lazy("《微型计算机商品修理更换退货责任规定》"),
    "P0601": gettext_lazy("《家用汽车产品修理更换退货责任规定》"),
    "P0602": gettext_lazy("《家用汽车产品修理更换退货责任规定》"),
}


def known_defect(known: Given) -> Hint | None:
    """H3: a defect that was known, with death or serious harm, 消法 55(2). No sum: the loss is not yet known."""
    if known.injury != "serious" and not ("H3" in known.hints and known.injury == "injured"):
        return None
    return Hint(
        "H3",
        _("明知有缺陷仍然提供"),
        _(
            "如果认定经营者明知商品或者服务有缺陷仍然提供，造成死亡或者健康严重损害，受害人除要求赔偿损失外，"
            "还可以要求所受损失两倍以下的惩罚性赔偿。"
        ),
        _("消费者权益保护法第55条第2款"),
        notes=(_("请先就医，保留病历、票据和有问题的商品，不要丢弃或者拆修。"),),
    )


def platform(known: Given) -> Hint | None:
    """H8: the platform, 消法 44, 电子商务法 38 and 58."""
    on_network = "H8" in known.hints or known.mode in NETWORK or bool(known.platform)
    if known.role == "platform" or not on_network:
        return None
    return Hint(
        "H8",
        _("网络平台的责任"),
        _(
            "通过网络平台购买的，平台不能提供商家的真实名称、地址和有效联系方式，或者明知、应知商家侵害消费者却不处理的，"
            "可以向平台要求赔偿。"
        ),
        _("消费者权益保护法第44条；电子商务法第38条、第58条"),
        notes=(about_platform(known.platform),),
    )


def about_platform(name: str) -> str:
    """What to do now."""
    if name:
        return _("可以在「涉及谁」里写明平台（{name}），必要时由调解员请平台一起参加。").format(name=name)
    return _("可以在「涉及谁」里写明平台名称和店铺链接，必要时由调解员请平台一起参加。")


def guarantee(known: Given) -> Hint | None:
    """H9: 三包. The periods differ by goods; the text itself is what counts."""
    if "H9" not in known.hints or not known.about("quality", "after_sales", "safety"):
        return None
    rule = str(GUARANTEES.get(known.category, ""))
    law = _("消费者权益保护法第24条")
    return Hint(
        "H9",
        _("三包：修理、更换、退货"),
        _("国家对部分商品规定了修理、更换、退货的条件和期限。期限因商品而不同，以现行规定和您的三包凭证为准。"),
        mark("；").join([law, rule]) if rule else law,
        notes=(_("请找出三包凭证、发票和每次维修的记录；要求商家每次检测、维修都开单。"),),
    )


def first_asked(known: Given) -> Hint | None:
    """H10: whoever is asked first pays first, 食品安全法 148(1), 药品管理法 144."""
    harmful = known.about("safety", "quality", "counterfeit") or known.injury in {"injured", "serious"}
    if "H10" not in known.hints or not harmful:
        return None
    return Hint(
        "H10",
        _("首负责任，先行赔付"),
        _("因食品、药品受到损害的，可以找经营者，也可以找生产者。先接到要求的一方应当先行赔付，不得推诿。"),
        _("药品管理法第144条；消费者权益保护法实施条例第44条")
        if known.category == MEDICINE
        else _("食品安全法第148条第1款；消费者权益保护法实施条例第44条"),
    )


def farm_inputs(known: Given) -> Hint | None:
    """H11: farmers who buy inputs, 消法 62."""
    if "H11" not in known.hints:
        return None
    return Hint(
        "H11",
        _("农资：收获前做鉴定"),
        _(
            "农民购买、使用直接用于农业生产的生产资料，参照消费者权益保护法执行。损失多少，通常要靠田间鉴定或者测产来确定。"
        ),
        _("消费者权益保护法第62条"),
        notes=(
            _("请在收获以前联系当地农业农村部门申请鉴定或者测产，收获以后就难以确定了。"),
            _("保留包装、票据和没有拆封的样品。"),
        ),
    )
