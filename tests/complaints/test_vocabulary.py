"""The coded words are those of the domain, complete and in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from complaints.models import Category, CcaClass, Channel, Ground, Nature, PurchaseMode, Remedy

pytestmark = pytest.mark.django_db


def test_the_tree_has_five_roots_and_68_leaves() -> None:
    leaves = Category.objects.filter(level="leaf")
    assert Category.objects.filter(level="root").count() == 5
    assert leaves.count() == 68
    assert {code[0]: leaves.filter(code__startswith=code[0]).count() for code in "PESLQ"} == {
        "P": 24, "E": 8, "S": 22, "L": 10, "Q": 4,
    }  # fmt: skip


def test_each_leaf_hangs_under_a_group_of_its_own_domain_and_has_a_class() -> None:
    for leaf in Category.objects.filter(level="leaf").select_related("parent__parent"):
        assert leaf.parent is not None
        assert leaf.parent.parent is not None
        assert leaf.parent.level == "group"
        assert leaf.parent.parent.code == leaf.code[0]
        assert leaf.domain == leaf.parent.domain == leaf.parent.parent.domain
        assert leaf.cca_class_id is not None


def test_leaves_that_usually_belong_to_another_body_say_which() -> None:
    routed = dict(Category.objects.exclude(route_to="").values_list("code", "route_to"))
    assert routed["P0801"] == "药监"
    assert routed["S0602"] == "邮政"
    assert routed["L0302"] == "生态环境"
    assert len(routed) == 17


def test_hints_are_known_codes() -> None:
    known = {f"H{n}" for n in range(1, 13)}
    hints = {hint for row in Category.objects.all() for hint in row.hints}
    assert hints <= known
    assert {"H6"} <= set(Category.objects.get(code="E0201").hints)
    assert "H7" in Category.objects.get(code="S0101").hints


@pytest.mark.parametrize(
    ("model", "count"), [(Nature, 11), (Remedy, 16), (Channel, 9), (PurchaseMode, 5), (CcaClass, 24), (Ground, 31)]
)
def test_every_list_is_complete_and_in_both_languages(model: type[Nature], count: int) -> None:
    rows = list(model.objects.all())
    assert len(rows) == count
    assert all(row.name and row.name_en for row in rows)
    assert len({row.name for row in rows}) == count


def test_grounds_by_kind() -> None:
    kinds = {letter: Ground.objects.filter(code__startswith=letter) for letter in "RMKXP"}
    assert {letter: rows.count() for letter, rows in kinds.items()} == {"R": 8, "M": 8, "K": 5, "X": 5, "P": 5}
    assert {rows.values_list("kind", flat=True).distinct().get() for rows in kinds.values()} == set(Ground.Kind.values)


def test_the_label_follows_the_language_of_the_page() -> None:
    row = Nature.objects.get(code="safety")
    with translation.override("en"):
        assert row.label == "Safety"
    with translation.override("zh-hans"):
        assert row.label == "安全"
