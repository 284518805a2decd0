"""Long tests; those that look at pages share the fixtures of `tests/browser`."""

from __future__ import annotations

import pytest

from tests.browser.fixtures import browser, contexts, open_page, timed, told, watched

__all__ = ["browser", "contexts", "open_page", "timed", "watched"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was measured, also when all passed."""
    told(terminalreporter, config)
