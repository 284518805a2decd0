"""The demonstration's cases: lively, everywhere, in every state that can be reached, and whatever day it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.demo import demo_people, person
from accounts.models import Organisation
from complaints.models import Complaint
from complaints.samples.load import Maker
from complaints.samples.moments import Planner
from complaints.workflow.states import OPEN
from config.demo import SEED, demo_cases, demo_recalls, directions, planned, rows
from config.demo_courses import COURSES
from core import time
from core.models import Clock
from core.verify import verify
from enterprises.models import RecallNotice

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 15, 0, tzinfo=time.SHANGHAI)
REACHED = {"filed", "assigned", "accepted", "withdrawn", "closed"}  # by the steps offered today


@pytest.fixture(autouse=True)
def on(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.DATA_DIR = True, tmp_path


def of(login: str) -> list[Complaint]:
    return list(Complaint.objects.filter(parties__user=person(login)))


def test_the_whole_demonstration() -> None:
    with time.at(NOW):
        demo_people()
        assert demo_cases() >= 60
        assert demo_cases() == 0
        cases = list(Complaint.objects.all())
        assert {case.county_id[:4] for case in cases} == {f"45{n:02d}" for n in range(1, 15)}
        months = {f"{time.local_date(case.filed_at):%Y-%m}" for case in cases if case.filed_at}
        assert len(months) >= 11
        assert {case.state for case in cases} == REACHED
        assert all(case.filed_at and case.filed_at < NOW for case in cases)
        assert len({case.category.domain for case in Complaint.objects.select_related("category")}) == 5
        cast_have_cases_of_their_own()
        desks_have_what_they_need(cases)
        assert Organisation.objects.get(kind="association", region="450103").auto_assign
        assert list(verify()) == []


def cast_have_cases_of_their_own() -> None:
    for login in ("consumer", "consumer2"):
        states = Counter(case.state for case in of(login))
        assert len(states) >= 4
        assert sum(states.values()) >= 6
    for login in ("mediator", "mediator2"):
        who = person(login)
        assert who
        assert Complaint.objects.filter(mediator=who, state__in=OPEN).count() >= 4


def desks_have_what_they_need(cases: list[Complaint]) -> None:
    """Some are fresh, some due today or tomorrow, few overdue, and none of them for ages."""
    waiting = {case.stream: case for case in cases if case.state in OPEN}
    assert sum(bool(case.filed_at and NOW - case.filed_at < dt.timedelta(days=3)) for case in waiting.values()) >= 3
    wanted = {"filed": "C-ASSIGN", "assigned": "C-ACCEPT", "accepted": "C-MEDI"}
    clocks = Clock.objects.running().filter(stream__in=waiting)
    due = [clock.due_at - NOW for clock in clocks if wanted[waiting[clock.stream].state] == clock.code]
    assert 1 <= sum(left < dt.timedelta() for left in due) <= 5
    assert min(due) > dt.timedelta(days=-10)
    assert sum(dt.timedelta() < left < dt.timedelta(days=4) for left in due) >= 2


def test_recalls_are_taken_once_and_all_of_them_are_examples() -> None:
    assert demo_recalls() >= 3
    assert demo_recalls() == 0
    assert set(RecallNotice.objects.values_list("example", flat=True)) == {True}


def test_every_direction_names_a_sample_a_course_and_somebody_of_the_cast() -> None:
    titles = [row.title for row in rows(Maker.of_today(SEED))]
    assert len(titles) == len(set(titles))
    for title, direction in directions().items():
        assert title in titles
        assert direction.course in COURSES
        assert direction.filer in {"", "consumer", "consumer2"}
    assert {direction.course for direction in directions().values()} == set(COURSES)


@pytest.mark.parametrize(
    "day", [dt.date(2026, 11, 23), dt.date(2027, 2, 14), dt.date(2027, 10, 3), dt.date(2028, 3, 1)]
)
@pytest.mark.parametrize("hour", [3, 15])
def test_whatever_day_it_is_nothing_was_filed_in_the_future(day: dt.date, hour: int) -> None:
    now = dt.datetime.combine(day, dt.time(hour), time.SHANGHAI)
    with time.at(now):
        found = planned(rows(Maker.of_today(SEED)), Planner.until(now, SEED), directions())
    assert len(found) >= 60
    assert all(moment < now for moment in found.values())


def test_a_file_with_a_bad_line_is_no_demonstration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"title": ""}\n', encoding="utf-8")
    monkeypatch.setattr("config.demo.DATA", tmp_path)
    monkeypatch.setattr("config.demo.FILES", ("bad.jsonl",))
    with pytest.raises(ValueError, match=r"bad\.jsonl.*第 1 行"):
        rows(Maker.of_today(SEED))
