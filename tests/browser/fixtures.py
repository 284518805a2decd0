"""The site and the browser as fixtures, for every folder whose tests look at pages as a person does.

Fixtures: `site` (one process over SQLite), `sites` (two web processes over PostgreSQL and Redis), `any_site` (both, one
after the other), `page` (nobody signed in), `page_for(login)` (one of the demonstration's people, signed in with one
click). Whatever goes wrong on a page (console, script, third party, 5xx) fails the test that opened it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.helpers import PageFor, Watched, launch, new_context, sign_in
from tests.servers import Site, embedded, spread
from tests.services import STATUS, Missing, services

# Playwright's own loop runs in the test's thread; a test that looks at the database would be refused.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

TIMES = pytest.StashKey[list[str]]()


@pytest.fixture
def timed(request: pytest.FixtureRequest) -> Iterator[dict[str, float]]:
    """`timed["受理"] = 0.2`: seconds from an act until it was seen elsewhere; told at the end of the run."""
    found: dict[str, float] = {}
    yield found
    told = request.config.stash.setdefault(TIMES, [])
    told += [f"{request.node.name}: {act} {seconds:.2f} s" for act, seconds in found.items()]


@pytest.fixture
def weighed(request: pytest.FixtureRequest) -> list[str]:
    """Lines to be told at the end of the run."""
    return request.config.stash.setdefault(TIMES, [])


def told(reporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write down what was measured."""
    if lines := config.stash.get(TIMES, []):
        reporter.section("measured")
        for line in lines:
            reporter.line(line)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The one-process site, with the demonstration's people."""
    with embedded(tmp_path_factory.mktemp("embedded")) as running:
        yield running


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two web processes, a worker and a clock over PostgreSQL and Redis."""
    try:
        with services() as found, spread(tmp_path_factory.mktemp("spread"), found) as running:
            yield running
    except Missing as missing:
        pytest.exit(str(missing), returncode=STATUS)


@pytest.fixture(params=["embedded", "services"])
def any_site(request: pytest.FixtureRequest) -> Site:
    """Each way to run, one after the other; only the asked one is started."""
    found: Site = request.getfixturevalue({"embedded": "site", "services": "sites"}[request.param])
    return found


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """Profiles this test opened; closed afterwards."""
    opened: list[BrowserContext] = []
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def watched() -> Iterator[list[Watched]]:
    """Pages this test opened; fails the test when something went wrong on one that the test did not take out itself."""
    pages: list[Watched] = []
    yield pages
    assert [wrong for one in pages for wrong in one.wrong] == []


@pytest.fixture
def open_page(browser: Browser, contexts: list[BrowserContext], watched: list[Watched]) -> PageFor:
    """`open_page(width=390, dark=True, javascript=False, language="en")` -> a page in a profile of its own."""

    def make(*, width: int = 1280, dark: bool = False, javascript: bool = True, language: str = "zh-CN") -> Page:
        context = new_context(
            browser,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
        )
        contexts.append(context)
        watched.append(Watched(context.new_page()).listen())
        return watched[-1].page

    return make


@pytest.fixture
def page(open_page: PageFor) -> Page:
    """A page with nobody signed in."""
    return open_page()


@pytest.fixture
def page_for(open_page: PageFor, request: pytest.FixtureRequest) -> PageFor:
    """`page_for("mediator", base=site.base, width=390)` -> a page on which that person is signed in."""

    def make(login: str, *, base: str = "", width: int = 1280, dark: bool = False, javascript: bool = True) -> Page:
        opened = open_page(width=width, dark=dark, javascript=javascript)
        home = base or request.getfixturevalue("site").base
        sign_in(opened, home, login)
        return opened

    return make
