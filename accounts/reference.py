"""Places, and the association each has."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from accounts.models import Organisation, Region
from accounts.models.organisations import LONG_LABEL
from core.reference import load_rows, reference

REGIONS = Path(__file__).parent / "data" / "regions.csv"


@reference(10)
def load_regions() -> None:
    """1 autonomous region, 14 cities, 111 counties (GB/T 2260, edition 2023)."""
    load_rows(Region, REGIONS, key=("code",))


@reference(20)
def load_associations() -> None:
    """One association for each place, each under that of the place above; those that exist stay as they are."""
    if Organisation._meta.db_table not in connection.introspection.table_names():
        return
    for level in (Region.Level.REGION, Region.Level.CITY, Region.Level.COUNTY):
        have = associations()
        places = Region.objects.filter(level=level).exclude(code__in=have).select_related("parent")
        Organisation.objects.bulk_create([association_row(place, have) for place in places])


def associations() -> dict[str, int]:
    """Association by place."""
    found = Organisation.objects.filter(kind=Organisation.Kind.ASSOCIATION)
    return dict(found.values_list("region_id", "pk"))


def association_row(place: Region, have: dict[str, int]) -> Organisation:
    """The association of a place: districts carry the city's name before their own."""
    return Organisation(
        kind=Organisation.Kind.ASSOCIATION,
        name=f"{place_name(place)}{LONG_LABEL}",
        name_en=f"Consumer Rights Protection Committee of {place_name_en(place)}",
        region=place,
        parent_id=have.get(place.parent_id or ""),
    )


def is_district(place: Region) -> bool:
    """青秀区, as against 隆安县 and 横州市: its name alone does not say where it is."""
    return place.level == Region.Level.COUNTY and place.name.endswith("区")


def place_name(place: Region) -> str:
    """南宁市青秀区 · 隆安县 · 南宁市."""
    return f"{place.parent.name}{place.name}" if place.parent and is_district(place) else place.name


def place_name_en(place: Region) -> str:
    """Qingxiu District, Nanning City · Long'an County · Nanning City."""
    return f"{place.name_en}, {place.parent.name_en}" if place.parent and is_district(place) else place.name_en
