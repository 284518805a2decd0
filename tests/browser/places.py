"""Every page there is, as somebody meets it, around one case that was really filed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from complaints.pages import PAGES
from tests.browser.acts import ROWS, begin, file_case, mediator_of, number_of, onward, write
from tests.browser.helpers import sign_in

Go = Callable[[Page, str], object]


@dataclass(frozen=True, slots=True)
class Told:
    """The case of these tests: its number and its mediator's login."""

    number: str
    mediator: str


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its name, who looks ("" for nobody in particular), and the way there."""

    name: str
    who: str
    go: Go

    def open(self, page: Page, base: str) -> Page:
        """Sign in where needed, and go there."""
        if self.who:
            sign_in(page, base, self.who)
        self.go(page, base)
        return page


def tell(page: Page, base: str, **changes: str) -> Told:
    """File a case as the consumer signed in here, and wait until the rule gave it to a mediator."""
    number = file_case(page, base, ROWS[0], **changes)
    page.goto(f"{base}/cases/{number}/")
    expect(page.locator(".case-head")).to_contain_text("已分派", timeout=5000)
    return Told(number_of(page), mediator_of(page))


def at(path: str) -> Go:
    """Straight to an address."""
    return lambda page, base: page.goto(base + path)


def asked(slug: str) -> Go:
    """A page of filing as a visitor meets it."""

    def go(page: Page, base: str) -> None:
        begin(page, base)
        page.goto(f"{base}/file/{slug}/")

    return go


def with_errors(page: Page, base: str) -> None:
    """A page of filing sent with nothing in it."""
    asked("business")(page, base)
    onward(page)
    page.wait_for_selector(".error-summary")


def to_be_checked(page: Page, base: str) -> None:
    """Every page answered, the last one open."""
    write(page, base, ROWS[0])


def drafts_listed(page: Page, base: str) -> None:
    """Where filing begins for who has written something."""
    write(page, base, ROWS[0], until="claim")
    page.goto(f"{base}/file/")


def step_with_errors(path: str) -> Go:
    """A step's form sent with nothing in it."""

    def go(page: Page, base: str) -> None:
        page.goto(base + path)
        page.locator("main form button[type=submit]").click()
        page.wait_for_selector(".error-summary")

    return go


def places(told: Told) -> list[Place]:
    """All of them."""
    case, desk = f"/cases/{told.number}/", f"/desk/{told.number}/"
    return [
        Place("home", "", at("/")),
        Place("sign-in", "", at("/accounts/login/")),
        Place("sign-in with a code", "", at("/accounts/login/code/")),
        Place("sign-up", "", at("/accounts/signup/")),
        Place("demo", "", at("/demo/")),
        Place("outbox", "", at("/outbox/")),
        Place("recalls", "", at("/public/recalls/")),
        Place("no recalls", "", at("/public/recalls/?q=没有这个词")),
        Place("not found", "", at("/nowhere/")),
        Place("file", "", at("/file/")),
        Place("file with drafts", "", drafts_listed),
        *(Place(f"file: {one.slug}", "", asked(one.slug)) for one in PAGES),
        Place("file with errors", "", with_errors),
        Place("file: everything answered", "", to_be_checked),
        Place("filed", "consumer", at(f"/file/{told.number}/done/")),
        Place("my cases", "consumer", at("/cases/")),
        Place("no cases", "volunteer", at("/cases/")),
        Place("case of a consumer", "consumer", at(case)),
        Place("withdraw", "consumer", at(f"{case}steps/withdraw/")),
        Place("settings", "consumer", at("/accounts/settings/")),
        Place("somebody else's case", "consumer2", at(case)),
        Place("case of its mediator", told.mediator, at(desk)),
        Place("accept", told.mediator, at(f"{desk}steps/accept/")),
        Place("accept with errors", told.mediator, step_with_errors(f"{desk}steps/accept/")),
        Place("desk of a mediator", told.mediator, at("/desk/")),
        Place("case of a manager", "manager", at(desk)),
        Place("reassign", "manager", at(f"{desk}steps/reassign/")),
        Place("desk of a manager", "manager", at("/desk/")),
        Place("assign list", "manager", at("/desk/assign/")),
    ]


NAMES = [place.name for place in places(Told("", ""))]
