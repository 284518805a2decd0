"""Reference rows: brought by migrate and flush, added when missing, never overwritten."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import models
from django.db.models.signals import post_migrate

from core import reference
from core.models import ClockRule, Holiday
from core.models.clocks import Unit
from core.reference import load_all, load_rows, loads

# domain.md §5.1, decided by hand: length of each clock and variant in force in November 2026.
CLOCKS = {
    ("C-ASSIGN", ""): "1wd", ("C-ASSIGN", "safety"): "4h", ("C-RESP", ""): "3wd", ("C-NEGO", ""): "10wd",
    ("C-ACCEPT", ""): "7wd", ("C-SUPP", ""): "5wd", ("C-SUPP", "extension"): "5wd", ("C-ANSWER", ""): "5wd",
    ("C-ANSWER", "reminder"): "3wd", ("C-MEDI", ""): "60nd", ("C-RECUSE", ""): "2wd", ("C-SIGN", ""): "5wd",
    ("C-NOTICE", ""): "7wd", ("C-REVIEW", ""): "10wd", ("C-PERF", ""): "0given", ("C-CONF", ""): "30nd",
    ("C-ARB", ""): "5nd", ("C-SETASIDE", ""): "3mo", ("C-PILR", "city"): "20wd", ("C-PILR", "region"): "30wd",
    ("C-SURVEY", ""): "20nd", ("C-REOPEN", ""): "30nd", ("C-REOPEN", "breach"): "60nd", ("C-CLUE", ""): "3wd",
    ("C-CLUE", "safety"): "1wd", ("C-ARCHIVE", ""): "10wd", ("C-CONFIRM", ""): "5wd", ("C-URGE", ""): "5wd",
    ("C-REVDEC", ""): "5wd", ("C-LAPSE", ""): "2wd",
}  # fmt: skip
PAUSABLE = {"C-ASSIGN": "always", "C-ACCEPT": "unbound", "C-MEDI": "always", "C-PERF": "always", "C-PILR": "always",
            "C-ARCHIVE": "always"}  # fmt: skip
NOT_POLICY = {"C-ACCEPT": "delegated", "C-MEDI": "delegated", "C-NOTICE": "delegated", "C-PERF": "law",
              "C-CONF": "law", "C-ARB": "law", "C-SETASIDE": "law"}  # fmt: skip


def in_force(day: dt.date) -> list[ClockRule]:
    return list(ClockRule.objects.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day))


@pytest.mark.django_db
def test_every_clock_of_the_law_is_there_with_its_length() -> None:
    rules = in_force(dt.date(2026, 11, 22))
    assert {(r.code, r.variant): f"{r.days}{r.unit}" for r in rules} == CLOCKS
    assert len(rules) == len(CLOCKS)


@pytest.mark.django_db
def test_what_may_pause_and_what_binds() -> None:
    for rule in in_force(dt.date(2026, 11, 22)):
        assert rule.pausable == PAUSABLE.get(rule.code, "never"), rule
        assert rule.binding == NOT_POLICY.get(rule.code, "policy"), rule
        assert rule.source
        assert rule.name_en
        assert rule.name_en.isascii()


@pytest.mark.django_db
def test_no_two_rules_of_a_clock_are_in_force_on_one_day() -> None:
    for day in [dt.date(2024, 7, 1) + dt.timedelta(days=i) for i in range(0, 900, 9)] + [dt.date(2026, 4, 15)]:
        found = [(rule.code, rule.variant) for rule in in_force(day)]
        assert sorted(set(found)) == sorted(found)
        assert set(found) == set(CLOCKS)


@pytest.mark.django_db
def test_the_official_year_2026() -> None:
    assert Holiday.objects.filter(date__year=2026, kind="rest", region="000000").count() == 33
    assert Holiday.objects.filter(date__year=2026, kind="work").count() == 6
    sanyuesan = Holiday.objects.filter(region="450000").order_by("date")
    assert [h.date.isoformat()[5:] for h in sanyuesan] == ["04-17", "04-18", "04-19", "04-20"]
    assert {h.kind for h in sanyuesan} == {"rest"}


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_costs_one_select_a_file(django_assert_num_queries: Any) -> None:
    before = (Holiday.objects.count(), ClockRule.objects.count())
    own = [load for _order, load in loads if load.__module__ == "core.reference"]
    with django_assert_num_queries(len(own)):
        for load in own:
            load()
    assert (Holiday.objects.count(), ClockRule.objects.count()) == before


@pytest.mark.django_db
def test_what_an_administrator_changed_stays_and_what_is_missing_comes_back() -> None:
    ClockRule.objects.filter(code="C-RESP").update(days=2, name="首答")
    ClockRule.objects.filter(code="C-NEGO").delete()
    Holiday.objects.filter(date=dt.date(2026, 10, 10)).update(kind="rest")
    Holiday.objects.create(date=dt.date(2027, 1, 1), kind="rest", name="元旦", name_en="New Year", source="x")
    load_all()
    changed = ClockRule.objects.get(code="C-RESP")
    assert (changed.days, changed.name) == (2, "首答")
    assert ClockRule.objects.get(code="C-NEGO").days == 10
    assert Holiday.objects.get(date=dt.date(2026, 10, 10)).kind == "rest"
    assert Holiday.objects.filter(date=dt.date(2027, 1, 1)).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_rows_are_back_after_the_flush_of_a_transactional_test(round_: int) -> None:
    assert (Holiday.objects.count(), ClockRule.objects.filter(code="C-MEDI").count()) == (43, 2)
    Holiday.objects.all().delete()
    ClockRule.objects.all().delete()


@pytest.mark.django_db
def test_migrate_runs_the_loaders_once() -> None:
    Holiday.objects.all().delete()
    call_command("migrate", verbosity=0, interactive=False)
    assert Holiday.objects.count() == 43
    assert [uid for (uid, _sender), *_rest in post_migrate.receivers].count("core.reference") == 1


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


RULE = {
    "code": "C-TEST", "variant": "", "name": "测试", "name_en": "Test", "days": "3", "unit": "wd", "binding": "policy",
    "pausable": "never", "restarts": "true", "source": "测试", "valid_from": "2026-01-01", "valid_to": "",
}  # fmt: skip


@pytest.mark.django_db
def test_texts_are_read_as_their_fields_read_them(tmp_path: Path) -> None:
    path = write(tmp_path / "rules.csv", RULE, {**RULE, "variant": "b", "restarts": "0", "valid_to": "2026-02-01"})
    key = ("code", "variant", "valid_from")
    assert load_rows(ClockRule, path, key=key) == 2
    assert load_rows(ClockRule, path, key=key) == 0
    first, second = ClockRule.objects.filter(code="C-TEST").order_by("variant")
    assert (first.days, first.restarts, first.valid_from, first.valid_to) == (3, True, dt.date(2026, 1, 1), None)
    assert (second.restarts, second.valid_to) == (False, dt.date(2026, 2, 1))


@pytest.mark.django_db
def test_convert_makes_the_values_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "days.csv", {"day": "2027-05-01", "what": "劳动节"})

    def convert(raw: dict[str, str]) -> dict[str, Any]:
        return {"date": dt.date.fromisoformat(raw["day"]), "kind": "rest", "name": raw["what"]}

    assert load_rows(Holiday, path, key=("date", "region"), convert=convert) == 1
    assert load_rows(Holiday, path, key=("date", "region"), convert=convert) == 0
    assert Holiday.objects.get(date=dt.date(2027, 5, 1)).name == "劳动节"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"days": "three"}, {"valid_from": "2026-13-01"}, {"restarts": "maybe"}])
def test_a_value_that_does_not_fit_is_named_by_file_and_line(tmp_path: Path, wrong: dict[str, str]) -> None:
    path = write(tmp_path / "rules.csv", RULE, {**RULE, **wrong, "variant": "x"})
    with pytest.raises(ValueError, match=r"rules\.csv, line 3"):
        load_rows(ClockRule, path, key=("code", "variant", "valid_from"))
    assert not ClockRule.objects.filter(code="C-TEST").exists()


@pytest.mark.django_db
def test_an_unknown_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 2"):
        load_rows(ClockRule, write(tmp_path / "rules.csv", {**RULE, "colour": "red"}), key=("code",))


@pytest.mark.django_db
def test_a_table_that_is_not_migrated_yet_is_left_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(reference, "loads", [(2, lambda: called.append("second")), (1, lambda: called.append("first"))])
    load_all(apps=Apps())
    assert called == ["first", "second"]
    load_all(using="other")
    assert len(called) == 2
    monkeypatch.undo()
    ClockRule.objects.all().delete()
    load_all(apps=Apps())
    assert not ClockRule.objects.exists()
    load_all()
    assert ClockRule.objects.filter(unit=Unit.GIVEN).exists()
