"""Rules with an amount: H1, H2, H7, H12. Everything is Decimal, to the fen; no price, no sum."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_UP, Decimal

from django.utils.translation import gettext as _

from complaints.aids.hints.given import Given
from complaints.aids.hints.hint import Hint
from core.formats import full_day, money

FEN = Decimal("0.01")
LEAST_THREEFOLD, LEAST_TENFOLD = Decimal(500), Decimal(1000)
MOST_DEPOSIT = Decimal("0.20")
COOLING = dt.timedelta(days=7)
# Closing down with people's money is a case of fraud of its own (预付式消费解释 23).
CLOSED = re.compile("关门|关了|跑路|失联|停业|闭店|歇业|倒闭|卷款|人去楼空")
EARNEST = "定金"


def threefold(known: Given) -> Hint | None:
    """H1: fraud, 消法 55(1): the price back and three times the price, at least 500 yuan."""
    closed = "H7" in known.hints and known.about("contract") and CLOSED.search(known.words)
    fraud = known.about("false_ad", "counterfeit", "metrology") or known.asks("punitive")
    if "H1" not in known.hints or not (fraud or closed):
        return None
    result, steps = threefold_sum(known.paid)
    return Hint(
        "H1",
        _("退一赔三"),
        _(
            "如果认定经营者有欺诈，例如虚假宣传、以假充真、缺斤少两，可以要求退还价款，并增加赔偿价款的三倍；"
            "增加的部分不足 500 元的，按 500 元。"
        ),
        _("消费者权益保护法第55条第1款；预付式消费解释第23条") if closed else _("消费者权益保护法第55条第1款"),
        result,
        steps,
    )


def threefold_sum(price: Decimal | None) -> tuple[Decimal | None, tuple[str, ...]]:
    """Price + max(3 × price, 500), and how."""
    if price is None:
        return None, (_("填写「已付金额」以后，这里会算出参考数额。"),)
    triple = 3 * price
    return totalled(price, triple, LEAST_THREEFOLD, [_("价款的三倍：{amount}").format(amount=money(triple))])


def tenfold(known: Given) -> Hint | None:
    """H2: unsafe food, 食品安全法 148(2): ten times the price or three times the loss, at least 1,000 yuan."""
    unsafe = known.about("safety", "quality", "counterfeit") or known.asks("punitive") or known.injury in HURT
    if "H2" not in known.hints or not unsafe:
        return None
    result, steps = tenfold_sum(known.paid, known.loss)
    return Hint(
        "H2",
        _("食品十倍赔偿"),
        _(
            "如果认定食品不符合食品安全标准，除赔偿损失外，可以要求增加赔偿价款的十倍或者损失的三倍；"
            "增加的部分不足 1,000 元的，按 1,000 元。向销售者要求的，要能说明对方明知不符合标准还在卖。"
        ),
        _("食品安全法第148条第2款"),
        result,
        steps,
        (
            _("只是标签、说明书有瑕疵，不影响食品安全，也不会误导消费者的，不适用。"),
            _("购买数量明显超过一家人正常需要的，超过的部分可能得不到支持。"),
        ),
    )


HURT = frozenset({"injured", "serious"})


def tenfold_sum(price: Decimal | None, loss: Decimal | None) -> tuple[Decimal | None, tuple[str, ...]]:
    """Price + max(10 × price or 3 × loss whichever is larger, 1,000), and how."""
    if price is None:
        return None, (_("填写「已付金额」以后，这里会算出参考数额。"),)
    steps = [_("价款的十倍：{amount}").format(amount=money(10 * price))]
    if loss is not None:
        steps.append(_("损失的三倍：{amount}；两者取较大的").format(amount=money(3 * loss)))
    return totalled(price, max(10 * price, 3 * (loss or Decimal(0))), LEAST_TENFOLD, steps)


def totalled(price: Decimal, extra: Decimal, least: Decimal, steps: list[str]) -> tuple[Decimal, tuple[str, ...]]:
    """The price and what is added to it, never less than `least`."""
    if extra < least:
        steps.append(_("不足 {least}，按 {least}").format(least=money(least)))
    added = max(extra, least)
    total = (price + added).quantize(FEN)
    line = _("价款 {price} 加 {added}，一共 {total}").format(price=money(price), added=money(added), total=money(total))
    return total, (*steps, line)


def prepaid(known: Given) -> Hint | None:
    """H7: prepaid money back, 消法 53, 条例 22, 预付式消费解释 14–18."""
    wanted = known.about("contract") or known.asks("refund", "rescind")
    if not known.asks("refund_prepaid") and not ("H7" in known.hints and wanted):
        return None
    result, steps = prepaid_sum(known.paid, known.used, known.dispute)
    return Hint(
        "H7",
        _("预付款退余额"),
        _("经营者没有按照约定提供商品或者服务的，可以要求继续履行，或者退回没有用完的预付款，并承担利息。"),
        _("消费者权益保护法第53条；消费者权益保护法实施条例第22条；预付式消费解释第14至18条"),
        result,
        steps,
        (
            _("已使用的部分怎么计价，有约定的按约定；没有约定的，要看退费是哪一方的原因。"),
            _("按时间计的卡，通常按剩下的时间占全部时间的比例计算。"),
            *cooling(known.bought, known.today),
        ),
    )


def prepaid_sum(
    paid: Decimal | None, used: Decimal | None, dispute: Decimal | None
) -> tuple[Decimal | None, tuple[str, ...]]:
    """Paid − used where both are known; else the rule, with what follows from the amount in dispute."""
    if paid is None:
        return None, (_("应退余额 = 已付金额 − 已使用部分的金额"),)
    if used is not None and used <= paid:
        rest = (paid - used).quantize(FEN)
        words = _("已付 {paid} − 已使用 {used} = {rest}")
        return rest, (words.format(paid=money(paid), used=money(used), rest=money(rest)),)
    steps = [_("应退余额 = 已付 {paid} − 已使用部分的金额").format(paid=money(paid))]
    if dispute is not None and dispute < paid:
        words = _("您填写的争议金额是 {dispute}，倒推已使用 {used}，请核对")
        steps.append(words.format(dispute=money(dispute), used=money(paid - dispute)))
    return None, tuple(steps)


def cooling(paid_on: dt.date | None, today: dt.date) -> tuple[str, ...]:
    """The seven days after paying within which the whole may be asked back."""
    if paid_on is None:
        return (_("付款之日起 7 日内，通常可以要求退还全部本金；付款前已经体验过同样服务等情形除外。"),)
    last = paid_on + COOLING
    if today <= last:
        words = _("付款之日起 7 日内，通常可以要求退还全部本金，到 {day} 为止；付款前已经体验过同样服务等情形除外。")
    else:
        words = _("付款之日起 7 日内可以要求退还全部本金，按您填写的日期已于 {day} 届满；不影响要求退还余额。")
    return (words.format(day=full_day(last)),)


def deposit(known: Given) -> Hint | None:
    """H12: earnest money, 民法典 586–587: double, of at most a fifth of the price."""
    earnest = EARNEST in known.words
    if not known.asks("refund_deposit") and not ("H12" in known.hints and earnest):
        return None
    amount = known.paid if earnest and known.asks("refund_deposit") else None
    result, steps = deposit_sum(amount)
    return Hint(
        "H12",
        _("定金双倍返还"),
        _("收定金的一方不履行合同，或者履行不符合约定致使合同目的不能实现的，可以要求双倍返还定金。"),
        _("民法典第586条、第587条"),
        result,
        steps,
        (
            _("定金不超过合同总价的 20%，超过的部分不按双倍，只退原数。"),
            _("押金、订金、预付款不是定金，不适用双倍返还，要看当初怎么写的。"),
        ),
    )


def deposit_sum(amount: Decimal | None) -> tuple[Decimal | None, tuple[str, ...]]:
    """Deposit × 2, and the price from which all of it counts as earnest money."""
    if amount is None:
        return None, (_("可以要求的数额 = 定金 × 2"),)
    double = (2 * amount).quantize(FEN)
    price = (amount / MOST_DEPOSIT).quantize(FEN, ROUND_UP)
    return double, (
        _("定金 {amount} × 2 = {double}").format(amount=money(amount), double=money(double)),
        _("合同总价达到 {price}，这笔钱才全部算定金。").format(price=money(price)),
    )
