"""A sample as the filing form expects it: what its narrative says, and the rest made up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from complaints.aids.extract import suggestions
from complaints.codes import PartyKind
from complaints.samples import invent
from complaints.samples.days import NUMBER, last_named, number, used
from complaints.samples.places import Place, Places
from complaints.samples.rows import Row
from core import time

DAY = dt.timedelta(days=1)
# What a narrative is believed in; the amount in dispute stands in the sample itself.
READ = (
    "respondent_name", "brand_model", "batch_no", "order_no", "item_code", "purchase_date", "problem_known_on",
    "amount_paid",
)  # fmt: skip
DATES = ("purchase_date", "problem_known_on")
MODES = (("live", "直播"), ("online", "网购|网店|网上买|外卖|下单|平台"), ("phone", "电话推销"), ("door", "上门推销"))
ONLINE = {"live", "online"}
ONLINE_CATEGORIES = (("S0502", "live"), ("S05", "online"))
AT_HOME = 0.75  # of people buy in their own county
MADE = re.compile(r"生产日期(?:是|为|：|:)?(?P<day>[^，。；]{5,11})")
CHILD = re.compile(r"未成年|(?:孩子|儿子|女儿)[^，。；]{0,6}岁")
HOUSEHOLDS = re.compile(rf"(?P<count>{NUMBER})[户名](?:农户|业主|家长|会员|村民|都)")


@dataclass(frozen=True, slots=True)
class Filer:
    """Who complains, and where they live."""

    who: invent.Person
    place: Place
    address: str


def filer_of(row: Row, places: Places, random: Random) -> Filer:
    """Somebody from the respondent's county or the next one."""
    own = places.counties[row.county]
    place = own if random.random() < AT_HOME else random.choice(places.neighbours(row.county))
    return Filer(invent.person(random), place, invent.home(place, random))


def answers(row: Row, filer: Filer, places: Places, filed_at: dt.datetime, random: Random) -> dict[str, Any]:
    """What `FilingForm` expects."""
    told = read(row, time.local_date(filed_at))
    return {
        **said(row),
        **about(filer),
        **business(row, told, places.counties[row.county], random),
        **purchase(row, told, time.local_date(filed_at), random),
        **people(row, filer, random),
        **consents(random),
    }


def read(row: Row, today: dt.date) -> dict[str, str]:
    """The first word of the narrative on each question; a day after the filing is none."""
    found: dict[str, str] = {}
    for one in suggestions(row.narrative, today):
        if one.field in READ and not (one.field in DATES and one.value > today.isoformat()):
            found.setdefault(one.field, one.value)
    return found


def said(row: Row) -> dict[str, Any]:
    """What the sample says in so many words."""
    return {
        "title": row.title, "narrative": row.narrative, "category": row.category, "nature": row.nature,
        "remedies": list(row.remedies), "channel": row.channel, "county": row.county,
        "amount_in_dispute": row.amount, "injury": "none", "elsewhere": "no",
    }  # fmt: skip


def about(filer: Filer) -> dict[str, str]:
    """The person."""
    return {
        "name": filer.who.name, "salutation": filer.who.salutation, "phone": filer.who.phone, "email": "",
        "place": filer.place.code, "address": filer.address,
    }  # fmt: skip


def business(row: Row, told: Mapping[str, str], place: Place, random: Random) -> dict[str, str]:
    """The other side: as the narrative calls it, else an example; a shop in the net has a link, another a house."""
    mode = mode_of(row)
    name = told.get("respondent_name") or invent.shop(row.category, place)
    found = {"role": "seller", "respondent_name": name, "purchase_mode": mode}
    if mode in ONLINE:
        link = f"https://shop.example/{random.randint(10_000, 99_999)}"
        return {**found, "platform_name": "示例购物平台", "shop_link": link}
    return {**found, "respondent_address": invent.shop_address(place, random)}


def mode_of(row: Row) -> str:
    """How it was bought, as far as goods or services were."""
    default = next((mode for start, mode in ONLINE_CATEGORIES if row.category.startswith(start)), "shop")
    if row.category[0] not in "PS":
        return default
    return next((code for code, words in MODES if re.search(words, row.narrative)), default)


def purchase(row: Row, told: Mapping[str, str], filed_on: dt.date, random: Random) -> dict[str, str]:
    """What was bought and when: after it was made, before the problem was known, before the complaint."""
    found = {name: told[name] for name in READ if name in told and name != "respondent_name"}
    known = told.get("problem_known_on", filed_on.isoformat())
    guess = filed_on - used(row.narrative) - random.randint(3, 40) * DAY
    made = MADE.search(row.narrative)
    guess = max(guess, (made and last_named(made["day"], filed_on)) or guess)
    found.setdefault("purchase_date", min(guess.isoformat(), known))
    if found["purchase_date"] > known:
        del found["problem_known_on"]
    return found


def people(row: Row, filer: Filer, random: Random) -> dict[str, str]:
    """For whom: a parent speaks for a child; households who complain together are counted."""
    many = HOUSEHOLDS.search(row.narrative)
    found = {"kind": PartyKind.CONSUMER.value, "persons": str(max(number(many["count"]), 1) if many else 1)}
    if CHILD.search(f"{row.title}。{row.narrative}"):
        child = invent.child_of(filer.who, random)
        found |= {"kind": PartyKind.GUARDIAN.value, "represented": child, "minor": "on", "sensitive": "on"}
    return found


def consents(random: Random) -> dict[str, str]:
    """Both answers are common; without the privacy notice nobody files."""
    publish, delegation = (random.choices(("yes", "no"), weights)[0] for weights in ((3, 2), (4, 1)))
    return {"publish": publish, "delegation": delegation, "privacy": "on"}
