"""Tests that look at pages as a person does; their fixtures are in `tests/browser/fixtures.py`."""

from __future__ import annotations

import pytest

from tests.browser.fixtures import (
    any_site,
    browser,
    contexts,
    open_page,
    page,
    page_for,
    site,
    sites,
    timed,
    told,
    watched,
    weighed,
)
from tests.browser.helpers import chromium
from tests.services import STATUS, Missing

__all__ = [
    "any_site",
    "browser",
    "contexts",
    "open_page",
    "page",
    "page_for",
    "site",
    "sites",
    "timed",
    "watched",
    "weighed",
]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Without Chromium nothing here is skipped: the run ends with a status of its own."""
    try:
        chromium()
    except Missing as missing:
        pytest.exit(str(missing), returncode=STATUS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was measured, also when all passed."""
    told(terminalreporter, config)
