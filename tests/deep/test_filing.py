"""Every complaint of the example file, filed page by page by a visitor on a cheap telephone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from complaints.samples.rows import Row, Vocabulary, read_line
from tests.browser.helpers import PageFor
from tests.browser.walk import Walk, answers, slow_phone
from tests.servers import Site, embedded

SAMPLES = Path(__file__).parents[2] / "config" / "data" / "sample_complaints.jsonl"
LINES = SAMPLES.read_bytes().splitlines()
FIVE_MINUTES = 300


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Behind a proxy: every visitor comes from an address of their own, as codes are limited by address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHIQIAO_PROXIES", "1")
        with embedded(tmp_path_factory.mktemp("samples")) as running:
            yield running


def test_the_file_holds_what_it_promises() -> None:
    assert len(LINES) == 28


@pytest.mark.django_db
@pytest.mark.parametrize("place", range(len(LINES)), ids=[json.loads(line)["title"] for line in LINES])
def test_an_example_is_filed_on_a_slow_phone(
    site: Site, open_page: PageFor, timed: dict[str, float], place: int
) -> None:
    row = read_line(LINES[place], place, Vocabulary.of_today())
    assert isinstance(row, Row), row
    page = open_page(width=390)
    page.set_extra_http_headers({"X-Forwarded-For": f"192.0.2.{place + 1}"})
    slow_phone(page)
    given = {
        "category": row.category, "nature": row.nature, "remedies": list(row.remedies), "county": row.county,
        "title": row.title, "narrative": row.narrative, "amount": row.amount, "respondent": f"示例商店{place}",
    }  # fmt: skip
    filing = Walk(page, site.base, answers(given, phone=f"139772{place:05d}"))
    began = time.monotonic()
    filing.begin()
    number = filing.to_end()
    timed[row.title] = time.monotonic() - began
    assert timed[row.title] < FIVE_MINUTES
    expect(page.locator("h1")).to_have_text("投诉已提交")
    assert number.startswith(f"GX{row.county}-")
