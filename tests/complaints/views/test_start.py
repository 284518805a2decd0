"""Where filing begins: drafts to go on with, a new one, deleting one, and leaving nothing on a shared device."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from django.test import Client

from complaints import device
from complaints.models import Draft
from complaints.pages import BY_SLUG
from complaints.views import start
from core import time
from core.limits import Limit
from tests.cast import PASSWORD, Cast, email
from tests.complaints.drafting import again, begin, look, send, soup, text, written
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db

STORY = BY_SLUG["story"]
NOON = dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.UTC)


def test_without_drafts_a_short_page_says_what_is_needed() -> None:
    answer = Client().get("/file/")
    assert answer.status_code == 200
    for words in ("大约 5 分钟", "不用先注册", "开始填写", "看不到您的电话和住址"):
        assert words in text(answer)
    assert "退出并清除" not in text(answer)
    assert not Draft.objects.exists(), "looking writes nothing"
    assert not answer.cookies.get(device.COOKIE)


def test_a_visitor_begins_without_an_account() -> None:
    client = Client()
    draft = begin(client)
    assert draft.user is None
    assert client.get("/file/what/").status_code == 200
    cookie = client.cookies[device.COOKIE]
    assert cookie["httponly"]
    assert draft.code not in cookie.value or ":" in cookie.value


def test_an_account_begins_without_a_cookie(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    assert begin(client).user == cast.consumer
    assert device.COOKIE not in client.cookies


def test_the_list_says_what_it_is_how_far_it_got_and_until_when(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    with time.at(NOON):
        draft = begin(client)
        for slug in ("what", "product", "business"):
            send(client, draft, BY_SLUG[slug])
        answer = client.get("/file/")
    for words in ("示例百货(乙店)", "类别、商品、商家", "今天 12:00", "12月22日", "继续填写", "新的投诉"):
        assert words in text(answer), words
    links = [str(one["href"]) for one in soup(answer).select(".draft-row a")]
    assert f"/file/purchase/?draft={draft.code}" in links


def test_two_drafts_in_two_tabs_stay_apart(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    first, second = begin(client), begin(client)
    send(client, first, STORY, title="第一件")
    send(client, second, STORY, title="第二件")
    send(client, first, BY_SLUG["business"], respondent_name="甲店")
    assert "第一件" in text(client.get("/file/"))
    assert "第二件" in text(client.get("/file/"))
    assert 'value="第一件"' in look(client, first, STORY).content.decode()
    assert 'value="第二件"' in look(client, second, STORY).content.decode()


def test_an_eleventh_draft_is_refused_in_words(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    for _n in range(10):
        begin(client)
    answer = client.post("/file/")
    assert answer.status_code == 422
    assert "已经有 10 份没写完的投诉" in text(answer)
    assert Draft.objects.count() == 10


def test_one_address_does_not_begin_without_end() -> None:
    with patch.object(start, "BEGUN", Limit("draft-begun", 2, dt.timedelta(hours=1))):
        answers = [Client().post("/file/").status_code for _n in range(3)]
    assert answers == [302, 302, 429]
    assert Draft.objects.count() == 2


def test_deleting_asks_first_and_forgets(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    draft = begin(client)
    page = soup(client.get("/file/"))
    assert page.select_one(".draft-row details button[value=delete]")
    answer = client.post("/file/", {"do": "delete", "draft": draft.code}, follow=True)
    assert "已经删除" in text(answer)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("code", ["", "x", "of another"])
def test_nobody_deletes_anothers_draft(cast: Cast, code: str) -> None:
    draft = begin(client_of(cast, "other_consumer"))
    sent = {"do": "delete", "draft": draft.code if code == "of another" else code}
    for client in (client_of(cast, "consumer"), Client()):
        assert client.post("/file/", sent).status_code == 404
    assert Draft.objects.count() == 1


def test_a_page_that_is_too_old_does_nothing(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/file/", {"do": "new"})
    assert answer.status_code == 403
    assert "页面放得太久了" in text(answer)
    assert not Draft.objects.exists()


def test_signing_in_keeps_what_was_begun(cast: Cast) -> None:
    client = Client()
    draft = begin(client)
    send(client, draft, STORY, title="登录之前写的")
    client.post("/accounts/login/", {"login": email("consumer"), "password": PASSWORD})
    if again(draft).user is None:  # the cast signs in without passwords
        client.force_login(cast.consumer)
        client.get("/file/")
    assert "登录之前写的" in text(client.get("/file/"))


def test_the_sign_in_itself_adopts(cast: Cast) -> None:
    client = Client()
    draft = begin(client)
    cast.consumer.set_password(PASSWORD)
    cast.consumer.save(update_fields=["password"])
    answer = client.post("/accounts/login/", {"login": email("consumer"), "password": PASSWORD})
    assert answer.status_code == 302, text(answer)
    assert again(draft).user == cast.consumer
    client.logout()
    assert look(client, draft, STORY).status_code == 404, "the device's code no longer opens it"


def test_leaving_a_shared_device_leaves_nothing() -> None:
    client = Client()
    draft = written(client)
    before = dict(client.cookies.items())
    answer = client.post("/file/clear/", follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "草稿已经删除" in answer.content.decode()
    assert not Draft.objects.exists()
    assert client.cookies[device.COOKIE].value == ""
    assert "开始填写" in text(client.get("/file/"))
    client.cookies.update(before)  # also with a copy of the old cookie
    assert look(client, draft, STORY).status_code == 404


def test_an_account_keeps_its_drafts_but_not_on_this_device(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    draft = begin(client)
    send(client, draft, STORY, title="账号里的")
    client.post("/file/clear/")
    assert "账号里的" not in text(client.get("/file/"))
    assert look(client, draft, STORY).status_code == 404
    assert "账号里的" in text(client_of(cast, "consumer").get("/file/"))


def test_the_menu_and_the_sign_out_page_offer_it(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    assert soup(client.get("/file/")).select_one(".masthead form[action='/file/clear/']")
    assert soup(client.get("/accounts/logout/")).select_one("main form[action='/file/clear/']")
    visitor = Client()
    begin(visitor)
    assert soup(visitor.get("/file/")).select_one("main form[action='/file/clear/']")


@pytest.mark.parametrize("path", ["/file/", "/file/what/", "/file/check/", "/file/verify/"])
def test_no_browser_keeps_a_page_of_filing(path: str) -> None:
    client = Client()
    begin(client)
    for answer in (client.get(path), client.post(path, {"do": "save"})):
        assert "no-store" in answer["Cache-Control"]
