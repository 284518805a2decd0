"""The verbs that tell what happened on a day, and the words that take it back."""

from __future__ import annotations

import re
from typing import NamedTuple

from complaints.aids.extract.reading import any_of

# 买 and 签 say that there was a contract; 提车 and 交房 only that it was performed.
BOUGHT = re.compile(
    r"买(?:了|的|到|来|过|回|下|得|入|一|两|台|辆|部|个|件)|[网团抢代]购(?:了|的)?|购(?:买(?!平台|渠道|记录|凭证|页面|方|者|链接)|入|得|置|进)|"
    r"下(?:了|的)?单|办(?:了|的|理|过)(?![^,。;]{0,6}(?:退|注销|取消|售后|理赔|手续))|办(?:(?!退)[一-龥\d]){0,3}卡|"
    r"签(?:了|订|下|约|的|合同|协议)(?![^,。;]{0,6}(?:退|和解|调解|解除|补充))|入手|订(?:了|购|的)|预[订定]了?|"
    r"报名|报[了的](?=[一-龥]{0,6}[班课团名])|拍下(?![^,。;]{0,4}(?:照|视频|证|图|来))|租[了的下]|定[做制][了的]?"
)
RECEIVED = re.compile(
    r"提(?:了|到|的)?新?车|[交收接]了?[房楼]|充值|充了(?=\d|钱|卡|会员)|付[款清]|付了(?![^,。;]{0,8}(?:修|检测|鉴定|违约|运费|押金))|"
    r"交[款钱费]|交了(?=\d|钱|款|[定订]金|学费|全款|首付)|支付了?|缴[了费纳]|转账|预存了?|刷卡"
)
_NOT_THEN = any_of(
    "没 未 不 想 要 让 叫 打算 准备 建议 推荐 如果 退 换 找 问 诉 说 称 告 催 以前 之前 原来 又 再 第二 第三 第四 "
    "别人 朋友 同事 邻居 联系 拿着 带着 收到"
)
STANDS_BETWEEN = re.compile(rf"{_NOT_THEN}|(?<!装)修")
FREELY = re.compile(
    r"(?:[早晚中]上|上午|中午|下午|傍晚|凌晨|当天)?(?:我们?|我[爸妈]|本人|家里|家人)?(?:就|才|刚|刚刚)?"
    r"(?:(?:在|从|到|去|通过)[^,。;]{1,24}|网上|线上|实体店|亲自)?新?"
)
_BUYING = any_of("购买 购物 下单 签约 签订合同 签订 签合同 办卡 购车 购房 消费 买 订购 交易")
BOUGHT_AT = re.compile(rf"(?:{_BUYING}的?(?:日期|时间)(?:是|为|:|在| )*|(?:购买|签订|签|购|办理|订购|下单|买)于 ?)$")
WRONG_AT = re.compile(r"(?:发现|出现|发生)(?:问题|故障)?的?(?:日期|时间)(?:是|为|:|在| )*$")

_BROKEN = any_of(
    "起火 着火 自燃 爆炸 炸裂 爆裂 爆胎 渗水 鼓包 断电 死机 黑屏 花屏 白屏 蓝屏 闪退 开不了机 裂开 断裂 断了 发霉 "
    "发臭 变质 脱落 倒塌 失灵 失控 跑路 失联 停业 倒闭 闭店 过敏 拉肚子 呕吐 中毒 腹泻 触电 烫伤 摔伤 不能用 用不了 "
    "没法用"
)
WENT_WRONG = re.compile(
    rf"{_BROKEN}|(?<!未)(?<!没)(?<!没有)发现|冒.{{0,3}}烟|(?<!没)坏[了掉]|漏[水电油气液]|自动(?:关机|重启)|打不(?:开|着)火?|"
    r"不(?:制冷|制热|加热|通电|启动|工作|亮了)|(?<!有)(?<!没)开裂|掉[下落了漆]|塌[了陷]|"
    r"出[了现]?(?:故障|问题|毛病|异响)|关了?门(?!时|前|后|的时)|被(?:扣|骗|盗刷)"
)


class Apart(NamedTuple):
    """What must not stand between the day and what went wrong: in the same clause, and in a later one besides."""

    same: re.Pattern[str]
    other: re.Pattern[str]


_ANOTHER_TIME = any_of("说 称 找 退 诉 寄 送 客服 检测 反映 没 未 不 又 再 还 如果 担心 怕 会 怀疑 告 要求 换")
_ANOTHER_PLACE = any_of(
    "买 购 办 签 提车 交房 收楼 收房 联系 后来 天后 周后 月后 年后 过了 用了 直到 回复 去店 去售 去医 店里 公司里"
)
KEEPS_APART = Apart(
    re.compile(rf"{_ANOTHER_TIME}|(?<!装)修|第[二三四五六七八九十]"),
    re.compile(rf"{_ANOTHER_PLACE}|打.{{0,3}}电话"),
)
