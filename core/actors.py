"""Who acts, and under which hat; who may do a step, readable without a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """domain.md §4.1. `system` acts when a clock ends; `link` and `guest` are proofs, not accounts."""

    PUBLIC = "public", _("公众")
    CONSUMER = "consumer", _("消费者")
    BUSINESS = "business", _("经营者")
    MEDIATOR = "mediator", _("调解员")
    MANAGER = "manager", _("消委会负责人")
    VOLUNTEER = "volunteer", _("质量志愿者")
    EXPERT = "expert", _("质量专家")
    SUPERVISOR = "supervisor", _("社会质量监督员")
    ARBITRATOR = "arbitrator", _("仲裁机构经办人")
    AUTHORITY = "authority", _("监管部门")
    REGION_ADMIN = "region_admin", _("自治区管理员")
    GUEST = "guest", _("查询码持有人")
    LINK = "link", _("一次性链接")
    SYSTEM = "system", _("系统")


STAFF = frozenset({Role.MEDIATOR, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class Hat:
    """What a person is in this act.

    `organisation` and `area` (6-digit code) come from a membership; `case` and `subject` (such as "party:12")
    from the proof that ties a party, an agent, a guest or a link to one case.
    """

    role: Role
    organisation: int | None = None
    area: str = ""
    case: int | None = None
    subject: str = ""

    @property
    def code(self) -> str:
        """The form the ledger keeps: "mediator@3", "consumer#party:12", "system"."""
        place = f"@{self.organisation}" if self.organisation else ""
        return f"{self.role.value}{place}{'#' + self.subject if self.subject else ''}"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or nobody, for `system`, `guest`, `link` and `public`) under one hat."""

    user_id: int | None
    hat: Hat

    @property
    def role(self) -> Role:
        return self.hat.role


SYSTEM = Actor(None, Hat(Role.SYSTEM))
PUBLIC = Actor(None, Hat(Role.PUBLIC))


def covers(area: str, code: str) -> bool:
    """Whether an area (county, city or the region, 6 digits) contains the place `code`."""
    return bool(area) and code.startswith(area.rstrip("0") if area.endswith("0000") else area.removesuffix("00"))


Relation = Callable[[Any, Actor], bool]


@dataclass(frozen=True, slots=True)
class Who:
    """Roles, and the relation to the case that makes them this case's. `|` joins two."""

    roles: tuple[Role, ...]
    relation: Relation | None = None
    words: str = ""
    others: tuple[Who, ...] = field(default=())

    def __call__(self, case: Any, by: Actor) -> bool:
        own = by.role in self.roles and (self.relation is None or self.relation(case, by))
        return own or any(other(case, by) for other in self.others)

    def __or__(self, other: Who) -> Who:
        return Who(self.roles, self.relation, self.words, (*self.others, other))

    @property
    def all_roles(self) -> tuple[Role, ...]:
        """Every role that could pass, whatever the relation."""
        found = list(self.roles)
        for other in self.others:
            found += [role for role in other.all_roles if role not in found]
        return tuple(found)
