"""Every page: no barrier, no overflow, nothing from elsewhere, nothing wrong in the console, light on the wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.helpers import PageFor, barriers, new_context, overflow, sign_in
from tests.browser.places import NAMES, Place, Told, places, tell
from tests.servers import Site

# Text that nobody translated: outside lang="zh…", in words, hints, names for screen readers, and the tab's title.
HAN = r"""() => {
  const han = /[\u3400-\u9fff]/, found = [];
  const chinese = (el) => Boolean(el?.closest("[lang^=zh]"));
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); )
    if (han.test(node.data) && !chinese(node.parentElement) && !/^(SCRIPT|STYLE)$/.test(node.parentElement.tagName))
      found.push(node.data.trim().replace(/\s+/g, " "));
  for (const name of ["placeholder", "aria-label", "title", "alt", "data-label"])
    for (const el of document.querySelectorAll(`[${name}]`))
      if (han.test(el.getAttribute(name)) && !chinese(el)) found.push(`${name}: ${el.getAttribute(name)}`);
  return [...new Set(found)];
}"""
MOST_REQUESTS, MOST_BYTES = 20, 300_000


@pytest.fixture(scope="module")
def told(browser: Browser, site: Site) -> Told:
    """One case for all pages."""
    context = new_context(browser)
    page = context.new_page()
    sign_in(page, site.base, "consumer")
    found = tell(page, site.base, respondent_name="示例看页店")
    context.close()
    return found


@pytest.fixture(params=NAMES)
def place(request: pytest.FixtureRequest, told: Told) -> Place:
    """Each page, one after the other."""
    return {one.name: one for one in places(told)}[request.param]


def sizes(page: Page) -> list[str]:
    """What is wrong with this page at this moment."""
    wide = overflow(page)
    return barriers(page) + ([f"{wide} px wider than the window"] if wide else [])


def test_no_barriers_at_any_width_in_any_colours(site: Site, open_page: PageFor, place: Place) -> None:
    page = place.open(open_page(), site.base)
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach((part) => (part.open = true))")
    wrong = []
    for width in (1280, 390):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{width} {scheme} {line}" for line in sizes(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    if wide := overflow(page):
        wrong.append(f"320: {wide} px wider than the window")
    assert wrong == []


def speak(page: Page, base: str, language: str) -> None:
    """Read another language; an account remembers it."""
    page.goto(f"{base}/")
    page.locator(f"footer button[name=language][value={language}]").click()
    page.wait_for_url(f"{base}/")


@pytest.fixture
def english(site: Site, open_page: PageFor, place: Place) -> Iterator[Page]:
    """The page in English; afterwards its reader reads Chinese again."""
    page = open_page()
    if place.who:
        sign_in(page, site.base, place.who)
    speak(page, site.base, "en")
    place.go(page, site.base)
    yield page
    speak(page, site.base, "zh-hans")


def test_english_pages_speak_english(english: Page) -> None:
    assert english.locator("html").get_attribute("lang") == "en"
    untranslated = english.evaluate(HAN)
    assert untranslated == [], "\n".join(untranslated)


def test_the_first_page_is_light(site: Site, page: Page, weighed: list[str]) -> None:
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("requestfinished", note)
    page.goto(f"{site.base}/", wait_until="networkidle")
    weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in (one.sizes() for one in asked))
    weighed.append(f"first page: {len(asked)} requests, {weight / 1000:.0f} kB")
    assert len(asked) <= MOST_REQUESTS
    assert weight <= MOST_BYTES
