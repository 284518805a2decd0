"""What goes wrong while filing: sent twice, too late, or with what cannot be. Nothing typed is ever lost."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from complaints.pages import page_of
from tests.browser.acts import LAST, NEXT, ROWS, answer, begin, onward, slug_of, write
from tests.browser.helpers import PageFor, sign_in
from tests.servers import Site

SEND = "main form button[type=submit]"
STORY = ROWS[1]["narrative"]


def cases_called(page: Page, base: str, title: str) -> int:
    """How many of the person's cases have this title."""
    page.goto(f"{base}/cases/")
    return page.locator(".case-row", has_text=title).count()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_a_double_click_files_once(site: Site, page_for: PageFor, *, javascript: bool) -> None:
    page = page_for("consumer", javascript=javascript)
    title = f"连点两下也只有一件{'甲' if javascript else '乙'}"
    write(page, site.base, ROWS[1], title=title, respondent_name=f"示例双击店{javascript}")
    answer(page, LAST, ROWS[1])
    page.locator(NEXT).dblclick(no_wait_after=True)
    page.wait_for_url("**/done/")
    assert cases_called(page, site.base, title) == 1


def test_the_same_draft_from_two_tabs_files_once(site: Site, page_for: PageFor) -> None:
    first = page_for("consumer")
    write(first, site.base, ROWS[1], title="两个标签页只有一件", respondent_name="示例标签店")
    second = first.context.new_page()
    second.goto(first.url)
    for page in (first, second):
        answer(page, LAST, ROWS[1])
    for page in (first, second):
        page.click(NEXT)
        page.wait_for_url("**/done/")
    assert first.url == second.url
    assert cases_called(first, site.base, "两个标签页只有一件") == 1


def test_a_visit_that_ended_keeps_what_was_typed(site: Site, page_for: PageFor) -> None:
    page = page_for("consumer")
    write(page, site.base, ROWS[1], until="story")
    answer(page, "story", ROWS[1], title="登录过期也不丢字")
    page.context.clear_cookies()
    onward(page)
    expect(page.locator("[role=alert]")).to_contain_text("登录已过期")
    assert page.input_value("[name=narrative]") == STORY
    sign_in(page.context.new_page(), site.base, "consumer")
    onward(page)
    if slug_of(page) == "story":  # the page was older than the new visit: it says so, and the next click saves
        expect(page.locator("[role=alert]")).to_contain_text("页面放得太久了")
        assert page.input_value("[name=narrative]") == STORY
        onward(page)
    assert slug_of(page) == "evidence"
    page.get_by_role("link", name="上一步").click()
    assert page.input_value("[name=title]") == "登录过期也不丢字"


def test_the_browsers_own_way_back_shows_what_was_typed(site: Site, open_page: PageFor) -> None:
    page = open_page()
    write(page, site.base, ROWS[1], until="story")
    answer(page, "story", ROWS[1])
    page.fill("[name=narrative]", "短")
    onward(page)
    page.fill("[name=narrative]", STORY)
    onward(page)
    assert slug_of(page) == "evidence"
    page.go_back()
    assert page.input_value("[name=narrative]") == STORY
    page.go_back()
    assert slug_of(page) == "story"


def test_a_closed_tab_loses_nothing(site: Site, page_for: PageFor) -> None:
    page = page_for("consumer")
    write(page, site.base, ROWS[1], until="story")
    page.fill("[name=narrative]", "写到一半就关掉了网页。")
    with page.expect_response(lambda one: one.request.method == "POST" and one.status == 204):
        page.wait_for_timeout(3500)
    expect(page.locator("[data-draft-note]")).to_contain_text("已自动保存")
    page.fill("[name=title]", "关掉之前写的")
    other = page.context.new_page()
    address = page.url
    page.close(run_before_unload=False)
    other.wait_for_timeout(500)
    other.goto(address)
    assert other.input_value("[name=narrative]") == "写到一半就关掉了网页。"


def test_a_lost_network_is_told_and_what_was_typed_is_sent_when_it_is_back(site: Site, page_for: PageFor) -> None:
    page = page_for("consumer")
    write(page, site.base, ROWS[1], until="story")
    page.evaluate("() => { window.online = fetch; window.fetch = () => Promise.reject(new TypeError('lost')); }")
    page.fill("[name=narrative]", "断网的时候写的这些话。")
    expect(page.locator("[data-draft-note]")).to_contain_text("网络断了", timeout=6000)
    page.evaluate("() => { window.fetch = window.online; }")
    expect(page.locator("[data-draft-note]")).to_contain_text("已自动保存", timeout=10_000)


def test_a_step_of_a_visit_that_ended_keeps_what_was_typed(site: Site, page_for: PageFor) -> None:
    page = page_for("consumer")
    page.goto(f"{site.base}/cases/")
    page.locator(".case-row:not(:has-text('已结案')):not(:has-text('已撤回')) a").first.click()
    page.get_by_role("link", name="撤回", exact=True).first.click()
    page.fill("[name=note]", "商家说下周再谈。")
    page.context.clear_cookies()
    page.click(SEND)
    expect(page.locator("[role=alert]")).to_contain_text("登录已过期")
    assert page.input_value("[name=note]") == "商家说下周再谈。"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("purchase_date", (dt.date.today() + dt.timedelta(days=2)).isoformat(), "日期不能晚于今天"),
        ("title", "健身房\u202e关门", "请删除"),
        ("narrative", "会员卡不退，门店\u2067已经关了，电话打不通。", "请删除"),
        ("narrative", "短", "10"),
        ("amount_in_dispute", "-3", "0"),
        ("phone", "12345", "11 位手机号码"),
    ],
)
def test_what_cannot_be_is_refused_in_chinese_at_its_field(
    site: Site, open_page: PageFor, field: str, value: str, words: str
) -> None:
    page, slug = open_page(), page_of(field).slug
    write(page, site.base, ROWS[1], until=slug)
    answer(page, slug, ROWS[1])
    page.fill(f"[name={field}]", value)
    onward(page)
    wrong = page.locator(".field.invalid", has=page.locator(f"[name={field}]"))
    expect(wrong.locator(".error")).to_contain_text(words)
    assert page.input_value(f"[name={field}]") == value
    assert page.evaluate("document.activeElement.matches('.error-summary')")
    page.click(".error-summary a")
    assert page.evaluate("document.activeElement.name") == field
    assert page.title().startswith("有错误：")


def test_an_error_in_the_folded_part_unfolds_it(site: Site, open_page: PageFor) -> None:
    page = open_page()
    write(page, site.base, ROWS[1], until="business")
    answer(page, "business", ROWS[1])
    expect(page.locator("[name=uscc]")).to_be_hidden()
    page.locator("summary", has_text="网店请展开").click()
    page.fill("[name=uscc]", "123")
    onward(page)
    expect(page.locator("[name=uscc]")).to_be_visible()
    expect(page.locator(".field.invalid .error")).to_contain_text("统一社会信用代码")


def test_a_shared_phone_keeps_nothing_for_the_next_person(site: Site, open_page: PageFor) -> None:
    page = open_page()
    write(page, site.base, ROWS[1], until="evidence")
    page.goto(f"{site.base}/file/")
    page.locator("main form[action='/file/clear/'] button").click()
    page.wait_for_url(f"{site.base}/")
    page.go_back()
    assert ROWS[1]["title"] not in page.content()
    begin(page, site.base)
    page.goto(f"{site.base}/file/story/")
    assert page.input_value("[name=narrative]") == ""
