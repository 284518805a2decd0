"""The public pages of recalls: everybody reads them, in either language, and nothing typed breaks them."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from enterprises.models import RecallNotice
from tests.enterprises.samples import recall

pytestmark = pytest.mark.django_db


def soup(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.text.strip() for link in page.select(".entries a")]


def test_the_list_shows_title_defect_source_and_leads_on(client: Client) -> None:
    notice = recall(example="是")
    page = soup(client, "/public/recalls/")
    assert titles(page) == [notice.title]
    link = page.select_one(".entries a")
    assert link is not None
    assert link["href"] == f"/public/recalls/{notice.pk}/"
    entry = page.select_one(".entries li")
    assert entry is not None
    for words in (notice.defect, notice.source, "2026年10月20日", "示例"):
        assert words in entry.text


def test_a_real_notice_is_not_called_an_example(client: Client) -> None:
    notice = recall()
    for path in ("/public/recalls/", f"/public/recalls/{notice.pk}/"):
        main = soup(client, path).select_one("main")
        assert main is not None
        assert "示例" not in main.text


def test_one_recall_says_what_why_and_what_to_do(client: Client) -> None:
    notice = recall(url="https://recall.example/1", batches="B2608；B2609", batch_from="C0001", batch_to="C0100")
    page = soup(client, f"/public/recalls/{notice.pk}/")
    for words in (notice.title, notice.defect, notice.advice, "B2608、B2609、C0001 – C0100", "2000000000015", "样品局"):
        assert words in page.text
    link = page.find("a", string=lambda words: bool(words and "去投诉" in words)) or page.select_one("a.button.large")
    assert link is not None
    assert link["href"] == "/file/"
    out = page.select_one("a[href='https://recall.example/1']")
    assert out is not None
    assert "noopener" in out["rel"]


def test_words_are_looked_for_and_kept_in_the_box(client: Client) -> None:
    recall()
    recall(reference="2", title="别的", model_names="Z1", brand="别", item_codes="", batches="")
    page = soup(client, "/public/recalls/?q=K9")
    assert titles(page) == ["样品车业召回部分样品K9型电池"]
    box = page.select_one("input[name=q]")
    assert box is not None
    assert box["value"] == "K9"


def test_nothing_found_and_nothing_there_are_told_apart(client: Client) -> None:
    assert "还没有召回公告" in soup(client, "/public/recalls/").text
    recall()
    page = soup(client, "/public/recalls/?q=没有的")
    assert "没有找到相关的召回" in page.text
    assert page.select_one("main a[href='/public/recalls/']") is not None


def test_pages_go_on_with_the_words(client: Client) -> None:
    for number in range(21):
        recall(reference=str(number))
    page = soup(client, "/public/recalls/?q=样品 K9")
    assert titles(page) == []
    page = soup(client, "/public/recalls/?q=样品")
    following = page.select_one("a[rel=next]")
    assert len(titles(page)) == 20
    assert following is not None
    assert len(titles(soup(client, f"/public/recalls/{following['href']}"))) == 1


ODD = ["%00", "%00K9", "' OR 1=1 --", "<script>alert(1)</script>", "%25", "\\", "好" * 500, "\u202e"]


@pytest.mark.parametrize("words", ODD)
def test_odd_words_do_no_harm(client: Client, words: str) -> None:
    recall()
    answer = client.get("/public/recalls/", {"q": words, "after": words})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert client.get(f"/public/recalls/?q={words}").status_code == 200


def test_an_unknown_recall_is_not_found(client: Client) -> None:
    assert client.get("/public/recalls/7/").status_code == 404
    assert client.get("/public/recalls/99999999999999999999999/").status_code == 404
    assert client.get("/public/recalls/x/").status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_few_queries(client: Client, rows: int, django_assert_max_num_queries: Any) -> None:
    for number in range(rows):
        recall(reference=str(number))
    with django_assert_max_num_queries(2):
        client.get("/public/recalls/?q=样品")
    newest = RecallNotice.objects.latest("pk")
    with django_assert_max_num_queries(1):
        client.get(f"/public/recalls/{newest.pk}/")


def test_chinese_words_are_marked_for_english_readers(client: Client) -> None:
    notice = recall()
    client.cookies["django_language"] = "en"
    page = soup(client, f"/public/recalls/{notice.pk}/")
    html = page.select_one("html")
    heading = page.select_one("h1 [lang]")
    assert html is not None
    assert html["lang"] == "en"
    assert heading is not None
    assert heading["lang"] == "zh-Hans"
