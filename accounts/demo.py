"""The people of the demonstration. Nothing here runs unless settings.DEMO is on."""

from __future__ import annotations

import csv
import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import services
from accounts.models import Organisation, Region, User
from core.actors import Role
from core.formats import name_of

PEOPLE = Path(__file__).parent / "data" / "demo_people.csv"
DOMAIN = "demo.example"
SINCE = dt.date(2025, 1, 1)
BODIES = {
    "arbitration:450100": ("南宁仲裁委员会（示例）", "Nanning Arbitration Commission (example)"),
    "authority:450103": ("青秀区市场监督管理局（示例）", "Qingxiu Administration for Market Regulation (example)"),
}
WORDS = {"consumer": Role.CONSUMER, "business": Role.BUSINESS}


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the sign-in page."""

    login: str
    email: str
    name: str
    role_label: str
    words: str


def demo_people() -> str:
    """Make the people that are missing and return their common password. Raises RuntimeError outside the demo."""
    if not (settings.DEMO or settings.TESTING):
        raise RuntimeError("the people of the demonstration exist in the demonstration only")
    common = password()
    with transaction.atomic():
        created = [person_create(row) for row in rows() if person(row["login"]) is None]
        share(common, bool(created))
    return common


def person_create(row: dict[str, str]) -> User:
    """One of the cast, with the membership of their line."""
    user = services.user_create(name=row["name"], sex=row["sex"], email=address(row["login"]), phone=row["phone"])
    if row["role"]:
        services.membership_grant(
            user=user, role=Role(row["role"]), organisation=body(row["organisation"]), starts=SINCE
        )
    return user


def body(key: str) -> Organisation:
    """The organisation of "<kind>:<place>"; the invented ones are made when missing."""
    kind, code = key.split(":")
    found = Organisation.objects.filter(kind=kind, region=code).first()
    if found:
        return found
    name, name_en = BODIES[key]
    place = Region.objects.get(pk=code)
    return services.organisation_create(kind=Organisation.Kind(kind), name=name, name_en=name_en, region=place)


def share(common: str, renew: bool) -> None:
    """One hash for all: hashing fourteen times would hold up the start."""
    first = person("consumer")
    if renew or (first and not first.check_password(common)):
        User.objects.filter(email__in=[address(row["login"]) for row in rows()]).update(password=make_password(common))


def password() -> str:
    """The common password of this data folder, made on first use and kept there."""
    file = settings.DATA_DIR / "demo-password.txt"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(9), encoding="utf-8")
        file.chmod(0o600)
    return str(file.read_text(encoding="utf-8")).strip()


def person(login: str) -> User | None:
    """One of the cast by the part before the @."""
    return by_address(address(login))


def by_address(email: str) -> User | None:
    """One of the cast, and nobody else, by their address."""
    known = {address(row["login"]) for row in rows()}
    return User.objects.filter(email=email).first() if email in known else None


def listed() -> list[Person]:
    """The cast in the order of the file, with the words for what each is."""
    return [
        Person(row["login"], address(row["login"]), row["name"], role_words(row), place_words(row["organisation"]))
        for row in rows()
    ]


def role_words(row: dict[str, str]) -> str:
    """消费者, 调解员 …"""
    return str(Role(row["role"]).label if row["role"] else WORDS[row["login"].rstrip("2")].label)


def place_words(key: str) -> str:
    """Where they work; empty for who works nowhere."""
    if not key:
        return ""
    return name_of(*BODIES[key]) if key in BODIES else body(key).label


def rows() -> Iterator[dict[str, str]]:
    """The lines of the file."""
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def address(login: str) -> str:
    """mediator@demo.example."""
    return f"{login}@{DOMAIN}"
