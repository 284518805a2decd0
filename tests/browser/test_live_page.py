"""The live page in a real browser, under the real content policy; the server's answers are played to it."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from core import time
from tests.core import samples

POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
FAKE_SOCKET = """
window.sockets = [];
window.WebSocket = class {
  constructor(url) { this.url = url; this.readyState = 0; this.sent = []; window.sockets.push(this);
    setTimeout(() => { if (window.blocked) this.drop(); else { this.readyState = 1; this.onopen?.(); } }, 10); }
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.readyState = 3; }
  drop(code = 1006) { this.readyState = 3; this.onclose?.({ code }); }
  say(message) { this.onmessage?.({ data: JSON.stringify(message) }); }
};
"""
HELD_FORM = '<form><label for="say">说</label><textarea id="say"></textarea></form>'


class Stage:
    """What the pretended server knows and was asked."""

    def __init__(self) -> None:
        self.seq = 9
        self.fetched = 0
        self.status = 200
        self.extra = ""
        self.problems: list[str] = []

    def page(self) -> str:
        return self.with_form(samples.render("mediation/case.html", samples.CASE))

    def part(self) -> str:
        news = [{"seq": n, "at": samples.NOW, "words": f"新进展 {n}"} for n in range(self.seq, 9, -1)]
        context = samples.CASE | {"seq": self.seq, "timeline": [*news, *samples.TIMELINE]}
        return self.with_form(samples.render("mediation/_case_live.html", context))

    def with_form(self, html: str) -> str:
        return html.replace('<div class="split">', f'{self.extra}<div class="split">')

    def answer(self, route: Route) -> None:
        path = route.request.url.split("zhiqiao.test", 1)[1].split("?")[0]
        if path.startswith("/static/"):
            return self.file(route, path.removeprefix("/static/"))
        if path == "/cases/x/live/":
            self.fetched += 1
            return route.fulfill(status=self.status, body=self.drawn(self.part), content_type="text/html")
        headers = {"content-security-policy": POLICY, "content-type": "text/html; charset=utf-8"}
        return route.fulfill(body=self.drawn(self.page), headers=headers)

    def file(self, route: Route, name: str) -> None:
        found = str(finders.find(name))
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0] or "text/plain")

    def drawn(self, what: Any) -> str:
        """Rendered in a thread of its own: the browser's loop runs in this one, and Django asks for none."""
        html: list[str] = []

        def work() -> None:
            with time.at(samples.NOW):
                html.append(what())

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return html[0]


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    page = browser.new_page()
    page.add_init_script(FAKE_SOCKET)
    page.on("console", lambda said: stage.problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: stage.problems.append(str(error)))
    page.route("**/*", stage.answer)
    yield page
    page.close()


def start(page: Page) -> None:
    page.goto("http://zhiqiao.test/cases/x/")
    page.wait_for_function("window.sockets[0]?.sent.length > 0")


def tell(page: Page, seq: int, op: str = "ev") -> None:
    page.evaluate(f"sockets.at(-1).say({{op: '{op}', stream: 'case:1', seq: {seq}, kind: 'x'}})")


def test_the_page_subscribes_from_what_it_shows_and_breaks_no_policy(page: Page, stage: Stage) -> None:
    start(page)
    assert page.evaluate("sockets[0].url") == "ws://zhiqiao.test/ws/live/"
    assert page.evaluate("sockets[0].sent") == [{"op": "sub", "stream": "case:1", "last": 9}]
    assert stage.problems == []


def test_an_event_brings_the_news_marks_it_and_leaves_place_and_focus(page: Page, stage: Stage) -> None:
    start(page)
    page.evaluate("scrollTo(0, 120)")
    page.focus("#acts a >> nth=1")
    stage.seq = 10
    tell(page, 10)
    page.wait_for_selector('.timeline [data-item="10"].fresh')
    assert page.locator(".timeline .fresh[data-item]").count() >= 1
    assert page.evaluate("scrollY") == 120
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/s/2/"
    page.wait_for_selector('.timeline [data-item="10"]:not(.fresh)', timeout=4000)
    assert stage.problems == []


def test_known_events_are_dropped_and_many_make_few_requests(page: Page, stage: Stage) -> None:
    start(page)
    tell(page, 9)
    page.wait_for_timeout(200)
    assert stage.fetched == 0
    stage.seq = 14
    event = "{op: 'ev', stream: 'case:1', seq, kind: 'x'}"
    page.evaluate(f"[10, 11, 12, 13, 14].forEach((seq) => sockets.at(-1).say({event}))")
    page.wait_for_selector('.timeline [data-item="14"]')
    page.wait_for_timeout(300)
    assert stage.fetched <= 2


def test_what_a_person_types_is_never_wiped(page: Page, stage: Stage) -> None:
    stage.extra = HELD_FORM
    start(page)
    page.focus("#say")
    page.keyboard.type("还没写完")
    stage.seq = 10
    tell(page, 10)
    page.wait_for_timeout(400)
    assert page.input_value("#say") == "还没写完"
    assert page.evaluate("document.activeElement.id") == "say"
    page.fill("#say", "")
    page.locator("#say").blur()
    page.wait_for_selector('.timeline [data-item="10"]')


def test_a_lost_connection_is_told_and_comes_back_where_it_was(page: Page, stage: Stage) -> None:
    start(page)
    page.evaluate("blocked = true; sockets.at(-1).drop()")
    page.wait_for_selector("#connection-lost:visible", timeout=5000)
    page.evaluate("blocked = false")
    page.wait_for_selector("#connection-lost", state="hidden", timeout=15000)
    assert page.evaluate("sockets.at(-1).sent[0]") == {"op": "sub", "stream": "case:1", "last": 9}


def test_a_closed_stream_is_said_and_left_alone(page: Page, stage: Stage) -> None:
    start(page)
    tell(page, 0, "gone")
    page.wait_for_selector("#connection-ended:visible")
    tell(page, 12)
    page.wait_for_timeout(200)
    assert stage.fetched == 0


def test_a_form_is_sent_once(page: Page, stage: Stage) -> None:
    stage.extra = '<form method="post" action="/act/"><button id="go" name="do" value="it">办</button></form>'
    start(page)
    posts: list[str | None] = []
    page.on("request", lambda r: posts.append(r.post_data) if r.method == "POST" else None)
    page.evaluate("document.getElementById('go').click(); document.getElementById('go').click()")
    page.wait_for_url("**/act/")
    assert posts == ["do=it"]
