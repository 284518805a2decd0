"""The pages of filing: every question on one of them, and the way from the first to the last."""

from __future__ import annotations

import pytest
from django.template.loader import get_template

from complaints import pages
from complaints.filing import FilingForm
from complaints.pages import BY_SLUG, CHECK, PAGES, STAGES

BY_OTHERS = {"channel", "delegated_by", "evidence"}  # a clerk's, and the system's


def test_each_question_is_asked_on_exactly_one_page() -> None:
    asked = [name for page in PAGES for name in page.fields]
    assert sorted(asked) == sorted(FilingForm.base_fields.keys() - BY_OTHERS)
    assert frozenset(asked) == pages.ASKED


def test_ten_pages_under_five_stages_in_their_order() -> None:
    assert [page.slug for page in PAGES] == [
        "what", "product", "business", "purchase", "story", "evidence", "claim", "elsewhere", "contact", "check",
    ]  # fmt: skip
    stages = list(dict.fromkeys(page.stage for page in PAGES))
    assert stages == [stage.slug for stage in STAGES]
    assert [page for stage in STAGES for page in pages.pages_of(stage.slug)] == list(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_page_has_words_and_a_template(page: pages.Page) -> None:
    assert str(page.name)
    assert str(page.heading)
    assert page.tips
    assert bool(page.more) == bool(str(page.more_label))
    get_template(page.template)  # raises where there is none
    assert str(page) == str(page.name)


def test_before_and_after() -> None:
    assert pages.neighbours(PAGES[0]) == (None, PAGES[1])
    assert pages.neighbours(BY_SLUG["story"]) == (BY_SLUG["purchase"], BY_SLUG["evidence"])
    assert pages.neighbours(CHECK) == (BY_SLUG["contact"], None)


@pytest.mark.parametrize(("field", "slug"), [("uscc", "business"), ("persons", "claim"), ("nothing", "check")])
def test_where_a_field_is_asked(field: str, slug: str) -> None:
    assert pages.page_of(field).slug == slug


def test_a_stage_is_done_when_all_its_pages_are() -> None:
    assert pages.finished("who", ["business", "purchase"])
    assert not pages.finished("who", ["business"])
    assert not pages.finished("what", [])
