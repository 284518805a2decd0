"""Chromium as these tests use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response

from tests.services import Missing, install, may_install

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONT = "Noto Sans CJK"
PACKAGES = ("chromium", "fonts-noto-cjk")
LOOPBACK = {"127.0.0.1", "localhost"}


def chromium() -> str:
    """Debian's Chromium, with fonts that can write Chinese; both installed when missing and we are root."""
    if not (shutil.which("chromium") and can_write_chinese()) and may_install():
        install(*PACKAGES)
    found = shutil.which("chromium")
    if not found or not can_write_chinese():
        raise Missing(f"Chromium or Chinese fonts are missing: apt-get install {' '.join(PACKAGES)}")
    return found


def can_write_chinese() -> bool:
    """Whether Noto's Chinese fonts are on this machine."""
    return any(Path(folder).glob("**/NotoSansCJK*") for folder in ("/usr/share/fonts", "/usr/local/share/fonts"))


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))


@dataclass
class Watched:
    """A page, and all that went wrong on it: console errors, script errors, answers ≥ 500, requests to elsewhere."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)

    def listen(self) -> Watched:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("response", self._response)
        self.page.on("request", self._request)
        return self

    def _console(self, message: ConsoleMessage) -> None:
        asked = str(message.location.get("url", ""))
        if message.type != "error" or asked.endswith("/favicon.ico"):  # asked for where a page is bare data
            return
        # A page that says no (404, 422 …) is an answer; Chromium reports its status as an error all the same.
        if not (asked in self.documents and "responded with a status of 4" in message.text):
            self.wrong.append(f"console: {message.text} ({asked})")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status}: {response.url}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if request.is_navigation_request():
            self.documents.add(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
            self.wrong.append(f"third party: {request.url}")


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A fresh profile that reads Chinese, 1280 × 900 unless told otherwise."""
    return browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **options})


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(wide)


def barriers(page: Page) -> list[str]:
    """Findings of axe of every weight, one line each. axe comes with its package; nothing is fetched."""
    return [describe(one) for one in Axe().run(page).response["violations"]]


def describe(finding: dict[str, Any]) -> str:
    places = ", ".join(str(node["target"][0]) for node in finding["nodes"][:3])
    return f"{finding['id']} ({finding['impact']}): {finding['help']} at {places}"


def sign_in(page: Page, base: str, login: str, onward: str = "") -> None:
    """Become one of the demonstration's people with one click, and go on to `onward`."""
    page.goto(f"{base}/demo/" + (f"?next={onward}" if onward else ""))
    page.locator(f"button[name=email][value='{login}@demo.example']").click(timeout=5000)
    page.wait_for_url(lambda url: "/demo/" not in url)


PageFor = Callable[..., Page]
