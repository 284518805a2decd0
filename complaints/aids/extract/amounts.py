"""Sums in a narrative: what was paid, what is asked back, what else was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from complaints.aids.extract.reading import NUMERALS, Reading, any_of, scaled, whole_number
from complaints.aids.extract.shapes import Candidate
from complaints.aids.extract.verbs import RECEIVED

_MONEY = re.compile(
    r"(?P<sign>[¥￥]|人民币|RMB) ?(?P<signed>\d+(?:,\d{3})*(?:\.\d+)?)(?P<signed_unit>[百千万]?)(?:元|块钱?)?|"
    r"(?P<figures>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?(?P<unit>[百千万亿]?)(?P<yuan>元|块钱?|圆)?|"
    rf"(?P<words>[{NUMERALS}]{{1,16}})(?:元|块钱?|圆)整?"
)
_LOOSE_NUMERALS = re.compile(r"[一二两三四五六七八九]{2,}")
_RATE = r"一[斤盒件个瓶包次天月节袋]"
_NOT_BEFORE = re.compile(
    rf"(?:约|大概|差不多|近|超过?|不到|至少|最[多少低高]|几|[\d.,][-~—–至到]?|[-~—–]|[A-Za-z]|第|每[^,。;、]{{0,8}}|单价[是为:]?|"
    rf"{_RATE}|[多少涨省减满][了过]?|便宜了?|优惠了?|立减|原价|标价|差价)$"
)
_NOT_AFTER = re.compile(
    rf"多|左右|上下|以[上下]|起|出头|不到|[-~—–]|/|每|{_RATE}|的?(?:优惠|代金|抵用|券|红包|积分|话费)|[送赠返减抵变]|[\d.]|"
    r"[一二三四五六七八九]"
)
# Without a unit, and no year either.
_BARE = re.compile(r"(?!20[12]\d$)\d{3,6}")
_CLOSED = re.compile(r"$|[。!?;\n,、)]")

_BUSINESS = any_of("商家 店家 店里 商场 公司 老板 客服 对方 平台 店员 卖家 厂家 开发商 物业 经营者 超市 酒店 机构 学校")
# Nobody paid what was only said, asked, wished or given back.
_NOT_DONE = re.compile(
    any_of(
        "没 未 每 退 赔 补 让 叫 要求 要我 需 应 说要 说先 如果 若 想 可以 愿 准备 打算 差 多收 多付 扣 别人 朋友 "
        "邻居 网上 别家 其他 另一家 最低 人均 约定 规定 条款 一般 以为 就能 才能 只要 先付 先交"
    )
    + "|不(?!得不)"
)
_EXPENSE = re.compile(
    any_of("打车 坐车 来回 看病 住院 律师 鉴定 检测 维修 拖车 治 医 药") + rf"|(?<![向给在跟找被从与和])(?:{_BUSINESS})"
)
_WHERE_TO = r"(?:给[他她店商对][们家方]?了?)"
_PAID = re.compile(
    rf"(?:(?:花|付|支付|交|缴|充|充值|转|转账|刷|预存|付款|买|购买|消费)(?:了|掉了?|去了?|{_WHERE_TO})|"
    rf"{any_of('花费 实付 支付 付款 消费 缴费 缴纳 预存')}了?)"
    rf"{any_of('人民币 现金 全款 定金 订金 学费 首付 会费 房款 车款 钱 共 一共 总共 总计 共计 合计')}?$"
)
_CARD = re.compile(r"[办开充续](?:了?个?张?)[一-龥]{0,2}卡$")
_PRICE = re.compile(
    any_of("总价 总价款 成交价 售价 购买价 价格 车价 房价 总房款 货款 合同价 合同金额 团费 学费 年费 卡费")
    + r"(?:一?共?[是为]|总共|共计|:)?$"
)
_PRICE_NOT = re.compile(
    any_of(
        "原 别 其他 另 同款 网 市场 标 降 涨 差 说 要 退 赔 每 改 变 优惠 活动 如果 预算 估 还 没 未 不 剩 返 预售 宣传"
    )
)
_INSTALMENTS = re.compile(any_of("进度款 首付 首期 分期 尾款 定金 订金 余款 未付 按揭 贷款 月供 欠 还没付 预付"))
_BOUGHT = re.compile(r"(?:买|购|订|办|报|签|拍|租|团)[了的到过下入]|购买|下单|入手|办[一-龥]{0,3}卡|报名")
_GOT = re.compile(rf"{_BOUGHT.pattern}|{RECEIVED.pattern}")
_BOUGHT_HERE = re.compile(r"(?:(?:买|购|办|办理|订|订购|报|报名|拍|定制|定做)[了的到下]|购买)[^,。;]{1,20}$")
_THEN_BOUGHT = re.compile(
    r"(?:的价[格钱])?(?:就|从[^,。;]{2,12})?(?:(?:买|购|办|订|拍|入|团)[了的到来入下得]|购买|入手)"
)
_TOTAL = re.compile(
    rf"(?:买|购|付|花|充|交|刷|消费|打赏|转账)[^。!?;]{{0,30}}?{any_of('一共 总共 共计 合计 总计 累计 共')}"
    r"(?:花|付|支付|交|充|转|消费|打赏)?(?:了|费|款|去|费了)?$"
)
_NO_TOTAL = re.compile(any_of("退 赔 要求 收 送 每 说 赠 违约 返 扣 没 未 不 药 治 打车"))

_DEMAND = re.compile("要求|请求|希望|恳请|诉求[是为]?|申请|主张|我要|本人要")
_WHOM = re.compile(rf"^(?:该|那家|这家)?{_BUSINESS}(?:应|立即|尽快|依法|必须|全额)?")
_OTHERS = re.compile(
    any_of(
        "公司 商家 店家 店里 对方 他 他们 她 老板 客服 平台 学校 厂家 开发商 店员 物业 卖家 经理 师傅 房东 邻居 机构 "
        "顾客 还 没 没有 不是 并非 不再 曾 被"
    )
    + r"(?:还|又|仍|却|一直|也|就|再)?$"
)
_SAYS_OTHER = re.compile(any_of("商家 店家 对方 老板 公司 客服 平台 只 说 同意 答应 但 却 可是 愿意 先 少"))
_BACK = re.compile(r"退(?:还|回|赔|款|费|货款|给我|我)?[^,。;]{0,16}$|返还[^,。;]{0,16}$")
_MEND = re.compile(r"(?:赔|补偿)(?P<what>[^,。;]{0,16})$")
_IN_ALL = re.compile(r"(?:退|赔|补偿)[^。]{0,30}(?:共|共计|合计|一共|总计|总共)(?:是|为|赔偿|退还)?$")
_BEFORE_BACK = re.compile(r"(?:应当?|该|要|全部|全额|必须|也|予以)*(?:退还|退回|返还|退给我|退赔)")
_LOSS = any_of(
    "医药费 医疗费 治疗费 检查费 检测费 鉴定费 维修费 维修 修理费 误工费 交通费 路费 车费 打车费 拖车费 运费 邮费 "
    "快递费 律师费"
)
_LOST_WORD = re.compile(rf"{_LOSS}|医药|医疗|治疗|误工|损失|清洗|修缮|护理")
_FEE = rf"(?:{_LOSS}|押金|违约金|手续费|服务费)"
_SPENDING = r"(?:花|付|用|交|支付|垫付)(?:了|去了?)"
_FEE_BEHIND = re.compile(rf"的?(?:{_FEE}|看病|治|修|请|打车|坐车|做[鉴检手]|找人|住院|检测|鉴定|送检|寄|罚款|租)")
_FEE_AHEAD = re.compile(rf"{_FEE}(?:一共|共|总共|合计)?{_SPENDING}?$")
_SPENT = re.compile(rf"{_SPENDING}(?:一共|共)?$")
# A repair or a cure may be the very thing complained of; then it is no loss besides.
_SURELY_LOST = re.compile(
    any_of("医药费 误工费 交通费 路费 打车费 拖车费 鉴定费 检测费 律师费 自己 自费 自行 垫付 另外")
)
_LOST_AHEAD = re.compile(rf"{_LOSS}(?:一共|共|总共|合计)?{_SPENDING}$")


# A list of sums: none of them is the whole.
_GOES_ON = re.compile(
    rf"(?:[、和及加]|以及)(?![^,。;]{{0,4}}[退赔补])[^,。;]{{0,10}}?[\d{NUMERALS}][\d.,]*[{NUMERALS}]*[元块万]"
)


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in yuan; a bare number (`named` False) may be anything."""

    value: str
    start: int
    end: int
    named: bool


