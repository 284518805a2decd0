"""The main job, in two browsers: what one person does, the other's open page shows within two seconds.

In one process over SQLite, and over PostgreSQL and Redis with the consumer and the staff on different web processes.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import PATIENCE, ROWS, accept, file_case, mediator_of, press, seen_after
from tests.browser.helpers import PageFor
from tests.servers import Site

Timed = dict[str, float]


def consumers(site: Site) -> str:
    """The web process of consumers."""
    return site.bases[0]


def staffs(site: Site) -> str:
    """The web process of staff; another one where there are two."""
    return site.bases[-1]


@pytest.fixture
def consumer(any_site: Site, page_for: PageFor) -> Page:
    return page_for("consumer", base=consumers(any_site))


def opened(consumer: Page, site: Site, row: int, **changes: str) -> str:
    """A case just filed, its page open at the consumer's and assigned by the rule; the login of its mediator."""
    file_case(consumer, consumers(site), ROWS[row], **changes)
    consumer.click("main a.button")
    expect(consumer.locator("#case-live .case-head")).to_contain_text("已分派", timeout=PATIENCE * 1000)
    return mediator_of(consumer)


def test_a_complaint_is_filed_assigned_by_rule_and_accepted_before_the_consumers_eyes(
    any_site: Site, consumer: Page, page_for: PageFor, timed: Timed
) -> None:
    login = opened(consumer, any_site, 0)
    assert ROWS[0]["title"] in consumer.locator("h1").inner_text()
    mediator = page_for(login, base=staffs(any_site))
    mediator.goto(f"{staffs(any_site)}/desk/")
    mediator.locator(f"tr:has-text('{number(consumer)}') a").click()
    assert ROWS[0]["narrative"] in mediator.locator("#claims").inner_text()
    accept(mediator)
    timed["受理"] = seen_after(consumer, "已受理", lambda: press(mediator))
    expect(consumer.locator(".timeline li").first).to_contain_text("受理")
    expect(consumer.locator(".stepper .current")).to_contain_text("受理")


def test_a_withdrawal_shows_on_the_mediators_open_page(
    any_site: Site, consumer: Page, page_for: PageFor, timed: Timed
) -> None:
    login = opened(consumer, any_site, 1)
    mediator = page_for(login, base=staffs(any_site))
    mediator.goto(f"{staffs(any_site)}/desk/{number(consumer)}/")
    consumer.get_by_role("link", name="撤回", exact=True).first.click()
    consumer.select_option("[name=reason]", "settled")
    consumer.fill("[name=note]", "商家已经退款。")
    timed["撤回"] = seen_after(mediator, "已撤回", lambda: press(consumer))
    expect(mediator.locator("#acts a", has_text="受理")).to_have_count(0)
    expect(consumer.locator(".case-head")).to_contain_text("已撤回")


def test_a_manager_assigns_from_the_list_and_the_consumers_page_follows(
    any_site: Site, page_for: PageFor, timed: Timed
) -> None:
    manager = page_for("manager", base=staffs(any_site))
    manager.goto(f"{staffs(any_site)}/desk/assign/")
    waiting = manager.locator(".assignment").first
    which = str(waiting.get_attribute("data-item"))
    consumer = page_for("consumer2", base=consumers(any_site))
    consumer.goto(f"{consumers(any_site)}/cases/{which}/")
    choice = waiting.locator("select option:not([value='']):not([disabled])").first
    waiting.locator("select").select_option(str(choice.get_attribute("value")))
    timed["分派"] = seen_after(consumer, "已分派", lambda: waiting.locator("button").click(no_wait_after=True))
    expect(manager.locator(f".assignment[data-item='{which}']")).to_have_count(0)
    assert mediator_of(consumer) in {"mediator", "mediator2"}


def test_without_javascript_the_same_by_reloading(any_site: Site, page_for: PageFor) -> None:
    consumer = page_for("consumer", base=consumers(any_site), javascript=False)
    file_case(consumer, consumers(any_site), ROWS[2])
    consumer.click("main a.button")
    which = number(consumer)
    login = by_reloading(consumer, "已分派")
    mediator = page_for(login, base=staffs(any_site), javascript=False)
    mediator.goto(f"{staffs(any_site)}/desk/{which}/")
    accept(mediator)
    mediator.click("main form button[type=submit]")
    expect(mediator.locator(".case-head")).to_contain_text("已受理")
    by_reloading(consumer, "已受理")


def number(page: Page) -> str:
    return page.url.split("/")[4]


def by_reloading(page: Page, words: str) -> str:
    """Reload until the words are there, for as long as a live page may take; the login of the mediator."""
    for _again in range(8):
        page.reload()
        if words in page.locator(".case-head").inner_text():
            break
        page.wait_for_timeout(PATIENCE * 1000 / 8)
    expect(page.locator(".case-head")).to_contain_text(words, timeout=1)
    return mediator_of(page)
