"""Handing in files from a page: with progress and two at a time, through a lost network, and without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.helpers import PageFor, Watched, barriers, overflow
from tests.core import hostile
from tests.servers import Site

UPLOAD = "**/file/evidence/upload/"
KEY = re.compile(r'name="key"\r\n\r\n(\w+)')
TAKEN = "[data-files] [data-file]"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Four photographs and a file that is none."""
    for number in range(4):
        (tmp_path / f"照片{number}.jpg").write_bytes(hostile.picture(size=(300 + number, 200)))
    (tmp_path / "程序.jpg").write_bytes(hostile.EXE)
    return sorted(str(one) for one in tmp_path.iterdir())


def photos(files: list[str]) -> list[str]:
    return [one for one in files if "照片" in one]


def begin(page: Page, site: Site) -> None:
    """A draft of this device, at the page of its files."""
    page.goto(f"{site.base}/file/")
    page.locator("main form button").first.click()
    page.wait_for_url("**draft=**")
    code = page.url.rpartition("draft=")[2].partition("&")[0]
    page.goto(f"{site.base}/file/evidence/?draft={code}")


def keys_of(page: Page) -> list[str]:
    """The key of every sending from now on."""
    keys: list[str] = []

    def note(route: Route) -> None:
        found = KEY.search((route.request.post_data_buffer or b"").decode("utf-8", "replace"))
        keys.append(found[1] if found else "")
        route.fallback()

    page.route(UPLOAD, note)
    return keys


def choose(page: Page, paths: list[str]) -> None:
    page.set_input_files("input[type=file]", paths)


def test_each_file_has_a_tile_and_the_failing_one_a_reason_and_a_way_to_try_again(
    site: Site, page: Page, files: list[str], watched: list[Watched]
) -> None:
    begin(page, site)
    keys = keys_of(page)
    choose(page, files)
    expect(page.locator(TAKEN)).to_have_count(4)
    fault = page.locator(".photo", has=page.locator(".fault"))
    expect(fault).to_contain_text("这种文件不能上传")
    expect(page.locator("[data-status]")).to_contain_text("有 1 个文件没有传上")
    fault.locator("[data-retry]").click()
    expect(fault).to_contain_text("这种文件不能上传")
    assert len(keys) == 6
    assert len(set(keys)) == 5
    assert barriers(page) == []
    assert overflow(page) == 0
    fault.locator("[data-remove]").click()
    page.locator("main form .row button").first.click()
    page.wait_for_url("**/file/claim/**")
    assert all("422" in one for one in watched[0].wrong)  # Chromium tells of each refusal
    watched[0].wrong.clear()


def test_what_the_network_lost_goes_on_by_itself_and_arrives_once(
    site: Site, page: Page, files: list[str], watched: list[Watched]
) -> None:
    begin(page, site)
    page.context.set_offline(True)
    choose(page, photos(files)[:2])
    expect(page.locator("[data-files]")).to_contain_text("连上以后自动接着传")
    page.context.set_offline(False)
    expect(page.locator(TAKEN)).to_have_count(2)
    expect(page.locator("[data-status]")).to_have_text("都传好了")
    # The answer is lost, not the file: the same key finds it again.
    keys = keys_of(page)
    lost = {"answers": 1}

    def lose(route: Route) -> None:
        if lost["answers"]:
            lost["answers"] -= 1
            route.fetch()
            return route.abort("connectionreset")
        return route.fallback()

    page.route(UPLOAD, lose)
    choose(page, photos(files)[2:3])
    expect(page.locator(TAKEN)).to_have_count(3)
    page.reload()
    expect(page.locator(TAKEN)).to_have_count(3)
    assert len(set(keys)) <= 1
    watched[0].wrong.clear()  # the network errors of this test's own making


def test_two_at_a_time_and_going_on_waits_for_them(site: Site, page: Page, files: list[str]) -> None:
    begin(page, site)
    held: list[Route] = []
    holding = True
    page.route(UPLOAD, lambda route: held.append(route) if holding else route.continue_())
    choose(page, photos(files))
    expect(page.locator("[data-status]")).to_have_text("正在传 4 个文件")
    page.wait_for_timeout(500)
    assert len(held) == 2
    page.locator("main form .row button").first.click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert "/file/evidence/" in page.url
    holding = False
    for one in held:
        one.continue_()
    page.wait_for_url("**/file/claim/**")
    page.go_back()
    expect(page.locator(TAKEN)).to_have_count(4)


def test_too_many_or_too_large_is_said_before_anything_is_sent(site: Site, page: Page, tmp_path: Path) -> None:
    large = tmp_path / "太大.jpg"
    large.write_bytes(hostile.picture() + bytes(21 * 1024 * 1024))
    begin(page, site)
    keys = keys_of(page)
    choose(page, [str(large)])
    expect(page.locator(".photo", has=page.locator(".fault"))).to_contain_text("最多 20 MB")
    expect(page.locator("[data-retry]:visible")).to_have_count(0)
    assert keys == []


@pytest.mark.parametrize("width", [390, 1280])
def test_without_script_the_same_in_one_form(site: Site, open_page: PageFor, files: list[str], width: int) -> None:
    page = open_page(width=width, javascript=False)
    begin(page, site)
    choose(page, files)
    page.locator("[data-plain]").click()
    expect(page.locator(TAKEN)).to_have_count(4)
    expect(page.locator(".error-summary a")).to_have_count(1)
    expect(page.locator(".fault")).to_have_count(1)
    page.locator(f"{TAKEN} button[value^=drop]").first.click()
    expect(page.locator(TAKEN)).to_have_count(3)
    first = page.locator(TAKEN).first.get_attribute("data-file")
    page.locator(f"{TAKEN} button[value^=down]").first.click()
    assert page.locator(TAKEN).nth(1).get_attribute("data-file") == first


def test_evidence_of_a_case_is_added_and_taken_down(site: Site, page_for: PageFor, files: list[str]) -> None:
    page = page_for("consumer", width=390)
    page.goto(f"{site.base}/cases/")
    address = page.locator(".case-row a").first.get_attribute("href") or ""
    number = address.split("/")[2]
    page.goto(f"{site.base}/cases/{number}/evidence/")
    before = page.locator(".exhibit").count()
    choose(page, photos(files)[:2])
    page.fill("#id_caption", "维修单")
    page.locator("#add button").click()
    expect(page.locator(".exhibit")).to_have_count(before + 2)
    assert barriers(page) == []
    assert overflow(page) == 0
    last = page.locator(".exhibit").last
    last.locator("details").last.locator("summary").click()
    last.locator("[name=reason]").fill("传错了")
    last.locator("button[name=withdraw]").click()
    expect(page.locator(".exhibit").last).to_contain_text("已撤下")
    assert page.locator(".exhibit").last.locator("a").count() == 0
