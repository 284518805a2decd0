"""Who brings a sample to the door: a visitor whose number counts as proven, or a clerk of the association."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation
from accounts.selectors import memberships_in_force, phone_index
from complaints.codes import SELF_CHANNELS
from complaints.samples.rows import Row, Unusable
from core.actors import STAFF, Actor, Hat, Role

DELEGATED = "delegated"


def levels(county: str) -> list[str]:
    """The place, its city, the region: the nearest first."""
    return [county, f"{county[:4]}00", f"{county[:2]}0000"]


@dataclass(slots=True)
class Filers:
    """The clerks and regulators there are, asked once."""

    clerks: dict[str, Actor] = field(default_factory=dict)
    regulators: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of_today(cls) -> Filers:
        """Two queries."""
        seats = memberships_in_force().filter(role__in=STAFF).select_related("organisation").order_by("role", "pk")
        bodies = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY, active=True).order_by("pk")
        found = cls()
        for seat in seats:
            if seat.organisation is not None:
                found.clerks.setdefault(seat.organisation.region_id, as_clerk(seat))
        for body in bodies:
            found.regulators.setdefault(body.region_id, body.pk)
        return found

    def actor(self, row: Row, phone: str) -> Actor:
        """Who files this sample. Raises Unusable where nobody could."""
        if row.channel in SELF_CHANNELS:
            return Actor(None, Hat(Role.CONSUMER, subject=f"contact:{phone_index(f'+86{phone}')[:16]}"))
        clerk = next((self.clerks[place] for place in levels(row.county) if place in self.clerks), None)
        if clerk is None:
            raise Unusable(_("这个渠道由工作人员登记，但是当地和上级消委会都还没有工作人员"))
        return clerk

    def regulator(self, row: Row) -> str:
        """The key of the regulator that delegates it; empty for every other channel. Raises Unusable without one."""
        if row.channel != DELEGATED:
            return ""
        same_city = [place for place in sorted(self.regulators) if place[:4] == row.county[:4]]
        found = next((place for place in [*levels(row.county), *same_city] if place in self.regulators), None)
        if found is None:
            raise Unusable(_("委托案件需要委托的监管部门，但是当地还没有登记监管部门"))
        return str(self.regulators[found])


def as_clerk(seat: Membership) -> Actor:
    """The person under the hat of this membership."""
    return Actor(seat.user_id, Hat(Role(seat.role), seat.organisation_id, seat.area))
