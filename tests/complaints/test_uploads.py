"""The page of a draft's files, which works without script, and the addresses a script and a picture use."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints import drafts
from complaints.models import Complaint, Draft, Evidence
from complaints.services import complaint_file
from complaints.services import evidence as service
from complaints.views import uploads
from core.actors import Actor, Hat, Role
from core.models import StoredFile
from tests.cast import Cast
from tests.complaints.samples import given
from tests.core import hostile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("file_folder")]
PAGE = "/file/evidence/"
UPLOAD = "/file/evidence/upload/"


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.consumer)
    return client


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return drafts.draft_begin(user=cast.consumer)


def photo(name: str = "小票.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, hostile.picture())


def bad(name: str = "坏的.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, hostile.EXE)


def post(client: Client, draft: Draft, **more: Any) -> Any:
    return client.post(PAGE, {"draft": draft.code, "key": "page-key", **more})


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def names(draft: Draft) -> list[str]:
    return [one.file.original_name for one in service.draft_files(draft)]


def tokens(draft: Draft) -> list[str]:
    return [one.file.token for one in service.draft_files(draft)]


# ---- the page ----


def test_the_page_says_what_is_taken_before_anything_is_chosen(client: Client, draft: Draft) -> None:
    answer = client.get(PAGE, {"draft": draft.code})
    page = soup(answer)
    assert answer.status_code == 200
    hint = page.select_one("#files-hint")
    assert hint is not None
    assert all(words in hint.get_text() for words in ("最多 20 MB", "最多 50 MB", "最多 200 MB", "最多 12 个", "HEIC"))
    box = page.select_one("input[type=file]")
    assert box is not None
    assert box.has_attr("multiple")
    assert str(box["accept"]).startswith("image/*,")
    form = page.select_one("form[data-draft]")
    assert form is not None
    assert form["enctype"] == "multipart/form-data"


def test_several_files_at_once_stay_on_the_page_or_go_on(client: Client, draft: Draft) -> None:
    answer = post(client, draft, file=[photo("a.jpg"), photo("b.jpg")], do="upload")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?draft={draft.code}#files")
    answer = client.post(PAGE, {"draft": draft.code, "key": "other", "file": photo("c.jpg"), "do": "next"})
    assert (answer.status_code, answer["Location"]) == (302, f"/file/claim/?draft={draft.code}")
    assert names(draft) == ["a.jpg", "b.jpg", "c.jpg"]
    assert "evidence" in Draft.objects.get(pk=draft.pk).pages


def test_the_same_form_sent_twice_keeps_each_file_once(client: Client, draft: Draft) -> None:
    for _ in range(2):
        post(client, draft, file=[photo("a.jpg"), photo("b.jpg")], do="upload")
    assert names(draft) == ["a.jpg", "b.jpg"]
    assert StoredFile.objects.count() == 2


def test_a_failing_file_keeps_its_tile_and_the_good_ones_are_kept(client: Client, draft: Draft) -> None:
    large = SimpleUploadedFile("太大.jpg", hostile.picture() + bytes(21 * 1024 * 1024))
    answer = post(client, draft, file=[photo(), bad(), large, photo("第二张.jpg")], do="next")
    assert answer.status_code == 422
    assert names(draft) == ["小票.jpg", "第二张.jpg"]
    page = soup(answer)
    assert page.title is not None
    assert page.title.get_text().strip().startswith("有错误：")
    lines = [(str(line["href"]), line.get_text()) for line in page.select(".error-summary a")]
    assert len(lines) == 2
    for href, words in lines:
        tile = page.select_one(href)
        assert tile is not None
        assert tile.select_one(".fault") is not None
        name = tile.select_one(".name")
        assert name is not None
        assert name.get_text() in words
    assert {words.partition("」")[0] for _href, words in lines} == {"「坏的.exe", "「太大.jpg"}
    assert "最多 20 MB" in " ".join(words for _href, words in lines)
    assert "evidence" not in Draft.objects.get(pk=draft.pk).pages


def test_captions_order_and_removing_need_no_script(client: Client, draft: Draft) -> None:
    post(client, draft, file=[photo("a.jpg"), photo("b.jpg")], do="upload")
    first, second = tokens(draft)
    answer = post(client, draft, do=f"up:{second}", **{f"caption-{first}": "付款小票"})
    assert answer.status_code == 302
    assert tokens(draft) == [second, first]
    assert service.draft_files(draft)[1].caption == "付款小票"
    post(client, draft, do=f"down:{second}")
    assert tokens(draft) == [first, second]
    post(client, draft, do=f"drop:{first}")
    assert tokens(draft) == [second]
    post(client, draft, do="drop:unknown")
    assert tokens(draft) == [second]


def test_what_is_written_is_kept_while_it_is_written(client: Client, draft: Draft) -> None:
    post(client, draft, file=photo(), do="upload")
    (token,) = tokens(draft)
    answer = post(client, draft, do="keep", **{f"caption-{token}": "维修单"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert service.draft_files(draft)[0].caption == "维修单"
    answer = post(client, draft, do="save")
    assert (answer.status_code, answer["Location"]) == (302, reverse("complaint_file"))


def test_a_page_too_old_keeps_nothing_and_says_so(cast: Cast, draft: Draft) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.consumer)
    answer = post(client, draft, file=photo(), do="next")
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()
    assert names(draft) == []


def test_a_visitor_without_account_has_a_draft_of_their_device() -> None:
    client = Client()
    client.post(reverse("complaint_file"), {})
    draft = Draft.objects.get()
    assert post(client, draft, file=photo(), do="upload").status_code == 302
    (token,) = tokens(draft)
    assert StoredFile.objects.get().uploaded_by is None
    assert client.get(reverse("draft_file", args=[token])).status_code == 200
    assert Client().get(reverse("draft_file", args=[token])).status_code == 404


# ---- the script ----


def send(client: Client, draft: Draft, upload: Any = None, key: str = "k") -> Any:
    more = {"file": upload} if upload is not None else {}
    return client.post(UPLOAD, {"draft": draft.code, "key": key, **more})


def test_a_script_gets_the_tile_of_its_file(client: Client, draft: Draft) -> None:
    answer = send(client, draft, photo())
    assert answer.status_code == 200
    tile = soup(answer)
    item = tile.select_one("li.photo")
    assert item is not None
    assert item["data-file"] == tokens(draft)[0]
    picture = tile.select_one("img")
    assert picture is not None
    shown = client.get(str(picture["src"]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    again = send(client, draft, photo())
    assert again.content == answer.content
    assert names(draft) == ["小票.jpg"]


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (bad(), "这种文件不能上传"),
        (SimpleUploadedFile("a.exe", hostile.EXE + bytes(100_000)), "这种文件不能上传"),
        (SimpleUploadedFile("a.jpg", hostile.picture() + bytes(30 * 1024 * 1024)), "最多 20 MB"),
        (SimpleUploadedFile("a.jpg", hostile.photograph()[:200]), "打不开"),
        (None, "没有收到文件"),
    ],
)
def test_a_script_gets_the_reason_in_words(upload: Any, words: str, client: Client, draft: Draft) -> None:
    answer = send(client, draft, upload)
    assert answer.status_code == 422
    error = soup(answer).select_one(".error")
    assert error is not None
    assert words in error.get_text()
    assert names(draft) == []


def test_without_a_key_each_sending_is_one_of_its_own(client: Client, draft: Draft) -> None:
    for _ in range(2):
        send(client, draft, photo(), key="")
    assert len(names(draft)) == 2
    assert send(client, draft, photo(), key="x" * 200).status_code == 200


def test_a_device_that_never_stops_is_told_to_wait(
    client: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PER_HOUR", 1)
    assert send(client, draft, photo()).status_code == 200
    assert send(client, draft, photo(), key="other").status_code == 429


def test_the_draft_of_another_takes_nothing_and_shows_nothing(client: Client, draft: Draft, cast: Cast) -> None:
    send(client, draft, photo())
    (token,) = tokens(draft)
    stranger = Client()
    stranger.force_login(cast.other_consumer)
    own = drafts.draft_begin(user=cast.other_consumer)
    for other in (stranger, Client()):
        assert send(other, draft, photo(), key="x").status_code == 404
        for address in (reverse("draft_file", args=[token]), reverse("draft_file", args=[token]) + "?preview"):
            assert other.get(address).status_code == 404
        assert other.get(reverse("file", args=[token])).status_code == 404
    assert post(stranger, own, do=f"drop:{token}").status_code == 302
    assert names(draft) == ["小票.jpg"]
    assert client.post(UPLOAD, {"file": photo()}).status_code == 404
    assert client.get(reverse("draft_file", args=["x" * 32])).status_code == 404


def test_a_file_of_a_draft_is_an_attachment_and_not_in_any_stream(client: Client, draft: Draft) -> None:
    send(client, draft, SimpleUploadedFile("合同.pdf", hostile.PDF_SCRIPT))
    (token,) = tokens(draft)
    answer = client.get(reverse("draft_file", args=[token]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(reverse("draft_file", args=[token]) + "?preview").status_code == 404
    assert client.get(reverse("file", args=[token])).status_code == 404


def test_at_filing_the_files_are_the_evidence_of_the_case(client: Client, draft: Draft, cast: Cast) -> None:
    send(client, draft, photo())
    (token,) = tokens(draft)
    by = Actor(cast.consumer.pk, Hat(Role.CONSUMER))
    receipt = complaint_file(by=by, data=given(), key=draft.key, draft=draft)
    row = Evidence.objects.select_related("file").get()
    assert (row.complaint_id, row.file.token) == (receipt.pk, token)
    assert client.get(reverse("draft_file", args=[token])).status_code == 404
    assert client.get(reverse("file", args=[token])).status_code == 200
    assert send(client, draft, photo(), key="late").status_code == 422
    number = Complaint.objects.get(pk=receipt.pk).number
    assert "小票.jpg" in client.get(reverse("case_evidence", args=[number])).content.decode()


@pytest.mark.parametrize("verb", ["get", "put", "delete", "patch"])
def test_the_script_only_posts(verb: str, client: Client) -> None:
    assert getattr(client, verb)(UPLOAD).status_code == 405
