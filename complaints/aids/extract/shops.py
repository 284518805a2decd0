"""Whom it is about: the shop where something was bought, when its name is a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.aids.extract.reading import Reading, any_of
from complaints.aids.extract.shapes import Candidate

_KIND = any_of(
    "有限责任公司 股份有限公司 有限公司 公司 购物中心 培训中心 体检中心 健身中心 美容中心 服务中心 汽车4S店 4S店 "
    "四S店 旗舰店 专卖店 专营店 体验店 自营店 便利店 超市 商场 百货 商城 商店 商行 车行 电器行 电器城 手机店 水果店 "
    "药店 大药房 药房 眼镜店 饭店 酒店 餐厅 餐馆 宾馆 旅馆 民宿 健身馆 健身房 健身会所 瑜伽馆 游泳馆 舞蹈馆 美容院 "
    "美发店 理发店 养生馆 会所 影楼 影院 家具城 家居馆 建材城 建材店 农资店 经营部 销售部 门市部 旅行社 驾校 俱乐部 "
    "学校 店"
)
_BRANCH = r"(?:\([一-龥A-Za-z0-9]{1,12}[店馆部]\))"
_BRANCH_BEHIND = re.compile(rf"{_BRANCH}$")
_NAME = (
    rf"(?P<name>[一-龥A-Za-z0-9·&]{{2,18}}?(?:\([一-龥]{{2,6}}\)[一-龥]{{1,10}}?)?{_KIND}{_BRANCH}?)"
    r"(?![一-龥]?(?:门口|旁边|附近|对面|楼下)|"
    rf"{_KIND})"
)
_BUYING = any_of("购买 购 买 办 签 订 下单 消费 充 报名 报了 租 定做 定制 体检 吃 住 选购 团")
_AT = re.compile(
    rf"(?<=[在到去从向与和跟找])(?={_NAME}(?!上班|工作(?!人))(?:(?![的说称给让找问])[一-龥\d]){{0,10}}?{_BUYING})"
)
_CLAUSE_HEAD = r"(?:^|(?<=[\n。!?;,、:(“\"]))"
_BRANCHED = re.compile(rf"(?<=[在到去从向与和跟找被是叫由对]){_NAME}(?<=\))")
_BRANCHED_AHEAD = re.compile(rf"{_CLAUSE_HEAD}{_NAME}(?<=\))")
_LABEL = re.compile(
    rf"(?:店名|店铺名?称?|商家名?称?|商户名?称?|公司名称|单位名称|被投诉人|经营者|名字|名称)[是为叫:]{_NAME}"
)
_ACTS = any_of(
    "卖 出售 销售 老板 店员 店长 客服 经理 收银员 拒绝 拒不 不退 不给 不肯 不承认 关门 跑路 拖延 承诺 欺骗 虚假"
)
_ACTING = re.compile(rf"{_CLAUSE_HEAD}{_NAME}(?=的?{_ACTS})")
# 小区门口 and the like are the way there, not the name.
_WAY = re.compile(
    "^.*"
    + any_of(
        "门口 旁边 旁 附近 楼下 楼上 对面 路边 街边 路上 边上 隔壁 里面 上面 的 直播间 群里 平台 淘宝 天猫 京东 "
        "拼多多 抖音 快手 美团 闲鱼 唯品会 小红书"
    )
    + "(?:[那这一]家|新开)?的?"
)
_DIVISION = re.compile(r"^(?:广西)?(?:[一-龥]{1,3}(?<!超)[市县区镇乡])+")
_NO_NAME = re.compile(
    "[的了在去到从找被我你他她它们这那没不就把被给让说卖要想还都很吗呢买里]|上(?!海|林|思|饶)|"
    "[一几哪某两三](?:家|间|个)|(?<!某)某(?!某)|"
    + any_of(
        "联系 昨天 今天 前天 后来 然后 结果 但是 因为 所以 现在 检测 鉴定 法院 仲裁 律师 保险 快递 物流 银行 厂家 生产"
    )
)
# Before the first word of a clause anything may stand; a name that could be half a sentence is none.
_HALF = re.compile("[时后前有是用花付收打问请叫对向因但而且其此和跟天早晚午次]|本人|当|最|关于|投诉|举报|希望")
_TRADE = any_of(
    "实体 网上 网 线上 线下 小区 路边 街边 连锁 水果 蔬菜 农资 手机 电器 家电 健身 美容 美发 理发 装修 装饰 建材 "
    "家具 家居 大型 小型 乡镇 镇上 村里 县城 市区 城区 本地 当地 直营 直播 官方 品牌 专卖 授权 电动车 电动 汽车 摩托 "
    "摩托车 车 母婴 服装 鞋 药 早餐 奶茶 火锅 烧烤 眼镜 珠宝 黄金 房产 中介 物业 旅行 旅游 宠物 洗车 维修 售后 体检 "
    "培训 教育 英语 舞蹈 瑜伽 同 本 原 老 新 大 小 别 其他 另 附近 楼下 门口 社区 学校 单位 厂 总 分 子 该 多 各 全 "
    "自己 别人 朋友 代理 加盟 便利 批发 零售 综合 私人 民营 公立 私立 正规 实惠 平价 折扣 二手 数码 电脑 五金 文具 "
    "玩具 书 花 茶 烟酒 酒 保健品 化妆品 日用品 生鲜 海鲜 零食 蛋糕 面包 干洗 足浴 按摩 纹身 摄影 婚纱 婚庆 家政 "
    "搬家 开锁 租车 租房 驾 游泳 口腔 牙科 整形 中医"
)
_GENERIC = re.compile(rf"{_TRADE}*.?{_TRADE}*{_KIND}")


PATTERNS = ((_LABEL, 0), (_AT, 0), (_BRANCHED, 0), (_BRANCHED_AHEAD, 0), (_ACTING, 1))


def names(reading: Reading) -> Iterator[Candidate]:
    """`respondent_name`: named as the shop, the place of buying, a branch in brackets, or one that acts."""
    for pattern, tier in PATTERNS:
        for found in pattern.finditer(reading.text):
            end = found.end("name")
            name = _bare(found["name"], told=pattern is _LABEL)
            if name and not (tier and _HALF.search(name)):
                yield Candidate("respondent_name", name, end - len(name), end, tier)


def _bare(name: str, *, told: bool) -> str:
    """The name without the way there; "" when nothing is left that only this shop is called.

    Of what is `told` to be the name, no more is asked.
    """
    name = _WAY.sub("", name)
    if "公司" not in name:
        name = _DIVISION.sub("", name)
    stem = _BRANCH_BEHIND.sub("", name)
    generic = len(stem) < 4 or (not told and _GENERIC.fullmatch(stem))
    return "" if generic or _NO_NAME.search(name) else name
