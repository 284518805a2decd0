"""The three doors to the same pages: as a party, under the staff hat, under the business hat."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from complaints.selectors import Area


@dataclass(frozen=True, slots=True)
class Door:
    """How the pages of an area are named, and the list a case goes back to."""

    area: Area
    prefix: str
    home: str
    home_label: StrOrPromise

    def case(self, number: str) -> str:
        return reverse(f"{self.prefix}case", args=[number])

    def live(self, number: str) -> str:
        return reverse(f"{self.prefix}case_live", args=[number])

    def evidence(self, number: str) -> str:
        return reverse(f"{self.prefix}case_evidence", args=[number])

    def step(self, number: str, step: str) -> str:
        return reverse(f"{self.prefix}case_step", args=[number, step])


DOORS: dict[Area, Door] = {
    "party": Door("party", "", "case_list", _("我的投诉")),
    "staff": Door("staff", "desk_", "desk", _("工作台")),
    "business": Door("business", "business_", "business", _("涉及我的投诉")),
}
