"""Filing as a person does it: once, with every mistake said at its field, and never a typed word lost."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from complaints.models import Complaint
from core import time
from core.models import LedgerEntry
from tests.cast import Cast
from tests.complaints.samples import filed, given
from tests.grids.test_urls import client_of

pytestmark = pytest.mark.django_db

STORY = "第三次烧水时底座打火花，店里不肯退货。"


def page(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def value(answer: Any, name: str) -> str:
    """What stands in a field of the page."""
    field: Any = page(answer).find(None, {"name": name})
    if field.name == "textarea":
        return str(field.text).removeprefix("\r\n").strip("\n")
    if field.name == "select":
        chosen = field.find("option", selected=True)
        return str(chosen["value"]) if chosen else ""
    return str(field.get("value", ""))


def error_at(answer: Any, name: str) -> str:
    """The message at a field; empty when it has none."""
    found: Any = page(answer).find(id=f"id_{name}_error")
    return found.get_text(strip=True) if found else ""


def is_chinese(words: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in words)


def post(cast: Cast, **changes: Any) -> Any:
    return client_of(cast, "consumer").post("/file/", given(**changes))


def test_the_form_knows_what_the_account_knows(cast: Cast) -> None:
    answer = client_of(cast, "consumer").get("/file/")
    assert answer.status_code == 200
    assert value(answer, "name") == "陈桂花"
    assert value(answer, "email") == "consumer@cast.example"
    assert page(answer).find(None, {"name": "channel"}) is None
    assert not Complaint.objects.exists()


def test_a_complaint_is_filed_and_the_receipt_says_what_comes_next(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    answer = client.post("/file/", given(), follow=True)
    case = Complaint.objects.get()
    assert answer.redirect_chain == [(f"/file/{case.number}/done/", 302)]
    words = page(answer).get_text()
    for expected in ("投诉已提交", case.query_code[:4], "安排调解员", "告诉您是否受理", case.association.name):
        assert expected in words
    assert case.parties.get().user_id == cast.consumer.pk


def test_the_receipt_is_for_who_filed(cast: Cast) -> None:
    case = filed(cast)
    for other in ("other_consumer", "business", "mediator", "manager"):
        answer = client_of(cast, other).get(f"/file/{case.number}/done/")
        assert answer.status_code == 404
        assert case.query_code not in answer.content.decode()


def test_two_tabs_of_one_visit_make_one_case(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    keys = {value(client.get("/file/"), "key") for _tab in range(2)}
    (key,) = keys
    answers = [client.post("/file/", given(key=key)) for _tab in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Complaint.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="submit").count() == 1


def test_after_a_case_was_made_the_next_form_makes_another(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    for shop in ("甲店", "乙店"):
        key = value(client.get("/file/"), "key")
        assert client.post("/file/", given(key=key, respondent_name=shop)).status_code == 302
    assert Complaint.objects.count() == 2


def test_the_same_form_with_other_words_is_not_taken_for_the_first(cast: Cast) -> None:
    client = client_of(cast, "consumer")
    client.post("/file/", given(key="one"))
    other = "完全不同的另一件事情的经过。"
    answer = client.post("/file/", given(key="one", narrative=other))
    assert answer.status_code == 422
    assert "这张表单已经提交过一次" in answer.content.decode()
    assert value(answer, "narrative") == other
    assert Complaint.objects.count() == 1
    assert value(answer, "key") not in {"", "one"}
    assert client.post("/file/", given(key=value(answer, "key"), narrative=other)).status_code == 302
    assert Complaint.objects.count() == 2


TOMORROW = "2099-01-01"
WRONG: list[tuple[str, str]] = [
    ("uscc", "91450100MA5KXXXX1X"),
    ("item_code", "6901234567890"),
    ("purchase_date", TOMORROW),
    ("purchase_date", "1890-01-01"),
    ("purchase_date", "昨天"),
    ("problem_known_on", TOMORROW),
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
    ("privacy", ""),
    ("elsewhere", ""),
]


@pytest.mark.parametrize(("field", "bad"), WRONG, ids=[f"{name}-{n}" for n, (name, _bad) in enumerate(WRONG)])
def test_what_is_wrong_is_said_in_chinese_at_its_field_and_the_rest_stays(cast: Cast, field: str, bad: str) -> None:
    answer = post(cast, **{field: bad})
    assert answer.status_code == 422
    assert is_chinese(error_at(answer, field)), field
    typed = given(**{field: bad})
    for other in ("name", "address", "narrative", "amount_in_dispute", "respondent_name", "county", "title"):
        if other != field:
            assert value(answer, other) == typed[other]
            assert not error_at(answer, other)
    assert not Complaint.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(("field", "bad"), [("name", "匿名"), ("uscc", "9145"), ("amount_in_dispute", "一百")])
def test_also_the_wrong_value_itself_stays_to_be_mended(cast: Cast, field: str, bad: str) -> None:
    assert value(post(cast, **{field: bad}), field) == bad


def test_markup_in_a_field_is_shown_as_it_was_typed(cast: Cast) -> None:
    odd = '<script>alert(1)</script>"><b>'
    answer = post(cast, respondent_name=odd, name="匿名")
    assert odd not in answer.content.decode()
    assert value(answer, "respondent_name") == odd


def test_a_full_hand_against_one_shop_is_refused_with_the_reason(cast: Cast) -> None:
    for _again in range(3):
        filed(cast)
    answer = post(cast)
    assert answer.status_code == 422
    assert "已有多件投诉正在办理" in answer.content.decode()
    assert value(answer, "narrative") == STORY
    assert Complaint.objects.count() == 3


@pytest.mark.parametrize("channel", ["hotline", "window", "delegated"])
def test_a_person_cannot_file_through_a_clerks_channel(cast: Cast, channel: str) -> None:
    assert post(cast, channel=channel).status_code == 422
    assert not Complaint.objects.exists()


def test_a_page_that_is_too_old_files_nothing_and_keeps_what_was_typed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.consumer)
    answer = client.post("/file/", given(key="old"))
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()
    assert value(answer, "narrative") == STORY
    assert value(answer, "key") == "old"
    assert not Complaint.objects.exists()
    token = value(answer, "csrfmiddlewaretoken")
    assert client.post("/file/", given(key="old", csrfmiddlewaretoken=token)).status_code == 302
    assert Complaint.objects.count() == 1


def test_a_visit_that_ended_files_nothing_and_keeps_what_was_typed(cast: Cast) -> None:
    client = Client()
    answer = client.post("/file/", given(key="late"))
    assert answer.status_code == 403
    assert "登录已过期" in answer.content.decode()
    assert "/accounts/login/?next=/file/" in answer.content.decode()
    assert value(answer, "narrative") == STORY
    assert not Complaint.objects.exists()
    client.force_login(cast.consumer)
    assert client.post("/file/", given(key="late")).status_code == 302


def test_too_old_and_signed_out_at_once_is_still_kept(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post("/file/", given())
    assert answer.status_code == 403
    assert value(answer, "narrative") == STORY
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("key", ["k" * 500, "钥匙" * 60, "", "x'; --", "a:b:c"])
def test_any_key_of_a_form_is_taken(cast: Cast, key: str) -> None:
    assert client_of(cast, "consumer").post("/file/", given(key=key)).status_code == 302
    assert Complaint.objects.count() == 1


def test_a_key_with_hidden_characters_breaks_nothing(cast: Cast) -> None:
    assert client_of(cast, "consumer").post("/file/", given(key="a\x00b")).status_code == 302


def test_an_empty_form_says_what_is_missing_and_nothing_else(cast: Cast) -> None:
    answer = client_of(cast, "consumer").post("/file/", {})
    assert answer.status_code == 422
    for name in ("name", "address", "respondent_name", "category", "title", "narrative", "remedies", "privacy"):
        assert is_chinese(error_at(answer, name)), name


def test_a_purchase_of_today_is_in_time(cast: Cast) -> None:
    assert post(cast, purchase_date=time.today().isoformat()).status_code == 302
