"""Everything there is × a visitor with a proof: as nobody, but for what `guests.toml` decides by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from complaints.models import Complaint
from core import streams
from core.models import StoredFile
from tests.cast import Cast
from tests.complaints.samples import accepted, filed
from tests.grids import test_streams, test_urls
from tests.grids.test_urls import OURS, case, path_of, stored
from tests.mediation.guests import guest_of

__all__ = ["case", "stored"]

GRID: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "guests.toml").read_text("utf-8"))
URLS, STREAMS = GRID["urls"], GRID["streams"]

pytestmark = pytest.mark.django_db


def as_nobody(name: str) -> int:
    return int(test_urls.GRID[name]["anonymous"]["status"])


@pytest.mark.parametrize("name", OURS)
def test_a_guest_gets_what_was_decided(name: str, case: Complaint, stored: StoredFile) -> None:
    found = guest_of(case).get(path_of(name, case, stored)).status_code
    assert found == (URLS[name]["status"] if name in URLS else as_nobody(name))


@pytest.mark.parametrize("name", OURS)
def test_the_guest_of_another_case_gets_what_nobody_gets(
    name: str, cast: Cast, case: Complaint, stored: StoredFile
) -> None:
    other = filed(cast, by="other_consumer", phone="13877100009", respondent_name="另一家店")
    assert guest_of(other).get(path_of(name, case, stored)).status_code == as_nobody(name)


@pytest.mark.parametrize("kind", test_streams.GRID)
def test_a_guest_hears_what_was_decided(kind: str, cast: Cast) -> None:
    mine = accepted(cast)
    other = filed(cast, by="other_consumer", phone="13877100009", respondent_name="另一家店")
    name = test_streams.names_of(mine)[kind]
    heard = {}
    for proved in (mine, other):
        visitor: Any = AnonymousUser()
        visitor.guest_cases = frozenset({proved.pk})
        heard[proved.pk] = streams.may_see(visitor, name)
    assert heard == {mine.pk: kind in STREAMS, other.pk: False}


def test_no_line_is_left_over_and_each_says_why() -> None:
    assert set(URLS) <= set(OURS)
    assert set(STREAMS) <= set(streams.kinds)
    assert all(line["why"].strip() and line["status"] != as_nobody(name) for name, line in URLS.items())
    assert all(line["yes"].strip() for line in STREAMS.values())
