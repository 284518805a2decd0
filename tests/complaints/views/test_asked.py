"""A page of filing: shown, saved whatever it is worth, mended, passed. Nothing typed is ever lost."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from complaints import drafts
from complaints.aids import extract, hints, platforms
from complaints.aids.extract import Flag, Suggestion
from complaints.aids.hints import Hint
from complaints.models import Draft
from complaints.pages import BY_SLUG, CHECK, PAGES, Page
from core import time
from enterprises import selectors
from enterprises.models import RecallNotice
from enterprises.selectors import RecallMatch
from tests.cast import Cast
from tests.complaints.drafting import (
    again,
    answers,
    begin,
    error_at,
    kept,
    look,
    send,
    soup,
    text,
    value,
    written,
    wrong,
)
from tests.complaints.samples import given
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db

ASKED = [page for page in PAGES if page.fields and page is not CHECK]
WHAT, PRODUCT, BUSINESS, STORY = (BY_SLUG[slug] for slug in ("what", "product", "business", "story"))
CLAIM, CONTACT = BY_SLUG["claim"], BY_SLUG["contact"]


def slug(page: Page) -> str:
    return page.slug


@pytest.fixture
def client(cast: Cast) -> Client:
    return client_of(cast, "consumer")


@pytest.fixture
def draft(client: Client) -> Draft:
    return begin(client)


@pytest.mark.parametrize("page", PAGES, ids=slug)
def test_a_page_asks_one_thing_and_says_where_one_is(client: Client, draft: Draft, page: Page) -> None:
    answer = look(client, draft, page)
    assert answer.status_code == 200
    found: Any = soup(answer)
    assert found.h1.get_text(strip=True) == page.heading
    assert found.title.get_text(strip=True).startswith(str(page.name))
    assert len(found.select("nav.steps [aria-current=step]")) == 1
    assert found.find(None, {"name": "draft"})["value"] == draft.code
    assert bool(found.select_one("main a.backlink[href*='/file/']")) or page is WHAT


@pytest.mark.parametrize("page", ASKED, ids=slug)
def test_a_sound_page_is_kept_and_passed(client: Client, draft: Draft, page: Page) -> None:
    answer = send(client, draft, page)
    after = PAGES[PAGES.index(page) + 1]
    assert answer.status_code == 302
    assert answer["Location"] == f"/file/{after.slug}/?draft={draft.code}"
    assert again(draft).pages == [page.slug]
    for name, sent in answers(page).items():
        assert kept(draft)[name] == sent


@pytest.mark.parametrize("page", [page for page in ASKED if page is not PRODUCT], ids=slug)
def test_an_empty_page_says_what_is_missing_and_is_kept(client: Client, draft: Draft, page: Page) -> None:
    sent = client.post(f"/file/{page.slug}/", {"draft": draft.code})
    assert sent["Location"] == f"/file/{page.slug}/?draft={draft.code}&wrong=1"
    answer = client.get(sent["Location"])
    found: Any = soup(answer)
    assert found.title.get_text(strip=True).startswith("有错误：")
    assert found.select_one(".error-summary[data-focus] a")
    assert again(draft).pages == []


@pytest.mark.parametrize("page", ASKED, ids=slug)
@pytest.mark.parametrize("do", ["save", "keep"])
def test_later_and_in_passing_everything_is_kept_also_what_is_wrong(
    client: Client, draft: Draft, page: Page, do: str
) -> None:
    typed = dict.fromkeys(page.fields, "不对\u202e")
    answer = client.post(f"/file/{page.slug}/", {**typed, "draft": draft.code, "do": do}, follow=do == "save")
    assert answer.status_code == (200 if do == "save" else 204)
    if do == "save":
        assert "已保存，保留到" in answer.content.decode()
    assert {name: kept(draft)[name] for name in page.fields} == {
        name: ["不对\u202e"] if name in {"remedies", "other_natures"} else "不对\u202e" for name in page.fields
    }
    assert page.slug not in again(draft).pages


WRONG: list[tuple[str, str]] = [
    ("uscc", "91450100MA5KXXXX1X"),
    ("item_code", "6901234567890"),
    ("purchase_date", "2099-01-01"),
    ("purchase_date", "1890-01-01"),
    ("purchase_date", "昨天"),
    ("problem_known_on", "2099-01-01"),
    ("name", "欧" * 5000),
    ("name", "匿名"),
    ("name", "陈\x00桂花"),
    ("name", "陈\u202e花桂"),
    ("phone", "12345"),
    ("email", "不是邮箱"),
    ("address", "路" * 5000),
    ("address", "示例\x00路"),
    ("respondent_name", "店" * 5000),
    ("respondent_name", "示例\u2066店"),
    ("title", "长" * 61),
    ("title", "标\x00题"),
    ("narrative", "短"),
    ("narrative", "长" * 5001),
    ("narrative", "这是一段经过\u202e里面藏着翻转的字"),
    ("amount_in_dispute", "-1"),
    ("amount_in_dispute", "1e9999"),
    ("amount_in_dispute", "NaN"),
    ("amount_in_dispute", "一百"),
    ("persons", "0"),
    ("category", "X9999"),
    ("county", "110101"),
    ("remedies", ""),
    ("elsewhere", ""),
]


@pytest.mark.parametrize(("field", "bad"), WRONG, ids=[f"{name}-{n}" for n, (name, _bad) in enumerate(WRONG)])
def test_what_is_wrong_is_said_in_chinese_at_its_field_and_the_rest_stays(
    client: Client, draft: Draft, field: str, bad: str
) -> None:
    page = next(page for page in PAGES if field in page.fields)
    answer = wrong(client, draft, page, **{field: bad})
    assert any("\u4e00" <= one <= "\u9fff" for one in error_at(answer, field)), field
    for other, sent in answers(page, **{field: bad}).items():
        if other != field:
            assert value(answer, other) == (",".join(sent) if isinstance(sent, list) else sent or value(answer, other))
            assert not error_at(answer, other), other


@pytest.mark.parametrize(("field", "bad"), [("name", "匿名"), ("uscc", "9145"), ("amount_in_dispute", "一百")])
def test_also_the_wrong_value_itself_stays_to_be_mended(client: Client, draft: Draft, field: str, bad: str) -> None:
    page = next(page for page in PAGES if field in page.fields)
    assert value(wrong(client, draft, page, **{field: bad}), field) == bad
    assert value(look(client, draft, page), field) == bad, "and is there when one comes back"


def test_markup_in_a_field_is_shown_as_it_was_typed(client: Client, draft: Draft) -> None:
    odd = '<script>alert(1)</script>"><b>'
    answer = wrong(client, draft, BUSINESS, respondent_name=odd, county="")
    assert odd not in answer.content.decode()
    assert value(answer, "respondent_name") == odd


def test_coming_from_the_check_page_one_returns_to_it(client: Client) -> None:
    draft = written(client)
    page = client.get(f"/file/business/?draft={draft.code}&back=check")
    assert "保存并回到核对" in text(page)
    assert "保存并回到核对" in text(wrong(client, draft, BUSINESS, back="check", county=""))
    answer = send(client, draft, BUSINESS, back="check", respondent_name="改过的店")
    assert answer["Location"] == f"/file/check/?draft={draft.code}"
    assert "改过的店" in text(look(client, draft, CHECK))


def test_what_the_account_knows_is_there_until_another_answer_is(client: Client, draft: Draft) -> None:
    answer = look(client, draft, CONTACT)
    assert value(answer, "name") == "陈桂花"
    assert value(answer, "email") == "consumer@cast.example"
    send(client, draft, CONTACT, email="")
    assert value(look(client, draft, CONTACT), "email") == ""


def test_a_clerks_fields_are_on_no_page(client: Client, draft: Draft) -> None:
    for page in PAGES:
        for name in ("channel", "delegated_by", "evidence"):
            assert soup(look(client, draft, page)).find(None, {"name": name}) is None


# ---- whose ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=slug)
def test_a_draft_of_another_looks_like_none(cast: Cast, draft: Draft, page: Page) -> None:
    for one in (client_of(cast, "other_consumer"), client_of(cast, "manager"), Client()):
        unknown = one.get(f"/file/{page.slug}/?draft=nobodys")
        assert look(one, draft, page).status_code == unknown.status_code == 404
    assert client_of(cast, "other_consumer").post(f"/file/{page.slug}/", {"draft": draft.code}).status_code == 404
    assert again(draft).answers == ""


def test_a_forged_cookie_opens_nothing() -> None:
    visitor, thief = Client(), Client()
    draft = begin(visitor)
    for forged in (f'["{draft.code}"]', draft.code, f"{draft.code}:x:y"):
        thief.cookies["zhiqiao_drafts"] = forged
        assert look(thief, draft, WHAT).status_code == 404


def test_without_any_draft_a_page_leads_to_the_start(cast: Cast) -> None:
    for one in (Client(), client_of(cast, "consumer")):
        answer = one.get("/file/story/")
        assert answer.status_code == 200
        assert "开始填写" in text(answer)
    assert Client().get("/file/nothing/").status_code == 404
    assert not Draft.objects.exists()


def test_errors_go_with_the_answer_that_made_them(client: Client, draft: Draft) -> None:
    """The page with errors is an address like any other: loaded again, or come back to, it asks nothing twice."""
    page = wrong(client, draft, STORY, narrative="短")
    assert error_at(page, "narrative")
    again_there = f"/file/story/?draft={draft.code}&wrong=1"
    assert error_at(client.get(again_there), "narrative")
    assert not error_at(look(client, draft, STORY), "narrative"), "who comes back to write is not scolded"
    send(client, draft, STORY)
    assert not error_at(client.get(again_there), "narrative")


def test_a_page_that_is_too_old_keeps_nothing_and_shows_everything(cast: Cast) -> None:
    plain = client_of(cast, "consumer")
    draft = begin(plain)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.consumer)
    answer = send(strict, draft, STORY)
    assert answer.status_code == 403
    assert "页面放得太久了" in text(answer)
    assert value(answer, "narrative") == given()["narrative"]
    assert kept(draft) == {}
    token = value(answer, "csrfmiddlewaretoken")
    assert send(strict, draft, STORY, csrfmiddlewaretoken=token)["Location"].startswith("/file/evidence/")


@pytest.mark.parametrize("page", PAGES, ids=slug)
def test_a_visit_that_ended_shows_what_was_typed_and_the_way_back(cast: Cast, draft: Draft, page: Page) -> None:
    visitor = Client()
    answer = send(visitor, draft, page)
    assert answer.status_code == 403
    assert "请在新窗口登录" in text(answer)
    assert f"/accounts/login/?next=/file/{page.slug}/" in answer.content.decode()
    for name, sent in answers(page).items():
        if sent and name != "category":
            assert value(answer, name) == (",".join(sent) if isinstance(sent, list) else sent)
    assert again(draft).answers == ""
    visitor.force_login(cast.consumer)
    assert send(visitor, draft, STORY)["Location"].startswith("/file/evidence/")


def test_a_filed_draft_leads_to_its_case_whatever_is_sent(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    draft = written(client)
    send(client, draft, CHECK)
    done = f"/file/{again(draft).filed}/done/"
    for page in PAGES:
        assert look(client, draft, page)["Location"] == done
        for do in ("next", "save", "keep", "look"):
            assert send(client, draft, page, do=do)["Location"] == done
    assert again(draft).answers == ""


# ---- aids -----------------------------------------------------------------------------------------------------------


def test_words_find_a_category_and_what_is_chosen_stays(client: Client, draft: Draft) -> None:
    answer = client.post("/file/what/", {"draft": draft.code, "q": "电热水壶", "do": "search"}, follow=True)
    assert value(answer, "q") == "电热水壶"
    assert soup(answer).select_one("input[name=category][value=P0202]")
    client.post("/file/what/", {"draft": draft.code, "q": "健身卡", "category": "P0202", "do": "search"})
    page = look(client, draft, WHAT)
    assert value(page, "category") == "P0202"


def test_the_whole_tree_is_there_for_who_asks(client: Client, draft: Draft) -> None:
    answer = client.get(f"/file/what/?draft={draft.code}&all=1")
    leaves = {one["value"] for one in soup(answer).select("input[name=category]")}
    assert {"P0101", "P0202", "S0401"} <= leaves
    assert error_at(wrong(client, draft, WHAT, category=""), "category")


def a_recall() -> RecallMatch:
    notice = RecallNotice(
        reference="示例2026-1", title="示例牌电压力锅召回", producer="示例电器", defect="限压阀可能卡滞",
        published_on=time.today(), source="示例机关", url="https://recall.example/1",
    )  # fmt: skip
    return RecallMatch(notice, "item_code")


def test_a_recall_is_not_passed_unseen_and_then_does_not_hold_up(client: Client, draft: Draft) -> None:
    with patch.object(selectors, "recalls_for", return_value=[a_recall()]):
        answer = send(client, draft, PRODUCT, item_code="6901234567892")
        assert answer["Location"].startswith("/file/product/")
        page = look(client, draft, PRODUCT)
        assert "限压阀可能卡滞" in text(page)
        assert send(client, draft, PRODUCT, item_code="6901234567892")["Location"].startswith("/file/business/")
        assert "限压阀可能卡滞" in text(look(client, draft, CHECK))


def test_a_recall_that_was_asked_for_has_been_seen(client: Client, draft: Draft) -> None:
    with patch.object(selectors, "recalls_for", return_value=[a_recall()]):
        send(client, draft, PRODUCT, item_code="6901234567892", do="check")
        assert "限压阀可能卡滞" in text(look(client, draft, PRODUCT))
        assert send(client, draft, PRODUCT, item_code="6901234567892")["Location"].startswith("/file/business/")


def test_asking_for_recalls_stays_on_the_page(client: Client, draft: Draft) -> None:
    answer = send(client, draft, PRODUCT, brand_model="没有的牌子", do="check")
    assert answer["Location"].startswith("/file/product/")
    assert "没有查到召回公告" in text(look(client, draft, PRODUCT))
    assert "没有查到" not in text(look(client, begin(client), PRODUCT))


def test_a_shop_link_offers_its_platform_and_fills_in_nothing(client: Client, draft: Draft) -> None:
    with patch.object(platforms, "platform_of", return_value="示例平台"):
        link = {"respondent_address": "", "shop_link": "https://shop.example/1"}
        answer = wrong(client, draft, BUSINESS, **link)
        assert "把「示例平台」填进网络平台" in text(answer)
        assert kept(draft)["platform_name"] == ""
        send(client, draft, BUSINESS, **link, take="platform_name=示例平台")
        assert kept(draft)["platform_name"] == "示例平台"
        assert "把「示例平台」填进" not in text(look(client, draft, BUSINESS))
        assert send(client, draft, BUSINESS, **link, platform_name="示例平台")["Location"].startswith("/file/purchase/")


def test_what_the_story_says_is_offered_and_taken_only_when_pressed(client: Client, draft: Draft) -> None:
    said = [
        Suggestion("order_no", "A123", "订单号A123", 0, 7),
        Suggestion("purchase_date", "2026-01-05", "1月5日", 8, 12),
    ]
    flags = [Flag("phone", "13800000000", 0, 11)]
    with (
        patch.object(extract, "suggestions", return_value=said),
        patch.object(extract, "flags", return_value=flags),
    ):
        answer = send(client, draft, STORY, do="look")
        assert answer["Location"].startswith("/file/story/")
        page = look(client, draft, STORY)
        assert "13800000000" in text(page)
        assert len(soup(page).select("button[name=take]")) == 2
        assert "order_no" not in kept(draft)
        send(client, draft, STORY, take="order_no=A123")
        assert kept(draft)["order_no"] == "A123"
        assert kept(draft)["narrative"] == given()["narrative"]
        assert [one["value"] for one in soup(look(client, draft, STORY)).select("button[name=take]")] == [
            "purchase_date=2026-01-05"
        ]
        assert soup(look(client, draft, CHECK)).select("button[name=take]")


def test_an_answer_is_never_contradicted(client: Client, draft: Draft) -> None:
    said = [Suggestion("respondent_name", "示例百货", "示例百货", 0, 4)]
    with patch.object(extract, "suggestions", return_value=said):
        assert soup(look(client, draft, STORY)).select("button[name=take]")
        send(client, draft, BUSINESS)
        for page in (STORY, CHECK):
            assert not soup(look(client, draft, page)).select("button[name=take]")


@pytest.mark.parametrize("take", ["nothing=1", "channel=hotline", "remedies=x", "evidence=x", "=", "title", ""])
def test_nothing_else_can_be_taken(client: Client, draft: Draft, take: str) -> None:
    send(client, draft, STORY, take=take)
    assert set(kept(draft)) == set(STORY.fields)
    assert kept(draft)["title"] == given()["title"]


def test_a_title_is_proposed_where_none_was_written(client: Client, draft: Draft) -> None:
    assert send(client, draft, STORY, title="")["Location"].startswith("/file/evidence/")
    assert kept(draft)["title"] == "第三次烧水时底座打火花"
    assert value(look(client, draft, STORY), "title") == "第三次烧水时底座打火花"
    assert "第三次烧水时底座打火花" in text(look(client, draft, CHECK))
    send(client, draft, STORY, title="我自己的标题")
    assert kept(draft)["title"] == "我自己的标题"


def test_in_passing_no_title_is_proposed(client: Client, draft: Draft) -> None:
    send(client, draft, STORY, title="", do="keep")
    assert kept(draft)["title"] == ""


def test_what_the_law_may_give_is_shown_for_the_claim_so_far(client: Client, draft: Draft) -> None:
    hint = Hint("H1", "退一赔三", "可能适用", "消法 55", None, ("189 × 3",))
    with patch.object(hints, "hints_for", return_value=[hint]) as asked:
        assert "退一赔三" not in text(look(client, draft, CLAIM))
        answer = send(client, draft, CLAIM, do="calculate")
        assert answer["Location"].startswith("/file/claim/")
        page = text(look(client, draft, CLAIM))
    for words in ("退一赔三", "189 × 3", "消法 55"):
        assert words in page
    assert asked.call_args.args[0]["amount_in_dispute"] == "189"


def test_what_double_filing_means_is_said_where_it_is_asked(client: Client, draft: Draft) -> None:
    page = text(look(client, draft, BY_SLUG["elsewhere"]))
    assert "12315" in page
    assert "第十六条第二项" in page


SCANNED = "(01)06901234567892(10)B2608"


def test_the_batch_of_a_scanned_code_is_taken_by_a_button(client: Client, draft: Draft) -> None:
    send(client, draft, PRODUCT, item_code=SCANNED, do="check")
    page: Any = soup(look(client, draft, PRODUCT))
    assert value(look(client, draft, PRODUCT), "batch_no") == ""
    (button,) = page.select("#aids button[name=take]")
    assert button["value"] == "batch_no=B2608"
    assert page.select_one("#aids")["hx-get"] == "/file/aid/item/"
    send(client, draft, PRODUCT, item_code=SCANNED, take=button["value"])
    answer: Any = look(client, draft, PRODUCT)
    assert value(answer, "batch_no") == "B2608"
    assert not soup(answer).select("#aids button[name=take]")


def test_a_recall_is_found_by_a_scanned_code(client: Client, draft: Draft) -> None:
    with patch.object(selectors, "recalls_for", return_value=[]) as asked:
        send(client, draft, PRODUCT, item_code=SCANNED, do="check")
        look(client, draft, PRODUCT)
    assert asked.call_args.kwargs == {"item_code": "06901234567892", "batch_no": "B2608", "brand_model": ""}


@pytest.mark.parametrize("piece", ["9月3日", "2026年", "1 ", "示例K9型", "路1号", "123-"])
def test_a_story_longer_than_the_field_takes_is_not_read_to_its_end(client: Client, draft: Draft, piece: str) -> None:
    """What is kept to be shortened may be long; finding dates in it takes time by the square of its length."""
    drafts.draft_save(draft, STORY, {"narrative": piece * (20_000 // len(piece))})
    with (
        patch.object(extract, "suggestions", return_value=[]) as suggestions,
        patch.object(extract, "flags", return_value=[]) as flags,
    ):
        look(client, draft, STORY)
    assert len(suggestions.call_args.args[0]) <= 5000
    assert len(flags.call_args.args[0]) <= 5000
