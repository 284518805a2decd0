"""Answers that are rows: one statement tells which there are, and a list is read only where it is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from complaints import choices
from complaints.filing import FilingForm
from complaints.models import Category, Nature
from tests.cast import Cast
from tests.complaints.samples import given

pytestmark = pytest.mark.django_db
NATURES = choices.terms("Nature")


def test_one_statement_names_what_there_is(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    wanted = [(choices.LEAVES, ["P0202", "P"]), (NATURES, ["quality", "x"]), (choices.COUNTIES, ["450103", "450000"])]
    with django_assert_num_queries(1):
        found = choices.look_up(wanted)
    assert found == {
        "complaints.Category": {"P0202": "厨房与小家电"},
        "complaints.Nature": {"quality": "质量"},
        "accounts.Region": {"450103": "青秀区"},
    }


def test_nothing_asked_is_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert choices.look_up([(NATURES, []), (NATURES, ["", "a\x00b", "长" * 40, "a" * 99])]) == {
            "complaints.Nature": {}
        }


def test_names_follow_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert choices.look_up([(NATURES, ["quality"])])["complaints.Nature"] == {"quality": "Quality"}


def test_numbers_and_words_stand_in_one_statement(cast: Cast) -> None:
    authority = str(cast.authority_body.pk)
    found = choices.look_up([(choices.AUTHORITIES, [authority, "x", str(cast.association.pk)]), (NATURES, ["price"])])
    assert found["accounts.Organisation"] == {authority: "青秀区市场监督管理局"}


def test_the_whole_form_is_checked_by_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert FilingForm(given()).is_valid()


@pytest.mark.parametrize(
    ("only", "lists"), [(("category",), 1), (("nature", "other_natures", "remedies"), 3), (("title", "injury"), 0)]
)
def test_a_page_reads_only_the_lists_it_draws(
    only: tuple[str, ...], lists: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(lists):
        form = FilingForm(only=only)
        for field in form:
            assert str(field)


def test_what_is_no_longer_in_use_is_no_answer() -> None:
    Nature.objects.filter(pk="price").update(active=False)
    Category.objects.filter(pk="P0202").update(active=False)
    form = FilingForm(given(nature="price"))
    assert set(form.errors) == {"nature", "category"}
    assert "price" not in str(form["nature"])


@pytest.mark.parametrize("bad", ["P", "P-electric", "x", "P0202\x00", "P0202 ", "长" * 30, ["P0202", "P0203"]])
def test_only_a_leaf_is_a_category(bad: Any) -> None:
    assert "category" in FilingForm(given(category=bad)).errors


def test_several_answers_are_all_looked_at() -> None:
    assert FilingForm(given(remedies=["refund", "gold"])).errors.keys() == {"remedies"}
