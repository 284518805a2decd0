"""What a sample does not tell, made up from a seed: the same seed makes the same people. All of it says 示例.

Numbers lie in 138 0000 and 139 0000, above those the demonstration's own people have.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from complaints.samples.places import Place

FAMILY_NAMES = "韦黄覃陆蒙农莫罗梁潘蓝岑廖卢玉闭班谭甘凌"
GIVEN_NAMES = {
    "ms": ("秀兰", "小凤", "艳青", "美珍", "彩云", "金兰", "桂英", "雪梅", "玉婷", "海燕", "丽萍", "春花"),
    "mr": ("建新", "志勇", "国强", "大山", "永福", "家乐", "文斌", "海波", "振宁", "立群", "少华", "德胜"),
}
CHILDREN = ("小宝", "乐乐", "安安", "小宇", "子晴", "浩然")
STREETS = ("示例路", "示例一路", "示例街", "示例大道", "示例巷")

# What a shop is called that the narrative does not name, by the beginning of the category; the longest one counts.
SHOPS = {
    "": "示例商家",
    "P": "示例百货",
    "P01": "示例食品超市",
    "P02": "示例家电商场",
    "P03": "示例数码城",
    "P04": "示例服饰店",
    "P0504": "示例珠宝行",
    "P06": "示例车行",
    "P0601": "示例汽车销售公司",
    "P0602": "示例汽车销售公司",
    "P07": "示例家居建材店",
    "P08": "示例大药房",
    "P09": "示例农资店",
    "P10": "示例厨卫燃具店",
    "E": "示例置业公司",
    "E02": "示例装饰公司",
    "E03": "示例建设公司",
    "E04": "示例建筑施工队",
    "S": "示例服务部",
    "S01": "示例会员店",
    "S0101": "示例健身馆",
    "S0102": "示例美容美发店",
    "S02": "示例培训中心",
    "S0203": "示例驾校",
    "S0301": "示例餐馆",
    "S0302": "示例酒店",
    "S0303": "示例旅行社",
    "S04": "示例维修部",
    "S0402": "示例家政公司",
    "S05": "示例网络商城",
    "S0601": "示例通信营业厅",
    "S0602": "示例快递网点",
    "S0701": "示例金融服务部",
    "S0801": "示例门诊部",
    "S0901": "示例客运公司",
    "S10": "示例婚庆摄影店",
    "S11": "示例房产中介",
    "L": "示例物业公司",
    "L0103": "示例停车充电站",
    "L0201": "示例供水公司",
    "L0202": "示例燃气公司",
    "L0203": "示例公交公司",
    "L03": "示例商户",
    "L0303": "示例农贸市场",
    "L04": "示例养老院",
    "Q": "示例检测机构",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    name: str
    salutation: str
    phone: str


def chance(*parts: object) -> Random:
    """A source of chance that always gives the same for the same parts."""
    return Random(":".join(map(str, parts)))  # noqa: S311 - examples, no secrets


def person(random: Random) -> Person:
    """A name as people in Guangxi have them, and a number nobody has."""
    salutation = random.choice(sorted(GIVEN_NAMES))
    name = random.choice(FAMILY_NAMES) + random.choice(GIVEN_NAMES[salutation])
    return Person(name, salutation, f"{random.choice(('138', '139'))}0000{random.randint(1000, 9999)}")


def child_of(parent: Person, random: Random) -> str:
    """A child with the family name of the parent."""
    return parent.name[0] + random.choice(CHILDREN)


def home(place: Place, random: Random) -> str:
    """南宁市青秀区示例路12号3栋401室."""
    street, number, block = random.choice(STREETS), random.randint(1, 199), random.randint(1, 12)
    return f"{place.full}{street}{number}号{block}栋{random.randint(1, 18)}0{random.randint(1, 6)}室"


def shop(category: str, place: Place) -> str:
    """示例家电商场(柳北): told apart by the county, so that not all of Guangxi complains about one."""
    kind = max((start for start in SHOPS if category.startswith(start)), key=len)
    return f"{SHOPS[kind]}({place.short})"


def shop_address(place: Place, random: Random) -> str:
    """南宁市青秀区示例大道88号."""
    return f"{place.full}示例大道{random.randint(1, 288)}号"
