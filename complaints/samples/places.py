"""The place of a sample, "南宁市西乡塘区", as the code of its county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Region

REGION = "广西壮族自治区"


@dataclass(frozen=True, slots=True)
class Place:
    """A county with its city, for addresses."""

    code: str
    name: str
    short: str
    city: str

    @property
    def full(self) -> str:
        """南宁市西乡塘区."""
        return f"{self.city}{self.name}"


@dataclass(frozen=True, slots=True)
class Places:
    """The cities by name, and their counties."""

    cities: Mapping[str, Mapping[str, str]]
    counties: Mapping[str, Place]

    @classmethod
    def of_today(cls) -> Places:
        """From the rows; one query."""
        rows = Region.objects.filter(level=Region.Level.COUNTY).select_related("parent").order_by("code")
        counties = {one.code: Place(one.code, one.name, one.short, one.parent.name) for one in rows if one.parent}
        cities: dict[str, dict[str, str]] = {}
        for place in counties.values():
            cities.setdefault(place.city, {})[place.name] = place.code
        return cls(cities, counties)

    def county_of(self, text: str) -> str | None:
        """The code; None for a place that is no county of Guangxi. The longest city name that fits is the city."""
        text = text.replace(" ", "").removeprefix(REGION)
        fitting = [city for city in self.cities if text.startswith(city)]
        if not fitting:
            return None
        city = max(fitting, key=len)
        return self.cities[city].get(text.removeprefix(city))

    def neighbours(self, code: str) -> list[Place]:
        """The counties of the same city, itself too."""
        return [self.counties[one] for one in self.cities[self.counties[code].city].values()]
