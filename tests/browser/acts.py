"""What people do on the pages, as they do it: file, open a case, take a step."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "complaints.jsonl").read_text("utf-8").splitlines()
]
MEDIATORS = {"陈秋月": "mediator", "梁振华": "mediator2"}
PATIENCE = 2.0  # seconds within which everybody else sees an act

# Written down when the page shows the words, in the page itself: asking it again and again would be slower.
WATCH = """(words) => {
  window.untouched = true;
  window.shown = new Promise((done) => {
    const look = () => document.querySelector("#case-live")?.textContent.includes(words) && done(Date.now());
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
    look();
  });
}"""
SHOWN = """(patience) => Promise.race([
  window.shown, new Promise((done) => setTimeout(() => done(0), patience)),
])"""


FIRST, LAST = "what", "check"
NEXT = "main form.filing-page .button.large"


def answer(page: Page, slug: str, row: Mapping[str, Any], **changes: str) -> None:
    """Answer what the open page of filing must know; `changes` replace single text answers."""
    texts = {
        "business": {"respondent_name": row["respondent"], "respondent_address": "南宁市青秀区示例大道88号"},
        "purchase": {"purchase_date": "2026-01-05"},
        "story": {"narrative": row["narrative"], "title": row["title"]},
        "claim": {"amount_in_dispute": row["amount"]},
        "contact": {"name": "韦小芳", "phone": "13877100001", "address": "南宁市青秀区示例路1号2栋303室"},
    }.get(slug, {})
    for name, value in texts.items():
        page.fill(f"[name={name}]", changes.get(name, value))
    for name, code in chosen(slug, row):
        page.check(f"[name={name}][value={code}]")
    if slug == "what":
        choose_category(page, row["category"])
    if slug == "business":
        page.select_option("select[name=county]", row["county"])
    if slug == LAST:
        page.check("[name=privacy]")


def chosen(slug: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The boxes a page must have ticked."""
    found: dict[str, list[tuple[str, str]]] = {
        "purchase": [("purchase_mode", "shop")],
        "claim": [("nature", row["nature"]), *(("remedies", code) for code in row["remedies"])],
        "elsewhere": [("elsewhere", "no")],
        LAST: [("publish", "no"), ("delegation", "yes")],
    }
    return found.get(slug, [])


def choose_category(page: Page, code: str) -> None:
    """Out of the whole tree, so that it works for every leaf, also without scripts."""
    page.locator("a[href*='all=1']").click()
    leaf = page.locator(f"[name=category][value={code}]")
    if not leaf.is_visible():
        page.locator("details", has=leaf).locator("summary").first.click()
    leaf.check()


def slug_of(page: Page) -> str:
    """Which page of filing is open."""
    return page.url.split("/file/")[1].split("/")[0]


def begin(page: Page, base: str) -> None:
    """A new complaint, at its first page."""
    page.goto(f"{base}/file/")
    page.locator("main button[value=new]").click()
    page.wait_for_url(f"**/file/{FIRST}/**")


def onward(page: Page) -> None:
    """Send the open page and wait for the next one."""
    with page.expect_navigation():
        page.click(NEXT)


def write(page: Page, base: str, row: Mapping[str, Any], until: str = LAST, **changes: str) -> None:
    """Answer every page up to `until`, which is then open and untouched."""
    begin(page, base)
    while (slug := slug_of(page)) != until:
        answer(page, slug, row, **changes)
        onward(page)
        assert slug_of(page) != slug, f"{slug} was not passed"


def submit(page: Page, row: Mapping[str, Any]) -> str:
    """Agree and send the last page; the number of the case."""
    answer(page, LAST, row)
    page.click(NEXT)
    page.wait_for_url("**/done/")
    return number_of(page)


def file_case(page: Page, base: str, row: Mapping[str, Any], **changes: str) -> str:
    """File through all the pages as the person signed in; the number of the case."""
    write(page, base, row, **changes)
    return submit(page, row)


def number_of(page: Page) -> str:
    """The number in the address of the page: /file/<number>/done/, /cases/<number>/."""
    return page.url.split("/")[4]


def mediator_of(page: Page) -> str:
    """The login of the mediator named on the consumer's open case page, once the rule has found one."""
    aside = page.locator("#case-live aside")
    expect(aside).to_contain_text("调解员", timeout=PATIENCE * 1000)
    words = aside.inner_text()
    return next(login for name, login in MEDIATORS.items() if name in words)


def accept(page: Page) -> None:
    """Fill in the mediator's decision; it is not sent yet."""
    page.get_by_role("link", name="受理", exact=True).first.click()
    page.check("[name=no_ground]")
    page.check("[name=no_conflict]")
    page.fill("[name=opinion]", "事实清楚，属于受理范围。")


def press(page: Page) -> None:
    """Send the form of the step, without waiting for the page that follows."""
    page.locator("main form button[type=submit]").click(no_wait_after=True)


def seen_after(page: Page, words: str, act: Callable[[], None]) -> float:
    """Seconds from the act until the open page shows the words, without a reload. Fails after two."""
    assert words not in page.locator("#case-live").inner_text()
    page.evaluate(WATCH, words)
    began = time.time()
    act()
    shown = page.evaluate(SHOWN, PATIENCE * 1000)
    assert shown, f"{words} was not shown within {PATIENCE} s"
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    seconds = shown / 1000 - began
    assert seconds <= PATIENCE
    return float(seconds)