def roles(reading: Reading) -> Iterator[Candidate]:
    """`amount_paid`, `amount_in_dispute` and `loss`, by the words around each sum."""
    for money in _all_money(reading):
        found = _demanded(reading, money) or _lost(reading, money) or _paid(reading, money)
        if found:
            field, tier = found
            value = "" if _GOES_ON.match(reading.text[money.end : money.end + 24]) else money.value
            yield Candidate(field, value, money.start, money.end, tier)


def _all_money(reading: Reading) -> Iterator[Money]:
    for found in _MONEY.finditer(reading.text):
        value = _value(found)
        before, behind = reading.clause_before(found.start()), reading.text[found.end() : found.end() + 6]
        if value and not _NOT_BEFORE.search(before) and not _NOT_AFTER.match(behind):
            named = bool(found["sign"] or found["yuan"] or found["words"] or found["unit"] == "万")
            if named or (_BARE.fullmatch(value) and not found["unit"] and _CLOSED.match(behind)):
                yield Money(value, *found.span(), named)


def _value(found: re.Match[str]) -> str:
    """Plain yuan, such as 14000 or 12.5; "" for what is no sum."""
    if found["words"]:
        number = None if _LOOSE_NUMERALS.search(found["words"]) else whole_number(found["words"])
        value = Decimal(number) if number else None
    else:
        digits = found["signed"] or found["figures"]
        value = scaled(digits, found["signed_unit"] or found["unit"] or "")
    return f"{value:f}" if value else ""


