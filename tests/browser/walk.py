"""A person who files page by page: on a phone, as a visitor, by mouse or by keyboard alone, with or without scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from complaints.pages import BY_SLUG

LAST = "**/done/"
# Slow 4G and a cheap phone, as the product promises to bear them.
LATENCY, BYTES_PER_SECOND, SLOWER = 150, 200 * 1024, 4


def answers(row: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """What this person answers, by field; a list for several boxes. `changes` replace single answers."""
    return {
        "category": row["category"],
        "brand_model": "",
        "respondent_name": row.get("respondent", "示例商店"),
        "county": row["county"],
        "respondent_address": "示例大道88号",
        "purchase_date": "2026-01-05",
        "purchase_mode": "shop",
        "title": row["title"],
        "narrative": row["narrative"],
        "injury": "none",
        "nature": row["nature"],
        "remedies": row["remedies"],
        "amount_in_dispute": str(row["amount"]),
        "elsewhere": "no",
        "name": "韦小满",
        "salutation": "ms",
        "phone": "13877100001",
        "address": "南宁市青秀区示例路1号2栋303室",
        "publish": "no",
        "delegation": "yes",
        "privacy": "on",
        **changes,
    }


def slow_phone(page: Page) -> None:
    """150 ms, 200 kB/s both ways, a processor four times slower."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"latency": LATENCY, "downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


