"""The site answers a browser, in both ways to run, and the helpers see what is wrong with a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import PageFor, Watched, barriers, overflow
from tests.servers import Site


def test_every_web_process_answers(any_site: Site, page: Page) -> None:
    for base in any_site.bases:
        answer = page.goto(f"{base}/healthz")
        assert answer is not None
        assert answer.status == 200
        assert '"ok"' in page.content()


def test_no_header_names_the_server(any_site: Site, page: Page) -> None:
    answer = page.goto(f"{any_site.base}/healthz")
    assert answer is not None
    assert "server" not in answer.all_headers()
    assert "unsafe" not in answer.all_headers()["content-security-policy"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<script>throw Error('broken')</script>", "script: "),
        ("<script>console.error('told')</script>", "console: told"),
    ],
)
def test_what_goes_wrong_on_a_page_is_seen(page: Page, watched: list[Watched], body: str, words: str) -> None:
    page.set_content(body)
    page.wait_for_timeout(100)
    assert any(words in wrong for wrong in watched[0].wrong)
    watched[0].wrong.clear()


def test_a_request_to_elsewhere_is_seen(page: Page, watched: list[Watched]) -> None:
    page.route("**/*", lambda route: route.abort())
    page.set_content("<img src='https://elsewhere.example/x.png' alt=''>")
    assert any("third party: https://elsewhere.example" in wrong for wrong in watched[0].wrong)
    watched[0].wrong.clear()


def test_barriers_and_overflow_are_seen(open_page: PageFor) -> None:
    page = open_page(width=390)
    page.set_content("<!doctype html><html lang=zh><title>页</title><main><h1>页</h1><p>好</p></main></html>")
    assert barriers(page) == []
    assert overflow(page) == 0
    page.set_content(
        "<!doctype html><title>页</title><main><img src=''><div style='width:900px'>宽</div></main></html>"
    )
    assert any(line.startswith("image-alt (critical)") for line in barriers(page))
    assert overflow(page) > 0


def test_chinese_is_written_not_boxed(page: Page) -> None:
    """A missing font draws every character as the same box, all equally wide and alike."""
    page.set_content("<canvas></canvas>")
    drawn = page.evaluate(
        """() => ["质", "桥"].map((character) => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 40;
          const pen = canvas.getContext("2d");
          pen.font = "32px sans-serif";
          pen.fillText(character, 4, 34);
          return canvas.toDataURL();
        })"""
    )
    assert drawn[0] != drawn[1]
