"""The form says what is wrong, at the field, in words a person understands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from complaints.filing import FilingForm
from core import time
from tests.complaints.samples import given

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def errors(**changes: Any) -> dict[str, Any]:
    with time.at(NOW):
        return dict(FilingForm(given(**changes)).errors)


def test_a_careful_person_has_nothing_to_mend() -> None:
    assert errors() == {}


def test_each_field_stands_in_exactly_one_group() -> None:
    named = [name for group in FilingForm.GROUPS for name in (*group.main, *group.more)]
    assert sorted(named) == sorted(FilingForm.base_fields)
    shown = [field.name for section in FilingForm().groups() for field in (*section.fields, *section.more)]
    assert shown == named


def folded(**changes: Any) -> list[bool]:
    with time.at(NOW):
        return [not section.open for section in FilingForm(given(**{"amount_paid": "", **changes})).groups()]


def test_what_few_need_is_folded_away_until_it_is_answered_or_wrong() -> None:
    assert [section.open for section in FilingForm().groups()] == [False] * 5
    assert folded() == [True] * 5
    assert folded(brand_model="示例K9") == [True, False, True, True, True]
    assert folded(item_code="6901234567890") == [True, False, True, True, True]
    assert folded(kind="agent", represented="韦大满") == [True, True, True, False, True]
    assert folded(respondent_address="", shop_link="https://shop.example/1") == [True, True, False, True, True]


@pytest.mark.parametrize("name", ["category", "county", "nature", "purchase_mode"])
def test_no_list_answers_for_the_person(name: str) -> None:
    assert FilingForm().fields[name].choices[0] == ("", "请选择")  # type: ignore[attr-defined]


REQUIRED = [
    "kind", "name", "address", "role", "respondent_name", "county", "category", "purchase_date", "purchase_mode",
    "amount_in_dispute", "title", "narrative", "nature", "remedies", "injury", "elsewhere", "publish", "delegation",
    "privacy",
]  # fmt: skip


@pytest.mark.parametrize("field", REQUIRED)
def test_what_must_be_answered(field: str) -> None:
    empty: Any = [] if field == "remedies" else ""
    assert list(errors(**{field: empty})) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "匿名"),
        ("name", "陈先生"),
        ("name", "13877100001"),
        ("name", "甲" * 5000),
        ("name", "韦小满\x00"),
        ("title", "电热\u202e水壶"),
        ("narrative", "短"),
        ("narrative", "字" * 5001),
        ("narrative", "第三次烧水时底座打\u200b火花，店里不肯退。"),
        ("respondent_name", "店" * 121),
        ("phone", "12345"),
        ("phone", "+1 650 253 0000"),
        ("email", "not-an-address"),
        ("uscc", "91450100MA5KXXXX01"),
        ("item_code", "6901234567890"),
        ("purchase_date", "2026-11-21"),
        ("purchase_date", "1926-01-01"),
        ("problem_known_on", "2026-01-04"),
        ("amount_in_dispute", "-1"),
        ("amount_in_dispute", "NaN"),
        ("amount_in_dispute", "12.345"),
        ("amount_in_dispute", "99999999999"),
        ("category", "P-electric"),
        ("category", "X9999"),
        ("county", "450100"),
        ("county", "110101"),
        ("remedies", ["refund", "gold"]),
        ("other_natures", ["quality", "price", "safety"]),
        ("persons", "0"),
        ("shop_link", "javascript:alert(1)"),
        ("represented", "店"),
        ("channel", "pigeon"),
        ("delegated_by", "999999"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(field: str, value: Any) -> None:
    assert field in errors(**{field: value})


def test_a_contact_is_needed_one_of_two_is_enough() -> None:
    assert list(errors(phone="")) == ["phone"]
    assert errors(phone="", email="wei@example.com") == {}


def test_the_other_side_must_be_findable() -> None:
    assert list(errors(respondent_address="")) == ["respondent_address"]
    assert list(errors(respondent_address="", shop_link="https://shop.example/1")) == ["platform_name"]
    shop = {"respondent_address": "", "shop_link": "https://shop.example/1", "platform_name": "示例商城"}
    assert errors(**shop) == {}


def test_whoever_speaks_for_another_names_them() -> None:
    assert list(errors(kind="agent")) == ["represented"]
    assert errors(kind="agent", represented="韦大山") == {}


def test_an_injury_or_a_minor_needs_a_consent_of_its_own() -> None:
    assert list(errors(injury="injured")) == ["sensitive"]
    assert errors(injury="injured", sensitive="on") == {}
    assert set(errors(minor="on")) == {"sensitive", "kind"}
    assert errors(minor="on", sensitive="on", kind="guardian", represented="韦小宝") == {}


def test_full_width_spaces_and_signs_are_read_as_meant() -> None:
    with time.at(NOW):
        form = FilingForm(
            given(
                amount_in_dispute="￥１，２８０．５０元", phone="１３８ ７７１０ ０００１",
                uscc="９１３５０１００Ｍ０００１００Ｙ４３",
                item_code="6901234567892",
            )
        )  # fmt: skip
        assert form.is_valid(), form.errors
    assert str(form.cleaned_data["amount_in_dispute"]) == "1280.50"
    assert form.cleaned_data["phone"] == "+8613877100001"
    assert form.cleaned_data["uscc"] == "91350100M000100Y43"


def test_today_is_a_day_in_guangxi() -> None:
    late = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)  # 01:00 on the 21st in Nanning
    with time.at(late):
        assert FilingForm(given(purchase_date="2026-11-21")).errors == {}


def test_the_leading_nature_is_not_repeated_among_the_others() -> None:
    with time.at(NOW):
        form = FilingForm(given(nature="quality", other_natures=["quality", "price", "safety"]))
        assert form.is_valid()
    assert form.cleaned_data["other_natures"] == ["price", "safety"]


def test_nothing_that_identifies_a_person_reaches_the_ledger() -> None:
    with time.at(NOW):
        form = FilingForm(given(represented="韦大山", kind="agent", order_no="A1", brand_model="示例K9"))
        assert form.is_valid()
    codes, words = FilingForm.split(form.cleaned_data)
    assert set(words) == {"title", "narrative"}
    assert not {"name", "phone", "email", "address", "represented", "respondent_name", "order_no"} & set(codes)
    assert "13877100001" not in str(codes)
