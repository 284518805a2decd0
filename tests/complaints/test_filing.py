"""The form says what is wrong, at the field, in words a person understands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from complaints.filing import FilingForm, Section
from complaints.pages import BY_SLUG, PAGES, Page
from core import time
from tests.complaints.samples import given

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def errors(**changes: Any) -> dict[str, Any]:
    with time.at(NOW):
        return dict(FilingForm(given(**changes)).errors)


def test_a_careful_person_has_nothing_to_mend() -> None:
    assert errors() == {}


def section(slug: str, **changes: Any) -> Section:
    """A page's fields with these answers typed."""
    page = BY_SLUG[slug]
    typed = {name: value for name, value in given(**changes).items() if name in page.fields}
    with time.at(NOW):
        return FilingForm(typed, only=page.fields).section(page.main, page.more)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_page_is_the_form_cut_to_its_fields_in_their_order(page: Page) -> None:
    form = FilingForm(only=page.fields)
    assert tuple(form.fields) == page.fields
    found = form.section(page.main, page.more)
    assert tuple(field.name for field in found.fields) == page.main
    assert tuple(field.name for field in found.more) == page.more
    assert not found.open


def test_what_few_need_is_folded_away_until_it_is_answered_or_wrong() -> None:
    assert not section("story").open
    assert section("story", problem_known_on="2026-02-01").open
    assert not section("contact").open
    assert section("contact", kind="agent", represented="韦大满").open
    assert section("contact", help_needed="sign").open
    assert not section("claim").open
    assert section("claim", persons="3").open
    assert section("claim", other_natures=["price"]).open
    assert section("business", uscc="91450100").open
    assert section("business", respondent_address="", shop_link="https://shop.example/1").open


def test_what_was_kept_unfolds_it_too() -> None:
    page = BY_SLUG["product"]
    assert FilingForm(only=page.fields, initial=given()).section(page.main, page.more).open is False
    page = BY_SLUG["business"]
    kept = given(platform_name="示例平台")
    assert FilingForm(only=page.fields, initial=kept).section(page.main, page.more).open


def page_errors(slug: str, others: dict[str, Any] | None = None, **changes: Any) -> set[str]:
    """The fields that are wrong on a page, its answers changed, those of the other pages as told."""
    page = BY_SLUG[slug]
    typed = {name: value for name, value in given(**changes).items() if name in page.fields}
    with time.at(NOW):
        return set(FilingForm(typed, only=page.fields, others=others or given()).errors)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_careful_person_passes_every_page(page: Page) -> None:
    assert page_errors(page.slug) == set()
    assert page_errors(page.slug, others={"title": "别的页还没有写"}) == set()


def test_a_rule_between_two_pages_speaks_on_the_one_that_can_mend_it() -> None:
    hurt, minor = given(injury="injured"), given(minor="on")
    assert page_errors("story", injury="injured") == set()
    assert page_errors("check", others=hurt) == {"sensitive"}
    assert page_errors("check", others=hurt, sensitive="on") == set()
    assert page_errors("contact", others=minor) == {"kind"}
    assert page_errors("contact", others=minor, kind="guardian", represented="韦小宝") == set()
    assert page_errors("story", minor="on") == set()
    late = given(purchase_date="2026-03-01")
    assert page_errors("story", others=late, problem_known_on="2026-02-01") == {"problem_known_on"}
    assert page_errors("purchase", others=given(problem_known_on="2025-01-01")) == set()


@pytest.mark.parametrize("others", [{"purchase_date": "昨天"}, {"injury": "?"}, {"kind": ["a"]}, {"minor": ["x", 1]}])
def test_what_is_wrong_on_another_page_breaks_none(others: dict[str, Any]) -> None:
    assert page_errors("story", others=others, problem_known_on="2026-02-01") == set()
    assert page_errors("contact", others=others) <= {"kind"}


def test_a_page_proposes_a_title_and_the_whole_form_insists() -> None:
    assert page_errors("story", title="") == set()
    assert set(errors(title="")) == {"title"}


def test_hashes_of_files_are_taken_and_nothing_else_in_their_place() -> None:
    good = "a" * 64
    assert errors(evidence=[good]) == {}
    assert FilingForm.split({"evidence": [good]}) == ({"evidence": [good]}, {})
    for bad in ("A" * 64, "a" * 63, "电" * 64, "a" * 65):
        assert set(errors(evidence=[good, bad])) == {"evidence"}


@pytest.mark.parametrize("name", ["category", "county"])
def test_no_list_answers_for_the_person(name: str) -> None:
    assert FilingForm().fields[name].choices[0] == ("", "请选择")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["nature", "purchase_mode", "remedies", "elsewhere", "publish", "privacy"])
def test_no_box_is_ticked_for_the_person(name: str) -> None:
    assert "checked" not in str(FilingForm()[name])


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
