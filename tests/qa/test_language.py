"""Every page in English holds no Chinese but what people wrote, and that is marked as Chinese."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from accounts import services
from accounts.models import Association, Organisation, Region, User
from complaints.models import Category, Channel, Complaint, Ground, Nature, PurchaseMode, Remedy
from complaints.turns import TURNS
from complaints.workflow.sources import cited
from complaints.workflow.states import Result, Stage, State
from core import formats
from core.actors import Role
from core.models import ClockRule, OutboxMessage
from core.remaining import Level
from core.workflow import declarations
from tests.cast import Cast
from tests.complaints import samples
from tests.qa.house import ROOT

# Read out or shown like text.
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "content")
# Not pages: answers for programs and probes.
NOT_PAGES = re.compile(r"^(api|healthz|readyz|files)\b")
READERS = ("nobody", "consumer", "business", "mediator", "manager", "city_manager")
SERVED = {200, 301, 302, 303, 403, 404, 405}


def foreign_words(html: str) -> list[str]:
    """Chinese on this page outside elements that say they are Chinese."""
    page = BeautifulSoup(html, "html.parser")
    texts = [(text, text.parent) for text in page.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    texts += [
        (NavigableString(str(tag[name])), tag)
        for tag in page.find_all(True)
        for name in (*SPOKEN, *(("value",) if tag.name in {"input", "button"} else ()))
        if tag.has_attr(name)
    ]
    return [str(text).strip() for text, place in texts if formats.HAN.search(text) and not says_chinese(place)]


def says_chinese(place: Tag | None) -> bool:
    """Whether the nearest `lang` is Chinese."""
    while place is not None:
        if place.has_attr("lang"):
            return str(place["lang"]).startswith("zh")
        place = place.parent
    return False


def addresses(case: Complaint, resolver: URLResolver | None = None, start: str = "") -> Iterator[str]:
    """Every address of the site, with this case and each of its steps filled in."""
    for one in (resolver or get_resolver()).url_patterns:
        route = start + str(one.pattern)
        if NOT_PAGES.match(route):
            continue
        if isinstance(one, URLResolver):
            yield from addresses(case, one, route)
        elif isinstance(one, URLPattern):
            yield from filled(route, case)


def filled(route: str, case: Complaint) -> Iterator[str]:
    steps = list(declarations(Complaint)) if "<str:step>" in route else [""]
    for step in steps:
        found = route.replace("<str:number>", case.number).replace("<str:step>", step)
        if not re.search(r"[<^(]", found):
            yield f"/{found}"


def reader(cast: Cast, name: str) -> Client:
    """A browser set to English, with this person signed in."""
    client = Client(headers={"accept-language": "en"})
    if name != "nobody":
        user: User = getattr(cast, name)
        services.user_speak(user=user, language="en")
        client.force_login(user)
    return client


@pytest.fixture
def cases(cast: Cast) -> list[Complaint]:
    """A case that waits, one at work, one taken back."""
    found = [samples.filed(cast), samples.accepted(cast, prior_contact="店里说过了保修期。"), samples.withdrawn(cast)]
    samples.agent(found[1], cast)
    return found


@pytest.mark.parametrize("name", READERS)
def test_no_page_in_english_holds_chinese_of_ours(name: str, cast: Cast, cases: list[Complaint]) -> None:
    client = reader(cast, name)
    wrong, seen = {}, 0
    for address in dict.fromkeys(address for case in cases for address in addresses(case)):
        answer = client.get(address)
        assert answer.status_code in SERVED, (address, answer.status_code)
        seen += answer.status_code == 200
        if words := foreign_words(answer.content.decode()):
            wrong[address] = words
    assert wrong == {}
    assert seen > 5


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("nobody", "/accounts/login/"),
        ("nobody", "/accounts/signup/"),
        ("nobody", "/accounts/login/code/"),
        ("nobody", "/language/"),
        ("consumer", "/file/contact/"),
        ("consumer", "/accounts/settings/"),
        ("mediator", "desk_case_step"),
    ],
)
def test_nor_does_a_form_that_was_filled_in_wrongly(name: str, address: str, cast: Cast) -> None:
    if not address.startswith("/"):
        case = samples.assigned(cast)
        address = reverse(address, args=[case.number, "accept"])
    client = reader(cast, name)
    client.post("/file/")  # a draft to write on
    answer = client.post(address, {"name": "陈", "email": "x", "phone": "1", "purchase_date": "昨天"})
    assert foreign_words(answer.content.decode()) == []
    assert answer.status_code != 500


def test_what_people_wrote_is_marked_and_what_we_say_is_not(cast: Cast) -> None:
    case = samples.accepted(cast)
    page = BeautifulSoup(reader(cast, "mediator").get(reverse("desk_case", args=[case.number])).content, "html.parser")
    title = page.select_one("#case-title [lang]")
    assert title is not None
    assert (title["lang"], title.get_text()) == ("zh-Hans", case.title)
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert page.title is not None
    assert page.title["lang"] == "zh-Hans"
    assert "Waiting for" in page.get_text()
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(cast.manager)
    chinese = BeautifulSoup(client.get(reverse("desk_case", args=[case.number])).content, "html.parser")
    assert chinese.select("#case-title [lang]") == []


def test_the_test_itself_sees_chinese() -> None:
    page = '<html lang="en"><p>案</p><p lang="zh-Hans">件<i lang="en">号</i></p><input placeholder="编号" value="陈">'
    assert foreign_words(page) == ["案", "号", "编号", "陈"]


def test_the_language_chosen_is_kept_with_the_person(cast: Cast) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(cast.consumer)
    assert client.get("/")["Content-Language"] == "zh-hans"
    client.post("/language/", {"language": "en", "next": "/cases/"})
    assert User.objects.get(pk=cast.consumer.pk).language == "en"
    elsewhere = Client(headers={"accept-language": "zh-CN"})
    elsewhere.force_login(cast.consumer)
    assert elsewhere.get("/")["Content-Language"] == "en"


@pytest.mark.django_db
def test_without_an_account_the_cookie_comes_before_the_browser() -> None:
    client = Client(headers={"accept-language": "en-GB,en;q=0.9"})
    assert client.get("/")["Content-Language"] == "en"
    client.post("/language/", {"language": "zh-hans"})
    assert client.get("/")["Content-Language"] == "zh-hans"
    assert Client().get("/")["Content-Language"] == "zh-hans"
    assert Client(headers={"accept-language": "de"}).get("/")["Content-Language"] == "zh-hans"


def test_a_language_the_site_does_not_have_changes_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.consumer)
    client.post("/language/", {"language": "de"})
    assert User.objects.get(pk=cast.consumer.pk).language == "zh-hans"
    with pytest.raises(ValueError, match="de"):
        services.user_speak(user=cast.consumer, language="de")
    assert client.get("/language/").status_code == 405


@pytest.mark.parametrize(("language", "words"), [("en", "your code"), ("zh-hans", "验证码是")])
def test_a_message_speaks_the_language_of_whom_it_is_for(
    language: str, words: str, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    services.user_speak(user=cast.consumer, language=language)
    asking = Client(headers={"accept-language": "zh-CN" if language == "en" else "en"})
    with django_capture_on_commit_callbacks(execute=True):
        asking.post(reverse("account_request_login_code"), {"contact": cast.consumer.email})
    letter = OutboxMessage.objects.get()
    assert words in letter.text
    assert bool(formats.HAN.search(letter.subject + letter.text)) == (language == "zh-hans")


def test_who_signs_up_in_english_is_written_to_in_english(db: None, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Client(headers={"accept-language": "en"}).post(
            reverse("account_signup"), {"name": "Chen Guihua", "contact": "new@cast.example", "password1": ""}
        )
    assert User.objects.get(email="new@cast.example").language == "en"
    assert "Sign up" in OutboxMessage.objects.get().text


def test_states_steps_rules_and_turns_have_english_names() -> None:
    with translation.override("en"):
        said = [str(label) for kind in (State, Stage, Result, Role, Level, ClockRule.Binding)
                for label in kind.labels]  # fmt: skip
        said += [str(one.step.label) for one in declarations(Complaint).values()]
        said += [str(rule.words) for one in declarations(Complaint).values() for rule in one.guards]
        said += [cited(str(one.step.basis)) for one in declarations(Complaint).values()]
        said += [str(words) for turn in TURNS.values() for words in (turn.who, turn.words, turn.clock)]
    assert len(said) > 100
    assert [words for words in said if formats.HAN.search(words)] == []


def test_every_list_the_product_brings_is_complete_in_english() -> None:
    rows = []
    for path in sorted(ROOT.glob("*/data/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [(path.name, row) for row in csv.DictReader(file) if "name_en" in row]
    assert len(rows) > 300
    assert [(file, row) for file, row in rows if not row["name_en"].strip() or formats.HAN.search(row["name_en"])] == []
    assert [(file, row) for file, row in rows if not formats.HAN.search(row["name"])] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", [Region, Organisation, Association, Category, Nature, Remedy, Channel, PurchaseMode, Ground, ClockRule]
)
def test_rows_are_called_by_their_english_name(model: Any) -> None:
    for row in model.objects.all():
        with translation.override("en"):
            assert (str(row) if model in {Region, Organisation, Association} else row.label) == row.name_en
        with translation.override("zh-hans"):
            assert formats.HAN.search(getattr(row, "label", str(row)))


def test_scripts_say_nothing_themselves() -> None:
    found = [path for path in sorted(Path(ROOT / "static" / "js").glob("*.js")) if formats.HAN.search(path.read_text())]
    assert found == []
