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


def fill(page: Page, row: Mapping[str, Any], **changes: str) -> None:
    """Answer every question of the filing form that must be answered; `changes` replace single text answers."""
    texts = {
        "title": row["title"], "narrative": row["narrative"], "amount_in_dispute": row["amount"],
        "purchase_date": "2026-01-05", "respondent_name": row["respondent"],
        "respondent_address": "南宁市青秀区示例大道88号", "address": "南宁市青秀区示例路1号2栋303室",
        "name": "韦小芳", "phone": "13877100001",
    }  # fmt: skip
    for name, value in {**texts, **changes}.items():
        page.fill(f"[name={name}]", value)
    lists = {"nature": row["nature"], "category": row["category"], "purchase_mode": "shop", "county": row["county"]}
    for name, value in lists.items():
        page.select_option(f"select[name={name}]", value)
    for code in row["remedies"]:
        page.check(f"[name=remedies][value={code}]")
    for name, value in {"elsewhere": "no", "publish": "no", "delegation": "yes"}.items():
        page.check(f"[name={name}][value={value}]")
    page.check("[name=privacy]")


def submit(page: Page) -> str:
    """Send the filled form; the number of the case."""
    page.click("main form button[type=submit]")
    page.wait_for_url("**/done/")
    return number_of(page)


def number_of(page: Page) -> str:
    """The number in the address of the page: /file/<number>/done/, /cases/<number>/."""
    return page.url.split("/")[4]


def file_case(page: Page, base: str, row: Mapping[str, Any], **changes: str) -> str:
    """File on /file/ as the person signed in; the number of the case."""
    page.goto(f"{base}/file/")
    fill(page, row, **changes)
    return submit(page)


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
