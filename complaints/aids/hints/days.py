"""Rules with a last day: H4, H5, H6.

The first day is not counted (民法典 201); a period of months ends on the same day of the month, or on its last one
(民法典 202). A last day that is a day of rest moves on (203); the day named here is the earlier, safe one. The day
of receipt or delivery is not asked: the day of purchase stands for it and the words say so.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from complaints.aids.hints.given import Given
from complaints.aids.hints.hint import Hint
from core.calendar import Calendar
from core.formats import full_day

RETURN_DAYS, PROOF_MONTHS = 7, 6
EVERY_DAY = Calendar(rest=frozenset(), work=frozenset(), known_years=frozenset(), roll_weekend=False)


def return_until(received: dt.date) -> dt.date:
    """The seventh day after receipt."""
    return EVERY_DAY.due_nd(received, RETURN_DAYS)


def proof_until(delivered: dt.date) -> dt.date:
    """Six months after delivery."""
    return EVERY_DAY.due_months(delivered, PROOF_MONTHS)


def no_reason_return(known: Given) -> Hint | None:
    """H4: bought at a distance, 消法 25."""
    if not known.distance or not (known.goods or "H4" in known.hints):
        return None
    return Hint(
        "H4",
        _("七日无理由退货"),
        _("网购、直播、电话等远程方式购买的商品，可以自签收之日起 7 日内退货，不需要说明理由；商品应当完好。"),
        _("消费者权益保护法第25条；消费者权益保护法实施条例第19条"),
        notes=(
            *still_open(known.bought, known.today),
            _("商家收到退回的商品之日起 7 日内退款；运费由您承担，另有约定的除外。"),
            _("定作的、鲜活易腐的、拆封的音像软件和数字商品、报刊，以及购买时您确认不宜退的除外。"),
        ),
    )


def still_open(bought: dt.date | None, today: dt.date) -> tuple[str, ...]:
    """Whether the seven days run; received later than bought, they end later."""
    if bought is None:
        return ()
    last = return_until(bought)
    if today <= last:
        return (_("还在期限内：即使购买当天就签收，也可以退到 {day}。").format(day=full_day(last)),)
    words = _("如果购买当天签收，期限已于 {day} 届满；签收较晚的，从签收次日起数 7 日。")
    return (words.format(day=full_day(last)),)


def faulty_goods(known: Given) -> Hint | None:
    """H5: goods below quality, 消法 24."""
    if "H5" not in known.hints or not known.about("quality", "after_sales", "safety", "counterfeit"):
        return None
    return Hint(
        "H5",
        _("质量问题退货、更换、修理"),
        _(
            "商品不符合质量要求的，按国家规定或者约定退货、更换、修理；没有规定和约定的，"
            "可以自收到商品之日起 7 日内退货。运输等必要费用由经营者承担。"
        ),
        _("消费者权益保护法第24条"),
        notes=faulty_days(known.bought, known.today),
    )


def faulty_days(bought: dt.date | None, today: dt.date) -> tuple[str, ...]:
    """Within the seven days a return; after them what else there is."""
    after = _("7 日以后，符合法定解除合同条件的可以及时退货；不符合的，可以要求更换、修理。")
    if bought is None:
        return (after,)
    last = return_until(bought)
    if today <= last:
        words = _("按购买当天收到计算，退货期限到 {day}，还没有过。")
    else:
        words = _("按购买当天收到计算，退货期限已于 {day} 届满；收到较晚的，从收到次日起数。")
    return words.format(day=full_day(last)), after


def burden_of_proof(known: Given) -> Hint | None:
    """H6: durable goods and decoration, 消法 23(3): within six months the business has to prove."""
    if "H6" not in known.hints or not known.about("quality", "safety", "after_sales"):
        return None
    return Hint(
        "H6",
        _("举证责任在经营者"),
        _(
            "耐用商品和装饰装修，自接受商品或者服务之日起 6 个月内发现瑕疵，发生争议的，"
            "由经营者承担有关瑕疵的举证责任。"
        ),
        _("消费者权益保护法第23条第3款"),
        notes=(*proof_days(known), _("从交付、验收或者收到之日起算；请保留能证明哪天发现的照片和聊天记录。")),
    )


def proof_days(known: Given) -> tuple[str, ...]:
    """Whether what was found was found in time, or still can be."""
    if known.bought is None:
        return ()
    last = proof_until(known.bought)
    found = known.known or known.today
    if known.known is not None and found <= last:
        words = _("按购买日期计算，6 个月到 {day}；您填写的发现日期在期限内。")
    elif found <= last:
        words = _("按购买日期计算，6 个月到 {day}，还没有过。")
    else:
        words = _("按购买日期计算，6 个月已于 {day} 届满；交付或者验收较晚的，从那一天起算。")
    return (words.format(day=full_day(last)),)
