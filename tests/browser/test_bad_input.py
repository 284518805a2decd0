"""What goes wrong while filing: sent twice, too late, or with what cannot be. Nothing typed is ever lost."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ROWS, fill
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
    page.goto(f"{site.base}/file/")
    fill(page, ROWS[1], title=title, respondent_name=f"示例双击店{javascript}")
    page.locator(SEND).dblclick(no_wait_after=True)
    page.wait_for_url("**/done/")
    assert cases_called(page, site.base, title) == 1


def test_the_same_form_from_two_tabs_files_once(site: Site, page_for: PageFor) -> None:
    first = page_for("consumer")
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{site.base}/file/")
        fill(page, ROWS[1], title="两个标签页只有一件", respondent_name="示例标签店")
    for page in (first, second):
        page.click(SEND)
        page.wait_for_url("**/done/")
    assert first.url == second.url
    assert cases_called(first, site.base, "两个标签页只有一件") == 1


def test_a_visit_that_ended_keeps_what_was_typed(site: Site, page_for: PageFor) -> None:
    page = page_for("consumer")
    page.goto(f"{site.base}/file/")
    fill(page, ROWS[1], title="登录过期也不丢字", respondent_name="示例过期店")
    page.context.clear_cookies()
    page.click(SEND)
    expect(page.locator("[role=alert]")).to_contain_text("登录已过期")
    assert page.input_value("[name=narrative]") == STORY
    assert page.is_checked("[name=remedies][value=refund_prepaid]")
    sign_in(page.context.new_page(), site.base, "consumer")
    page.click(SEND)
    if "/done/" not in page.url:  # the page was older than the new visit: it says so, and the next click files
        expect(page.locator("[role=alert]")).to_contain_text("请核对后再提交一次")
        assert page.input_value("[name=narrative]") == STORY
        page.click(SEND)
    page.wait_for_url("**/done/")
    assert cases_called(page, site.base, "登录过期也不丢字") == 1


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
        ("phone", "12345", "11 位手机号码"),
        ("amount_in_dispute", "-3", "0"),
        ("narrative", "短", "10"),
    ],
)
def test_what_cannot_be_is_refused_in_chinese_at_its_field(
    site: Site, page_for: PageFor, field: str, value: str, words: str
) -> None:
    page = page_for("consumer")
    page.goto(f"{site.base}/file/")
    fill(page, ROWS[1], title="填错了可以改", respondent_name="示例填错店")
    page.fill(f"[name={field}]", value)
    page.click(SEND)
    wrong = page.locator(".field.invalid", has=page.locator(f"[name={field}]"))
    expect(wrong.locator(".error")).to_contain_text(words)
    assert page.input_value(f"[name={field}]") == value
    assert page.evaluate("document.activeElement.matches('.error-summary')")
    page.click(".error-summary a")
    assert page.evaluate("document.activeElement.name") == field
    assert page.input_value("[name=address]") != ""
    assert cases_called(page, site.base, "填错了可以改") == 0


def test_an_error_in_the_folded_part_unfolds_it(site: Site, page_for: PageFor) -> None:
    page = page_for("consumer")
    page.goto(f"{site.base}/file/")
    fill(page, ROWS[1], title="折叠里的错也看得见", respondent_name="示例折叠店")
    expect(page.locator("[name=item_code]")).to_be_hidden()
    page.locator("summary", has_text="品牌型号").click()
    page.fill("[name=item_code]", "123")
    page.click(SEND)
    expect(page.locator("[name=item_code]")).to_be_visible()
    expect(page.locator(".field.invalid .error")).to_contain_text("商品条码")
