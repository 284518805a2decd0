"""The people of the tests, made through services. `cast` is a fixture; each person is an attribute."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from accounts import services
from accounts.hats import consumer_actor
from accounts.models import Association, Organisation, Region, User
from accounts.selectors import hats_of
from core import time
from core.actors import Actor, Role

PASSWORD = "correct horse battery 42"
HERE, CITY, REGION, ELSEWHERE = "450103", "450100", "450000", "450203"

# name -> (姓名, 称呼, role, organisation). The mediator elsewhere sits in 柳州.
PEOPLE: dict[str, tuple[str, str, Role | None, str]] = {
    "consumer": ("陈桂花", "女", None, ""),
    "other_consumer": ("覃家明", "男", None, ""),
    "business": ("黄志强", "男", None, ""),
    "other_business": ("陆美玲", "女", None, ""),
    "mediator": ("陈秋月", "女", Role.MEDIATOR, HERE),
    "mediator2": ("梁振华", "男", Role.MEDIATOR, HERE),
    "mediator_elsewhere": ("罗小军", "男", Role.MEDIATOR, ELSEWHERE),
    "manager": ("李文君", "女", Role.MANAGER, HERE),
    "city_manager": ("苏定邦", "男", Role.MANAGER, CITY),
    "region_manager": ("莫建国", "男", Role.MANAGER, REGION),
    "volunteer": ("农春燕", "女", Role.VOLUNTEER, HERE),
    "expert": ("蒙思远", "男", Role.EXPERT, HERE),
    "supervisor": ("蓝海霞", "女", Role.SUPERVISOR, HERE),
    "arbitrator": ("罗正平", "男", Role.ARBITRATOR, "arbitration"),
    "authority": ("唐丽娟", "女", Role.AUTHORITY, "authority"),
    "administrator": ("谢宏伟", "男", Role.REGION_ADMIN, REGION),
    "disabled": ("何停用", "男", Role.MEDIATOR, HERE),
    "expired_mediator": ("韦期满", "女", Role.MEDIATOR, HERE),
}
BODIES = {
    "arbitration": (Organisation.Kind.ARBITRATION, "南宁仲裁委员会", "Nanning Arbitration Commission", CITY),
    "authority": (Organisation.Kind.AUTHORITY, "青秀区市场监督管理局", "Qingxiu Market Administration", HERE),
}


@dataclass(slots=True)
class Cast:
    """Everybody, and the organisations they belong to."""

    consumer: User
    other_consumer: User
    business: User
    other_business: User
    mediator: User
    mediator2: User
    mediator_elsewhere: User
    manager: User
    city_manager: User
    region_manager: User
    volunteer: User
    expert: User
    supervisor: User
    arbitrator: User
    authority: User
    administrator: User
    disabled: User
    expired_mediator: User
    association: Organisation
    association_elsewhere: Organisation
    city_association: Organisation
    region_association: Organisation
    arbitration_body: Organisation
    authority_body: Organisation

    def actor(self, name: str) -> Actor:
        """The person under their first hat; as a consumer without one."""
        user: User = getattr(self, name)
        hats = hats_of(user)
        return Actor(user.pk, hats[0]) if hats else consumer_actor(user)


def email(name: str) -> str:
    """other_consumer@cast.example."""
    return f"{name}@cast.example"


def phone(name: str) -> str:
    """A number of their own: 13900000000 and on."""
    return f"139{list(PEOPLE).index(name):08d}"


def make_cast() -> Cast:
    """Everybody, with today as the first day of every term."""
    bodies = {key: _body(key) for key in ("arbitration", "authority")}
    places = {code: Association.objects.get(region=code) for code in (HERE, CITY, REGION, ELSEWHERE)}
    people = {name: _person(name, {**bodies, **places}) for name in PEOPLE}
    services.user_disable(user=people["disabled"])
    _expire(people["expired_mediator"])
    return Cast(
        **people,
        association=places[HERE],
        association_elsewhere=places[ELSEWHERE],
        city_association=places[CITY],
        region_association=places[REGION],
        arbitration_body=bodies["arbitration"],
        authority_body=bodies["authority"],
    )


@pytest.fixture(name="cast")
def cast_fixture(db: None) -> Cast:
    """The cast, in the database of this test."""
    return make_cast()


def _person(name: str, bodies: dict[str, Organisation]) -> User:
    words, sex, role, place = PEOPLE[name]
    user = services.user_create(name=words, sex=sex, email=email(name), phone=phone(name))
    if role:
        services.membership_grant(user=user, role=role, organisation=bodies[place], starts=time.today())
    return user


def _expire(user: User) -> None:
    """The term ended yesterday."""
    membership = user.memberships.get()
    services.membership_revoke(membership=membership)
    yesterday = time.today() - dt.timedelta(days=1)
    services.membership_grant(
        user=user,
        role=Role.MEDIATOR,
        organisation=membership.organisation,
        starts=yesterday - dt.timedelta(days=365),
        ends=yesterday,
    )


def _body(key: str) -> Organisation:
    kind, name, name_en, code = BODIES[key]
    place = Region.objects.get(pk=code)
    return services.organisation_create(kind=kind, name=name, name_en=name_en, region=place)
