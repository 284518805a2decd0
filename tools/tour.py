"""The pictures of filing, for the guide and the README: one visitor on a phone files a complaint, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.helpers import Watched, new_context, overflow
from tests.browser.pictures import label, receipt
from tests.browser.walk import Walk, answers

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
SAMPLES = Path("config/data/sample_complaints.jsonl")
FILED = "电动车电池充电时冒烟"
CAPTIONS = ("购车小票", "电池标签上的批次")


@dataclass(frozen=True, slots=True)
class Stop:
    """What the picture of a page shows: from `start` on, when `shows` is there; `press` is pressed before."""

    start: str = "main"
    press: str = ""
    shows: str = ""


STOPS = {
    "what": Stop(),
    "product": Stop("h1", press="main form button[value=next]:visible", shows=".notice.attention"),
    "story": Stop("main fieldset", press="button[value=look]", shows=".offers"),
    "evidence": Stop(),
    "claim": Stop(".may-apply", press="button[value=calculate]"),
    "check": Stop("h2:text('请您决定')"),
    "done": Stop(),
}
WIDE = "story"  # the page the README shows on a desk


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture as it came out: its name, its bytes, what is wrong with the page."""

    name: str
    data: bytes
    wrong: tuple[str, ...] = ()


def filing(browser: Browser, base: str, folder: Path) -> Iterator[Taken]:
    """File as a visitor and take a picture of every stop, then of the look-up; `folder` is for the photos handed in."""
    watched = Watched(new_context(browser, viewport=PHONE).new_page()).listen()
    walk = Walk(watched.page, base, told(), photos=(receipt(folder / "小票.jpg"), label(folder / "电池.jpg")))
    walk.begin()
    while walk.slug != "done":
        yield from stop(walk, watched)
    yield picture(watched, "filing-done", STOPS["done"])
    look_up(watched.page, base)
    yield picture(watched, "lookup", Stop())
    watched.page.context.close()


def stop(walk: Walk, watched: Watched) -> Iterator[Taken]:
    """Answer the open page, take its picture if it is one of the stops, and go on."""
    slug = walk.slug
    if slug == "verify":
        walk.prove()
        return
    walk.answer()
    if slug == "evidence":
        describe(watched.page)
    if slug in STOPS:
        yield picture(watched, f"filing-{slug}", STOPS[slug])
    if slug == WIDE:
        yield wide(watched)
    walk.onward()


def told() -> dict[str, object]:
    """The answers of the person in the pictures."""
    rows = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    row = next(row for row in rows if row["title"] == FILED)
    found = answers({**row, "county": "450103", "remedies": row["remedy"], "respondent": "示例电动车行(甲店)"})
    return {
        **found,
        "brand_model": "示例K9型",
        "batch_no": "B2608",
        "purchase_date": "2026-08-12",
        "amount_paid": "3680",
    }


def describe(page: Page) -> None:
    """Say under each photo what it shows."""
    boxes = page.locator("[data-file] input.input")
    for place, words in enumerate(CAPTIONS):
        boxes.nth(place).fill(words)


def look_up(page: Page, base: str) -> None:
    """As the person would do weeks later, by the number and the code of the receipt, on another device."""
    number, code = page.locator(".receipt dd").all_inner_texts()
    page.context.clear_cookies()
    page.goto(f"{base}/lookup/")
    boxes = page.locator("main form input.input")
    for box, words in zip((boxes.nth(0), boxes.nth(1)), (number, code), strict=True):
        box.fill(words)
    page.locator("main form button").first.click()
    expect(page.locator(".case-strip")).to_be_visible()


def picture(watched: Watched, name: str, shown: Stop) -> Taken:
    """What a phone shows from the start of the stop on."""
    page = watched.page
    if shown.press:
        with page.expect_navigation():
            page.locator(shown.press).click()
    page.locator(shown.shows or shown.start).first.wait_for()
    page.mouse.move(0, 0)  # no button looks as if pointed at, no field as if typed in
    page.evaluate("document.activeElement.blur()")
    above = 0 if shown.start == "main" else 16
    page.locator(shown.start).first.evaluate(
        "(e, above) => window.scrollTo(0, e.getBoundingClientRect().top + scrollY - above)", above
    )
    page.wait_for_timeout(300)
    return Taken(f"{name}-{PHONE['width']}.png", page.screenshot(), faults(watched))


def wide(watched: Watched) -> Taken:
    """The open page as a desk shows it."""
    page = watched.page
    page.set_viewport_size(DESK)
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(300)
    taken = Taken(f"file-{DESK['width']}.png", page.screenshot(), faults(watched))
    page.set_viewport_size(PHONE)
    return taken


def faults(watched: Watched) -> tuple[str, ...]:
    """What went wrong on the page so far, and whether it is too wide."""
    over = overflow(watched.page)
    return (*watched.wrong, *([f"{over} px too wide"] if over else []))
