"""The connection is lost and comes back: it is told, nothing typed is lost, what was missed is shown in place."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.acts import ROWS, accept, file_case, mediator_of, number_of, press, seen_after
from tests.browser.helpers import PageFor, Watched, sign_in
from tests.servers import Embedded, Site

BADGE = "#connection-lost"
BACK = 15_000  # milliseconds: the pauses between attempts double


class Line:
    """The wire between this page and the socket server; the page itself is still served."""

    def __init__(self, page: Page) -> None:
        self.cut_off = False
        self.open: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/live/", self._opened)

    def _opened(self, socket: WebSocketRoute) -> None:
        if self.cut_off:
            socket.close()
            return
        socket.connect_to_server()
        self.open.append(socket)

    def cut(self) -> None:
        self.cut_off = True
        for socket in self.open:
            socket.close()
        self.open.clear()

    def mend(self) -> None:
        self.cut_off = False


def open_case(page: Page, base: str) -> str:
    """File, and stay on the case's page with the rule's mediator on it; the mediator's login."""
    file_case(page, base, ROWS[0])
    page.click("main a.button")
    return mediator_of(page)


def test_a_lost_socket_is_told_and_the_missed_change_comes_without_moving_anything(
    any_site: Site, page_for: PageFor
) -> None:
    consumer = page_for("consumer", base=any_site.bases[0], width=390)
    line = Line(consumer)
    login = open_case(consumer, any_site.bases[0])
    expect(consumer.locator(BADGE)).to_be_hidden()
    mediator = page_for(login, base=any_site.bases[-1])
    mediator.goto(f"{any_site.bases[-1]}/desk/{number_of(consumer)}/")
    accept(mediator)
    consumer.evaluate("window.untouched = true; scrollTo(0, 300)")
    consumer.get_by_role("link", name="撤回", exact=True).first.focus()
    consumer.evaluate("scrollTo(0, 300)")
    line.cut()
    expect(consumer.locator(BADGE)).to_be_visible(timeout=5000)
    expect(consumer.locator(BADGE)).to_contain_text("连接中断")
    press(mediator)
    expect(mediator.locator(".case-head")).to_contain_text("已受理")
    assert "已受理" not in consumer.locator("#case-live").inner_text()
    line.mend()
    expect(consumer.locator(BADGE)).to_be_hidden(timeout=BACK)
    expect(consumer.locator(".case-head")).to_contain_text("已受理", timeout=2000)
    consumer.wait_for_function("document.activeElement.textContent.trim() === '撤回'", timeout=500)
    assert consumer.evaluate("scrollY") == 300
    assert consumer.evaluate("window.untouched")


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Embedded]:
    """A site of its own, to be killed."""
    server = Embedded(tmp_path).start()
    yield server
    server.kill()


def forgive(watched: list[Watched]) -> None:
    """A killed server answers nothing; the browser says so, and that is no fault of the page."""
    for one in watched:
        one.wrong = [line for line in one.wrong if "net::ERR" not in line and "WebSocket" not in line]


def test_a_killed_server_comes_back_and_the_open_pages_go_on(
    mortal: Embedded, page_for: PageFor, watched: list[Watched]
) -> None:
    consumer = page_for("consumer", base=mortal.base)
    login = open_case(consumer, mortal.base)
    mediator = page_for(login, base=mortal.base)
    mediator.goto(f"{mortal.base}/desk/{number_of(consumer)}/")
    accept(mediator)
    mediator.fill("[name=opinion]", "写到一半，服务器停了。")
    mortal.end(signal.SIGKILL)
    expect(consumer.locator(BADGE)).to_be_visible(timeout=5000)
    mortal.start()
    expect(consumer.locator(BADGE)).to_be_hidden(timeout=40_000)
    assert mediator.input_value("[name=opinion]") == "写到一半，服务器停了。"
    seen_after(consumer, "已受理", lambda: press(mediator))
    expect(mediator.locator(".timeline")).to_contain_text("写到一半，服务器停了。")
    forgive(watched)


def test_a_page_of_a_visit_that_ended_says_so(site: Site, page_for: PageFor) -> None:
    consumer = page_for("consumer", base=site.base)
    open_case(consumer, site.base)
    other = consumer.context.new_page()
    sign_in(other, site.base, "consumer2")
    expect(consumer.locator("#connection-ended")).to_be_visible(timeout=10_000)
    assert ROWS[0]["title"] in consumer.locator("h1").inner_text()
