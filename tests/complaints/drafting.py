"""Drafts of the tests, as people come to have them, and what is read on the pages of filing."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from complaints import drafts
from complaints.models import Draft
from complaints.pages import CHECK, PAGES, Page
from tests.complaints.samples import given

CONSENTS = {"publish": "no", "delegation": "yes", "privacy": "on"}


def begin(client: Client) -> Draft:
    """A new draft of this browser."""
    known = set(Draft.objects.values_list("pk", flat=True))
    assert client.post("/file/").status_code == 302
    return Draft.objects.exclude(pk__in=known).get()


def answers(page: Page, **changes: Any) -> dict[str, Any]:
    """What a careful person answers on the page."""
    return {name: value for name, value in given(**changes).items() if name in page.fields}


def send(client: Client, draft: Draft, page: Page, **changes: Any) -> Any:
    """The page sent as a careful person would; `changes` replace single answers, or say what button was pressed."""
    more = {name: value for name, value in changes.items() if name not in page.fields}
    return client.post(f"/file/{page.slug}/", {**answers(page, **changes), **more, "draft": draft.code})


def wrong(client: Client, draft: Draft, page: Page, **changes: Any) -> Any:
    """The page as it comes back with something to mend; every way on is closed."""
    answer = send(client, draft, page, **changes)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/file/{page.slug}/?draft={draft.code}")
    assert answer["Location"].endswith("wrong=1")
    return client.get(answer["Location"])


def written(client: Client, **changes: Any) -> Draft:
    """A draft with every page but the last one answered."""
    draft = begin(client)
    for page in PAGES:
        if page is not CHECK:
            assert "wrong" not in send(client, draft, page, **changes)["Location"], page.slug
    return again(draft)


def again(draft: Draft) -> Draft:
    """The draft as it is now."""
    return Draft.objects.get(pk=draft.pk)


def kept(draft: Draft) -> dict[str, Any]:
    """The answers it holds now."""
    return drafts.answers_of(again(draft))


def look(client: Client, draft: Draft, page: Page) -> Any:
    """The page as it is shown."""
    return client.get(f"/file/{page.slug}/?draft={draft.code}")


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def text(answer: Any) -> str:
    """The words of the page's main part."""
    main: Any = soup(answer).main
    return " ".join(str(main.get_text(" ", strip=True)).split())


def value(answer: Any, name: str) -> str:
    """What stands in a field of the page; of choices the one that is chosen."""
    found: Any = soup(answer).main
    fields = found.find_all(None, {"name": name})
    chosen = [one for one in fields if one.name != "input" or one.get("type") not in {"radio", "checkbox"}]
    if not chosen:
        return ",".join(str(one.get("value", "on")) for one in fields if one.has_attr("checked"))
    field = chosen[0]
    if field.name == "textarea":
        return str(field.text).removeprefix("\r\n").strip("\n")
    if field.name == "select":
        option = field.find("option", selected=True)
        return str(option["value"]) if option else ""
    return str(field.get("value", ""))


def error_at(answer: Any, name: str) -> str:
    """The message at a field; empty when it has none."""
    found: Any = soup(answer).find(id=f"id_{name}_error")
    return str(found.get_text(strip=True)) if found else ""