@dataclass
class Walk:
    """One filing under way. `photos` are handed in on the page of evidence."""

    page: Page
    base: str
    given: Mapping[str, Any]
    photos: Sequence[Path] = ()
    patience: float = 10_000  # ms for one page to come
    visited: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Open the start page and begin a new complaint."""
        self.page.goto(f"{self.base}/file/")
        self.press(self.page.locator("button[name=do][value=new]"))
        self.page.wait_for_url("**/file/what/**", timeout=self.patience)

    @property
    def slug(self) -> str:
        """The page that is open: "what", "story", "verify", "done"."""
        found = re.search(r"/file/(?:[^/]+/)?([a-z]+)/(?:\?|#|$)", self.page.url)
        assert found, self.page.url
        return found[1]

    def to_end(self) -> str:
        """Answer page after page until the case exists; its number."""
        while self.slug not in {"verify", "done"}:
            self.answer()
            self.onward()
        if self.slug == "verify":
            self.prove()
        return self.page.url.split("/")[4]

    def until(self, slug: str) -> None:
        """Answer page after page until this one is open."""
        while self.slug != slug:
            self.answer()
            self.onward()

    def answer(self) -> None:
        """Fill in what the open page asks."""
        slug = self.slug
        self.visited.append(slug)
        if slug == "what":
            self.choose_category(self.given["category"])
        elif slug == "evidence":
            self.hand_in()
        else:
            for name in BY_SLUG[slug].fields:
                if self.given.get(name):
                    self.fill(name, self.given[name])

    def onward(self) -> None:
        """Save this page; the next one must come, or the page says what is to mend."""
        before = self.page.url
        self.press(self.page.locator("main form button[name=do][value=next]:visible"))
        self.page.wait_for_url(lambda url: url != before, timeout=self.patience)
        assert self.page.locator(".error-summary").count() == 0, self.page.locator(".error-summary").inner_text()

    def choose_category(self, code: str) -> None:
        """By a word; where that does not find it, from the whole tree."""
        self.write(self.page.locator("#id_q"), self.given["title"][:20])
        self.press(self.page.locator("button[value=search]"))
        self.page.wait_for_load_state()
        choice = self.page.locator(f"input[name=category][value={code}]")
        if choice.count() == 0:
            self.press(self.page.locator("a[href*='all=1']"))
            self.page.wait_for_url("**all=1**", timeout=self.patience)
            self.unfold(choice)
        self.tick(choice)

    def hand_in(self) -> None:
        """Choose the photos; without scripts they are sent by the button beside."""
        if not self.photos:
            return
        self.page.set_input_files("input[type=file]", list(self.photos))
        plain = self.page.locator("button[value=upload]")
        if plain.is_visible():
            self.press(plain)
        expect(self.page.locator("[data-file]")).to_have_count(len(self.photos), timeout=300_000)

    def fill(self, name: str, value: Any) -> None:
        """One answer, whatever the control."""
        boxes = self.page.locator(f"main [name={name}]")
        kind = boxes.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        self.unfold(boxes.first)
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                self.tick(self.page.locator(f"main [name={name}][value='{one}']") if boxes.count() > 1 else boxes)
        elif kind == "select-one":
            self.select(boxes, value)
        else:
            self.write(boxes, value)

    def unfold(self, control: Locator) -> None:
        """Open the folded part the control stands in."""
        fold = self.page.locator("details:not([open])", has=control)
        if fold.count():
            self.press(fold.locator("> summary").first)

    def prove(self) -> None:
        """Read the code where it was sent and write it down."""
        self.write(self.page.locator("[name=code]"), self.code())
        self.press(self.page.locator("main form button[name=do][value=next]:visible"))
        self.page.wait_for_url(LAST, timeout=self.patience)

    def code(self) -> str:
        """The newest code to this person's phone, from the demonstration's box of letters."""
        letters = self.page.request.get(f"{self.base}/outbox/").text()
        grouped = self.given["phone"].replace(" ", "")
        for letter in re.findall(r'<li class="letter-row">(.*?)</li>', letters, re.S):
            head, _mark, body = letter.partition('class="letter-body"')
            found = re.search(r"\b(\d{6})\b", re.sub(r"<[^>]*>", " ", body))
            if found and grouped[-4:] in re.sub(r"\s", "", re.sub(r"<[^>]*>", "", head)):
                return found[1]
        raise AssertionError(f"no code was sent to {self.given['phone']}")

    # ---- the hand: a mouse or a finger; `Keys` does the same by keyboard alone

    def press(self, control: Locator) -> None:
        control.first.click()

    def write(self, control: Locator, words: str) -> None:
        control.fill(words)

    def tick(self, control: Locator) -> None:
        control.check()

    def select(self, control: Locator, value: str) -> None:
        control.select_option(value)


class Keys(Walk):
    """The same person without a mouse: Tab, Shift+Tab, Space, Enter, arrows and letters."""

    MOST = 160  # controls a page may have before somebody gives up

    def reach(self, control: Locator) -> None:
        """Tab on until the control has the focus; a group of radios is entered at any of its buttons."""
        group = control.evaluate("e => e.type === 'radio' ? e.name : ''")
        for _step in range(self.MOST):
            here = control.evaluate(
                "(e, group) => document.activeElement === e || !!group && document.activeElement.name === group", group
            )
            if here:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{control} cannot be reached by keyboard")

    def press(self, control: Locator) -> None:
        self.reach(control.first)
        self.page.keyboard.press("Enter")

    def write(self, control: Locator, words: str) -> None:
        self.reach(control)
        if control.get_attribute("type") == "date":
            self.type_date(control, words)
            return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def type_date(self, control: Locator, day: str) -> None:
        """Part by part; in which order they stand is the browser's, so both are tried."""
        year, month, number = day.split("-")
        for parts in ((month, number, year), (year, month, number)):
            for part in parts:
                self.page.keyboard.type(part)
                if part == year and parts[0] == year:
                    self.page.keyboard.press("ArrowRight")
            if control.input_value() == day:
                return
            for _part in range(3):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{day} could not be typed, it became {control.input_value()}")

    def tick(self, control: Locator) -> None:
        self.reach(control)
        if control.get_attribute("type") == "radio":
            for _step in range(80):
                if control.evaluate("e => document.activeElement === e"):
                    break
                self.page.keyboard.press("ArrowDown")
        if not control.is_checked():
            self.page.keyboard.press("Space")
        expect(control).to_be_checked()

    def select(self, control: Locator, value: str) -> None:
        self.reach(control)
        steps = control.evaluate("(e, v) => [...e.options].findIndex(o => o.value === v) - e.selectedIndex", value)
        for _step in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(control).to_have_value(value)