def _demanded(reading: Reading, money: Money) -> tuple[str, int] | None:
    """What this person asks for: given back or made good; who else asks is not asked about."""
    before = reading.paragraph_before(money.start)
    asks = [found for found in _DEMAND.finditer(before) if not _OTHERS.search(before[: found.start()])]
    if not asks or not money.named:
        return None
    asked = _WHOM.sub("", before[asks[-1].end() :])
    if _SAYS_OTHER.search(asked):
        return None
    if _IN_ALL.search(asked):
        return "amount_in_dispute", 0
    return _asked(asked, reading.clause_before(money.start), reading.text[money.end : money.end + 12])


def _asked(asked: str, clause: str, behind: str) -> tuple[str, int] | None:
    near = asked[-len(clause) :] if clause else ""
    mended = _MEND.search(near)
    if mended:
        return ("loss" if _LOST_WORD.search(mended["what"]) else "amount_in_dispute"), 1
    if _BACK.search(near) or _BEFORE_BACK.match(behind):
        return "amount_in_dispute", 1
    return None


def _lost(reading: Reading, money: Money) -> tuple[str, int] | None:
    """Spent because of it: 自己花了800元修, 医药费花了1200元."""
    clause, behind = reading.clause_before(money.start), reading.text[money.end : money.end + 6]
    if not money.named or _NOT_DONE.search(clause) or not _SURELY_LOST.search(clause + behind):
        return None
    spent = _LOST_AHEAD.search(clause) or (_SPENT.search(clause) and _FEE_BEHIND.match(behind))
    return ("loss", 0) if spent else None


def _paid(reading: Reading, money: Money) -> tuple[str, int] | None:
    """What went over the counter: the sum of it before single payments, payments before a mere price."""
    clause, behind = reading.clause_before(money.start), reading.text[money.end : money.end + 16]
    if _FEE_BEHIND.match(behind) or _FEE_AHEAD.search(clause):
        return None
    if money.named and _is_total(reading, money):
        return "amount_paid", 0
    if not (_NOT_DONE.search(clause) or _EXPENSE.search(clause)) and _is_payment(reading, money, clause, behind):
        return "amount_paid", 1
    return ("amount_paid", 2) if money.named and _is_price(reading, clause) else None


def _is_price(reading: Reading, clause: str) -> bool:
    """A price of what was bought, unless part of it may still be open."""
    named = _PRICE.search(clause) and not _PRICE_NOT.search(clause)
    return bool(named and _GOT.search(reading.text) and not _INSTALMENTS.search(reading.text))


def _is_total(reading: Reading, money: Money) -> bool:
    total = _TOTAL.search(reading.sentence_before(money.start))
    return bool(total and not _NO_TOTAL.search(total[0]))


def _is_payment(reading: Reading, money: Money, clause: str, behind: str) -> bool:
    paid = _PAID.search(clause)
    if paid or _CARD.search(clause):
        return money.named or bool(_CLOSED.match(behind))
    if not money.named:
        return False
    return bool(_THEN_BOUGHT.match(behind)) or _is_price_of(reading, money, clause, behind)


def _is_price_of(reading: Reading, money: Money, clause: str, behind: str) -> bool:
    """买了三年卡4999元, and the sum alone in the clause behind: 买的手机，2899元，"""
    if not _CLOSED.match(behind):
        return False
    if clause.strip():
        return bool(_BOUGHT_HERE.search(clause)) and not _PRICE_NOT.search(clause)
    before = reading.clause_before(max(reading.clause_start(money.start) - 1, 0))
    return bool(_BOUGHT.search(before)) and not _NOT_DONE.search(before)
