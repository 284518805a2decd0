"""Places and associations that are there from the start."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import IntegrityError

from accounts import reference, services
from accounts.models import Association, Organisation, Region
from accounts.selectors import association_at, regions

pytestmark = pytest.mark.django_db


def test_126_places_in_a_tree() -> None:
    assert Counter(Region.objects.values_list("level", flat=True)) == {"region": 1, "city": 14, "county": 111}
    for place in Region.objects.select_related("parent").exclude(level="region"):
        assert place.parent is not None
        assert place.parent_id == (f"{place.code[:4]}00" if place.level == "county" else "450000")


def test_places_are_named_in_both_languages() -> None:
    names = {place.code: (place.name, place.short, place.name_en) for place in Region.objects.all()}
    assert names["450103"] == ("青秀区", "青秀", "Qingxiu District")
    assert names["450225"] == ("融水苗族自治县", "融水", "Rongshui Miao Autonomous County")
    assert names["451400"] == ("崇左市", "崇左", "Chongzuo City")
    assert names["450422"] == ("藤县", "藤县", "Teng County")
    assert all(name_en.isascii() for _name, _short, name_en in names.values())
    assert all(2 <= len(short) <= 3 for _name, short, _name_en in names.values())


def test_places_below() -> None:
    assert [place.code for place in regions()] == ["450000"]
    assert regions("450000").count() == 14
    assert [place.short for place in regions("451400")] == ["江州", "扶绥", "宁明", "龙州", "大新", "天等", "凭祥"]


def test_each_place_has_its_association_below_that_of_the_place_above() -> None:
    found = {each.region_id: each for each in Association.objects.select_related("parent")}
    assert len(found) == 126
    assert found["450000"].parent is None
    assert {found[code].parent_id for code in ("450103", "450181")} == {found["450100"].pk}
    assert found["450100"].parent_id == found["450000"].pk


def test_associations_are_named_as_people_know_them() -> None:
    names = dict(Association.objects.values_list("region", "name"))
    assert names["450103"] == "南宁市青秀区消费者权益保护委员会"
    assert names["450123"] == "隆安县消费者权益保护委员会"
    assert names["450181"] == "横州市消费者权益保护委员会"
    here = Association.objects.get(region="450103")
    assert here.label == "南宁市青秀区消委会"
    assert here.name_en == "Consumer Rights Protection Committee of Qingxiu District, Nanning City"


def test_loading_again_changes_nothing() -> None:
    Organisation.objects.filter(region="450103").update(name="改过的名称")
    Region.objects.filter(pk="450103").update(short="青")
    reference.load_regions()
    reference.load_associations()
    assert Organisation.objects.get(region="450103").name == "改过的名称"
    assert Region.objects.get(pk="450103").short == "青"
    assert Association.objects.count() == 126


def test_a_place_has_one_association() -> None:
    with pytest.raises(IntegrityError):
        services.organisation_create(
            kind=Organisation.Kind.ASSOCIATION,
            name="第二个",
            name_en="Second",
            region=Region.objects.get(pk="450103"),
        )


def test_the_association_of_a_place_is_the_nearest_in_use() -> None:
    assert getattr(association_at("450103"), "region_id", "") == "450103"
    Organisation.objects.filter(region="450103").update(active=False)
    assert getattr(association_at("450103"), "region_id", "") == "450100"
    Organisation.objects.filter(region="450100").update(active=False)
    assert getattr(association_at("450103"), "region_id", "") == "450000"
    assert association_at("440100") is None


def test_the_load_limit_is_the_general_one_unless_set() -> None:
    here = Association.objects.get(region="450103")
    assert here.limit == 40
    here.load_limit = 0
    assert here.limit == 0
