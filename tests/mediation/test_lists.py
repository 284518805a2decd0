"""我的投诉: narrowed by the address, counted, with what was filed before there was an account."""

from __future__ import annotations

import pytest

from complaints import drafts
from complaints.models import Complaint
from complaints.pages import BY_SLUG
from tests.cast import Cast, phone
from tests.complaints.samples import assigned, filed, withdrawn
from tests.grids.test_urls import client_of
from tests.mediation.guests import nobodys

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast: Cast) -> list[Complaint]:
    """Two at work, one taken back."""
    return [
        assigned(cast, title="电热水壶打火花", respondent_name="甲店"),
        filed(cast, title="台灯不亮", respondent_name="乙店"),
        withdrawn(cast, title="台灯又不亮", respondent_name="丙店"),
    ]


def listed(cast: Cast, query: str = "", who: str = "consumer") -> str:
    answer = client_of(cast, who).get(f"/cases/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def shown(page: str, cases: list[Complaint]) -> list[bool]:
    return [f"/cases/{case.number}/" in page for case in cases]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", [True, True, True]),
        ("?pile=open", [True, True, False]),
        ("?pile=ended", [False, False, True]),
        ("?pile=nonsense", [True, True, True]),
        ("?q=台灯", [False, True, True]),
        ("?q=台灯&pile=open", [False, True, False]),
        ("?q=没有这个词", [False, False, False]),
        ("?q=%00", [True, True, True]),
    ],
)
def test_the_address_narrows_the_list(query: str, wanted: list[bool], cast: Cast, three: list[Complaint]) -> None:
    assert shown(listed(cast, query), three) == wanted


def test_a_number_finds_its_case(cast: Cast, three: list[Complaint]) -> None:
    assert shown(listed(cast, f"?q={three[1].number.lower().replace('-', '')}"), three) == [False, True, False]


def test_each_pile_says_how_many_and_keeps_the_words(cast: Cast, three: list[Complaint]) -> None:
    page = listed(cast, "?q=台灯&pile=ended")
    for words in (
        '办理中<span class="badge">1</span>',
        '已结束<span class="badge">1</span>',
        '全部<span class="badge">2</span>',
    ):
        assert words in page
    assert "?pile=open&amp;q=%E5%8F%B0%E7%81%AF" in page
    assert 'value="台灯"' in page


def test_a_row_tells_state_turn_and_deadline(cast: Cast, three: list[Complaint]) -> None:
    page = listed(cast)
    for words in ("已分派", "调解员，决定是否受理", "还剩", "已撤回"):
        assert words in page


def test_nothing_found_is_not_nothing_filed(cast: Cast, three: list[Complaint]) -> None:
    page = listed(cast, "?q=没有这个词")
    assert "没有符合的投诉" in page
    assert "还没有投诉" not in page


def test_the_next_page_stays_narrowed(cast: Cast) -> None:
    for n in range(21):
        filed(cast, title=f"台灯{n}", respondent_name=f"第{n}店")
    page = listed(cast, "?q=台灯&pile=open")
    assert "?pile=open&amp;q=%E5%8F%B0%E7%81%AF&amp;after=" in page


def test_the_cases_of_others_are_neither_listed_nor_counted(cast: Cast, three: list[Complaint]) -> None:
    page = listed(cast, who="other_consumer")
    assert shown(page, three) == [False, False, False]
    assert "badge" not in page


def test_what_was_filed_with_the_proven_phone_joins_by_one_button(cast: Cast) -> None:
    cases = [nobodys(filed(cast, phone=phone("consumer"), respondent_name=f"第{n}店")) for n in range(2)]
    client = client_of(cast, "consumer")
    page = client.get("/cases/").content.decode()
    assert "有 2 件用您的手机号或者邮箱提交的投诉" in page
    assert shown(page, cases) == [False, False]
    assert client.post("/cases/claim/")["Location"] == "/cases/"
    page = client.get("/cases/").content.decode()
    assert shown(page, cases) == [True, True]
    assert "已把 2 件投诉加入您的账号" in page
    assert 'action="/cases/claim/"' not in page
    client.post("/cases/claim/")
    assert "没有可以加入的投诉" in client.get("/cases/").content.decode()


def test_without_a_session_nothing_joins(cast: Cast) -> None:
    case = nobodys(filed(cast, phone=phone("consumer")))
    assert client_of(cast, "anonymous").post("/cases/claim/").status_code == 302
    client_of(cast, "other_consumer").post("/cases/claim/")
    assert case.parties.get().user is None


def test_what_was_begun_stands_on_top_of_the_list(cast: Cast, three: list[Complaint]) -> None:
    assert "没写完的投诉" not in listed(cast)
    draft = drafts.draft_begin(user=cast.consumer)
    drafts.draft_save(draft, BY_SLUG["story"], {"title": "豆浆机漏水"}, sound=False)
    page = listed(cast)
    assert page.index("没写完的投诉") < page.index(three[0].number)
    assert "豆浆机漏水" in page
    assert f"/file/what/?draft={draft.code}" in page
    assert "豆浆机漏水" not in listed(cast, who="other_consumer")


@pytest.mark.parametrize(("path", "who"), [("/cases/", "consumer"), ("/business/", "business"), ("/desk/", "mediator")])
def test_a_list_stays_in_no_browsers_memory(path: str, who: str, cast: Cast) -> None:
    assert "no-store" in client_of(cast, who).get(path)["Cache-Control"]
