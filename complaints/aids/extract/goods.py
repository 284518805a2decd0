"""What was bought: brand and model, batch, bar code, and the number of the order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from complaints.aids.extract.reading import Reading, any_of
from complaints.aids.extract.shapes import Candidate
from core.checkdigits import valid_gtin
from core.scrub import find

NEAR = 24  # characters between a brand and its model
_GOODS = any_of(
    "智能手机 手机 平板电脑 平板 笔记本电脑 笔记本 电脑 液晶电视 电视机 电视 电冰箱 冰箱 空调 洗衣机 热水器 电压力锅 "
    "压力锅 电饭煲 电水壶 电热水壶 电动自行车 电动摩托车 电动车 自行车 摩托车 汽车 轿车 相机 耳机 手表 手环 音箱 "
    "路由器 打印机 充电器 充电宝 移动电源 电池 扫地机器人 扫地机 吸尘器 净水器 油烟机 燃气灶 电风扇 风扇 取暖器 "
    "微波炉 烤箱 豆浆机 破壁机 剃须刀 吹风机 婴儿车 推车 童车 轮椅 显示器 显卡 学习机 投影仪 按摩椅"
)
_MEASURE = "辆台部个只件款套把盒瓶箱袋条双块张架支罐桶包"
# Where a brand can begin: Chinese leaves no spaces.
_EDGE = rf"(?:^|(?<=[\n。!?;,、:\"“「(])|(?<=[的了是为叫用和与买{_MEASURE}])|(?<=[收买]到)|(?<=我家))"
_BRAND = rf"(?![一二两三四五六七八九十几数半]*[{_MEASURE}])(?P<brand>[一-龥]{{2,4}}?|[A-Za-z]{{2,15}}) ?"
_MODEL = r"(?P<model>[A-Za-z0-9][A-Za-z0-9+\-]{0,14}(?: (?:Pro|Max|Plus|Ultra|SE|mini))*)"
# A place may be an edge inside a longer match, so the match itself is only looked at, not passed over.
_BEHIND = rf"(?P<behind>型(?!号)|{_GOODS}(?![壳膜套扇盒柜包架贴卡座垫带绳线链店城费险]))"
_BRANDED = re.compile(rf"{_EDGE}(?=(?P<whole>{_BRAND}{_MODEL} ?{_BEHIND}))", re.IGNORECASE)
# 牌照, 牌子, and 牌 that hangs or fell, are no brand.
_NO_SIGN = "(?![子照匾坊楼价局友上面匠位的已被没不是了都也很掉在就要说写挂拆倒坏放竖立有和与又还])"
_NAMED = re.compile(
    rf"{_EDGE}(?=(?P<whole>(?P<brand>[一-龥]{{2,4}}?)牌{_NO_SIGN}(?= ?[A-Za-z0-9]|[一-龥]{{2}})"
    rf"(?: ?{_MODEL}(?=型|[一-龥 ,。;、(]|$)型?)?))"
)
_LABELLED = re.compile(
    r"(?:品牌(?:名称)?(?:是|为|:)+ ?(?P<brand>[一-龥A-Za-z]{2,10}?)[ ,;、]{1,2})?(?:产品|商品|规格)?型号(?:是|为|:)* ?"
    r"(?P<model>[A-Za-z0-9][A-Za-z0-9+\-/]{1,24})(?![A-Za-z0-9+\-/])"
)
_GENERIC = any_of(
    "国产 进口 二手 全新 新款 智能 普通 同款 同型 老款 旧款 正品 原装 高端 品牌 家用 儿童 新手 老人 大屏 超薄 便宜 "
    "高配 低配 顶配 学生 电动 无线 蓝牙 高清 液晶 最新 新出 某某 某品 正版 官方 组装 杂牌 配套 批次 型号 编号 小区 "
    "手机 电脑 空调 电池 充电 红色 黑色 白色 蓝色 金色 灰色 绿色 粉色 银色 加厚 防水 折叠 便携 迷你 小型 大型 大号 "
    "小号 中号 转角 旗舰 高级"
)
_NO_BRAND = re.compile(
    rf"^{_GENERIC}|[的了是在和与或把被给买卖用叫为有没不这那该各每其我你他她它们就都也很去来到从向跟对让要说想]|"
    rf"[一二两三四五六七八九十几数半][{_MEASURE}]"
)
_NO_MODEL = re.compile(
    r"X{0,4}[SML]|TYPE-?C|MP[345]|MINI|PTC|[2-6]G|\d+[GT]B?|WI-?FI\d?|USB|LED|OLED|LCD|VR|AI|3D|[248]K|DVD|CD|TV|PC|VIP|SUV|MPV|GPS|NFC|CPU|UPS|APP|"
    r"\d{3,}[WVHM]?|\d+[WV]",
    re.IGNORECASE,
)
_NO_CARD = re.compile(
    r"[车号招吊金名品大杂门王冒正贴铭标老打纸麻骨令腰奖盾桥底]$|扑克|麻将|广告|指示|塔罗|施工|警示|告示|公告|提示|警告|编号|工作|单元"
)

_ALONE = r"(?! ?[年月日元块件个台辆箱盒吨斤]| ?[和、及与或] ?[A-Za-z0-9])"
_CODE = r"(?P<code>[A-Za-z0-9][A-Za-z0-9\-/.]{2,24}[A-Za-z0-9])(?![A-Za-z0-9])"
_BATCH = re.compile(rf"(?:批次(?:号码?|编号|代码)?|批号)(?:是|为|:|#| )*{_CODE}{_ALONE}")
_BATCH_AHEAD = re.compile(
    r"(?:^|(?<=[\n。!?;,、:(“\"的是为 ]))(?P<code>[A-Za-z][A-Za-z0-9\-]{2,24}) ?(?:这一?|该)?批次"
)
_MADE = re.compile(
    r"(?:生产日期|出厂日期|制造日期)(?:标的|写的|印的|标注|上|是|为|:| )*"
    r"(?P<year>20\d\d) ?(?P<mark>年|[-/.]|) ?(?P<month>\d{1,2}) ?(?:月|[-/.]|) ?(?P<day>\d{1,2})(?!\d)"
)
_BAR = re.compile(
    rf"{any_of('商品条码 条形码 条码 69码 商品码 物品编码 物品码 GTIN EAN UPC')}"
    r"(?:号码?|编号|数字)?(?:下面的?数字)?(?:是|为|:|#|-1[34]| )*(?P<code>\d(?:[ \-]?\d){7,13})(?![ \-]?\d)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:(?:订单|合同|报告|交易)(?:编号|号码?|单号)|订单|(?<![递运流])流水号)(?:是|为|:|#|NO\.?| )*"
    r"(?P<code>[A-Za-z0-9][A-Za-z0-9\-_/]{2,62}[A-Za-z0-9])(?![A-Za-z0-9\-_/年月日元块件个])",
    re.IGNORECASE,
)


def brand_models(reading: Reading) -> Iterator[Candidate]:
    """示例K9型 · 示例X手机 · 示例牌 DY-50 · 品牌示例，型号DY-50. A brand stands only where a word must begin."""
    for found in _BRANDED.finditer(reading.text):
        if not _NO_BRAND.search(found["brand"]) and _is_model(found):
            yield Candidate("brand_model", found["whole"], *found.span("whole"))
    for found in _NAMED.finditer(reading.text):
        if _is_named(found):
            yield Candidate("brand_model", found["whole"], *found.span("whole"), 1)
    yield from _labelled(reading)


def _labelled(reading: Reading) -> Iterator[Candidate]:
    """品牌示例，型号DY-50; a brand shortly before belongs to it: 示例牌燃气灶，型号SL-B9."""
    for found in _LABELLED.finditer(reading.text):
        if not _digits(found["model"]):
            continue
        start = max(found.start() - NEAR, 0)
        before = [one for one in _NAMED.finditer(reading.text, start, found.start()) if _is_named(one)]
        if found["brand"]:
            yield Candidate("brand_model", f"{found['brand']} {found['model']}", *found.span())
        elif before and "。" not in reading.text[before[-1].start() : found.start()]:
            value = f"{before[-1]['brand']}牌 {found['model']}"
            yield Candidate("brand_model", value, before[-1].start("whole"), found.end())
        else:
            yield Candidate("brand_model", found["model"], *found.span("model"))


def _is_named(found: re.Match[str]) -> bool:
    return not (_NO_CARD.search(found["brand"]) or _NO_BRAND.search(found["brand"]))


def _is_model(found: re.Match[str]) -> bool:
    """A bare number is a model only before the goods (苹果15手机); L型, 5G and 128GB are none."""
    model, latin = found["model"], found["brand"].isascii()
    if found["behind"] == "型":
        return _digits(model) > 0 and not model.isdigit()
    if model.isdigit():
        return len(model) <= 2
    return not _NO_MODEL.fullmatch(found["brand"] + model if latin else model)


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def batches(reading: Reading) -> Iterator[Candidate]:
    """批次号B2608 · B2608批次; the day of production stands in for a missing one, as it is printed: 20260718."""
    for tier, pattern in enumerate((_BATCH, _BATCH_AHEAD)):
        for found in pattern.finditer(reading.text):
            if _digits(found["code"]) >= 2:
                yield Candidate("batch_no", found["code"], *found.span("code"), tier)
    for found in _MADE.finditer(reading.text):
        if made := _day(found, reading.today):
            yield Candidate("batch_no", f"{made:%Y%m%d}", found.start("year"), _end_of_day(reading, found), 2)


def _day(found: re.Match[str], today: dt.date) -> dt.date | None:
    if not found["mark"] and len(found["month"] + found["day"]) != 4:
        return None
    try:
        day = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return day if day <= today else None


def _end_of_day(reading: Reading, found: re.Match[str]) -> int:
    return found.end() + (reading.text[found.end() : found.end() + 1] in {"日", "号"})


def item_codes(reading: Reading) -> Iterator[Candidate]:
    """A bar code that is called one and whose check digit is right."""
    for found in _BAR.finditer(reading.text):
        code = re.sub(r"\D", "", found["code"])
        if valid_gtin(code):
            yield Candidate("item_code", code, *found.span("code"))


def order_numbers(reading: Reading) -> Iterator[Candidate]:
    """Order, contract or report by its number; a number that identifies a person is none."""
    for found in _ORDER.finditer(reading.text):
        code = found["code"]
        if _digits(code) >= 4 and not find(code):
            yield Candidate("order_no", code, *found.span("code"))
