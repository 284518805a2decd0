"""Drafts: whose they are, what they keep, and when they are forgotten."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from pytest_django import Settings

from complaints import device, drafts
from complaints.models import Draft
from complaints.pages import BY_SLUG, CHECK
from complaints.services import complaint_file, evidence
from complaints.tasks import forget_drafts
from core import time
from core.errors import NotFound, Refused
from core.models import StoredFile
from tests.cast import Cast
from tests.complaints.samples import given

pytestmark = pytest.mark.django_db

WHAT, STORY = BY_SLUG["what"], BY_SLUG["story"]
NOON = dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.UTC)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": local}


def request_of(user: Any = None, *codes: str) -> Any:
    """A request of this person whose browser holds these codes."""
    request = RequestFactory().get("/file/")
    request.user = user or AnonymousUser()
    if codes:
        held = device.remember(request, HttpResponse(), codes)
        request.COOKIES[device.COOKIE] = held.cookies[device.COOKIE].value
    return request


def a_file(draft: Draft, cast: Cast) -> StoredFile:
    upload = SimpleUploadedFile("小票.pdf", PDF)
    return evidence.draft_file_add(draft=draft, upload=upload, key=draft.code, by=cast.actor("consumer")).file


def now_of(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_a_draft_belongs_to_its_account(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    assert drafts.draft_of(request_of(cast.consumer), draft.code) == draft
    assert drafts.draft_of(request_of(cast.other_consumer), draft.code) is None
    assert drafts.draft_of(request_of(), draft.code) is None
    assert drafts.draft_of(request_of(None, draft.code), draft.code) is None, "a code alone opens no account's draft"


def test_a_draft_of_a_device_belongs_to_who_holds_its_code(cast: Cast) -> None:
    draft = drafts.draft_begin(user=None)
    assert drafts.draft_of(request_of(None, draft.code), draft.code) == draft
    assert drafts.draft_of(request_of(cast.consumer, draft.code), draft.code) == draft
    assert drafts.draft_of(request_of(), draft.code) is None
    assert drafts.draft_of(request_of(None, "another"), draft.code) is None


@pytest.mark.parametrize("code", ["", "x", "a\x00b", "长" * 10, "a" * 200])
def test_an_odd_code_is_nobodys(cast: Cast, code: str) -> None:
    assert drafts.draft_of(request_of(cast.consumer), code) is None


def test_without_a_code_it_is_the_newest_that_is_not_filed(cast: Cast) -> None:
    with time.at(NOON):
        first = drafts.draft_begin(user=cast.consumer)
    with time.at(NOON + dt.timedelta(hours=1)):
        second = drafts.draft_begin(user=cast.consumer)
        assert drafts.draft_of(request_of(cast.consumer)) == second
    with time.at(NOON + dt.timedelta(hours=2)):
        drafts.draft_save(first, STORY, {"title": "a"})
        assert drafts.draft_of(request_of(cast.consumer)) == first
        Draft.objects.filter(pk=first.pk).update(filed="GX450103-20261122-0001-1")
        assert drafts.draft_of(request_of(cast.consumer)) == second
        assert drafts.draft_of(request_of(cast.consumer), first.code) == first


def test_ten_at_once_are_enough(cast: Cast) -> None:
    mine = [drafts.draft_begin(user=cast.consumer) for _n in range(drafts.MOST)]
    with pytest.raises(Refused) as caught:
        drafts.draft_begin(user=cast.consumer)
    assert caught.value.reasons[0].rule == "drafts-full"
    assert drafts.draft_begin(user=cast.other_consumer).user == cast.other_consumer
    drafts.draft_delete(mine[0])
    assert drafts.draft_begin(user=cast.consumer).user == cast.consumer


def test_a_device_has_its_own_ten() -> None:
    codes = [drafts.draft_begin(user=None).code for _n in range(drafts.MOST)]
    with pytest.raises(Refused):
        drafts.draft_begin(user=None, codes=codes)
    assert drafts.draft_begin(user=None, codes=codes[1:]).user is None


def test_what_is_typed_on_one_page_leaves_the_others_alone(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    first_tab, second_tab = now_of(draft), now_of(draft)
    drafts.draft_save(first_tab, WHAT, {"category": "P0202"}, sound=True)
    drafts.draft_save(second_tab, STORY, {"title": "标题"}, sound=True)
    assert drafts.answers_of(now_of(draft)) == {"category": "P0202", "title": "标题"}
    assert now_of(draft).pages == ["what", "story"]


def test_a_page_counts_while_it_needs_no_mending(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    assert drafts.draft_save(draft, STORY, {}, sound=True).pages == ["story"]
    assert drafts.draft_save(draft, STORY, {"narrative": "短"}).pages == ["story"]
    assert drafts.draft_save(draft, STORY, {"narrative": "短"}, sound=False).pages == []


def test_a_filed_draft_stays_as_it_is(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    Draft.objects.filter(pk=draft.pk).update(filed="GX450103-20261122-0001-1")
    assert drafts.draft_save(draft, STORY, {"title": "太迟"}, sound=True).filed
    assert now_of(draft).answers == ""


def test_answers_are_unreadable_at_rest(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    drafts.draft_save(draft, STORY, {"narrative": "金丝雀", "phone": "13877100001"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM complaints_draft WHERE id = %s", [draft.pk])
        (stored,) = cursor.fetchone()
    assert "13877100001" not in stored
    assert "金丝雀" not in stored
    assert json.dumps("金丝雀") not in stored


@pytest.mark.parametrize("words", ["\x00", "\ud800", "😀", "<script>", "a" * 30_000, "\u202e"])
def test_whatever_is_typed_is_kept(cast: Cast, words: str) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    sent = QueryDict(mutable=True)
    sent["narrative"] = words
    drafts.draft_save(draft, STORY, drafts.typed_on(STORY, sent))
    assert drafts.answers_of(now_of(draft))["narrative"] == words[: drafts.LONGEST_ANSWER]


def test_only_the_fields_of_the_page_are_taken(cast: Cast) -> None:
    sent = QueryDict("title=a&phone=1&evidence=x&channel=hotline&remedies=refund&remedies=repair")
    assert set(drafts.typed_on(STORY, sent)) == set(STORY.fields)
    assert drafts.typed_on(BY_SLUG["claim"], sent)["remedies"] == ["refund", "repair"]
    assert drafts.typed_on(WHAT, QueryDict("q=水壶")) == {"category": "", "q": "水壶"}


def test_signing_in_takes_over_what_the_device_held(cast: Cast) -> None:
    begun, of_another = drafts.draft_begin(user=None), drafts.draft_begin(user=cast.other_consumer)
    assert drafts.drafts_adopt(cast.consumer, [begun.code, of_another.code, "x"]) == 1
    assert now_of(begun).user == cast.consumer
    assert now_of(of_another).user == cast.other_consumer
    assert drafts.drafts_adopt(cast.consumer, []) == 0


def test_deleting_takes_the_bytes_along(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    stored = a_file(draft, cast)
    drafts.draft_delete(draft)
    assert not Draft.objects.exists()
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not default_storage.exists(stored.name)


def test_leaving_a_device_forgets_only_what_belongs_to_nobody(cast: Cast) -> None:
    mine, devices = drafts.draft_begin(user=cast.consumer), drafts.draft_begin(user=None)
    assert drafts.drafts_forget([mine.code, devices.code]) == 1
    assert list(Draft.objects.all()) == [mine]
    assert drafts.drafts_forget([]) == 0


def test_after_thirty_days_without_a_touch_it_is_forgotten(cast: Cast) -> None:
    with time.at(NOON):
        old, touched = drafts.draft_begin(user=cast.consumer), drafts.draft_begin(user=None)
        stored = a_file(old, cast)
    with time.at(NOON + dt.timedelta(days=29)):
        assert forget_drafts() == 0
        drafts.draft_save(touched, STORY, {"title": "还在写"})
        assert drafts.kept_until(now_of(touched)) == dt.date(2027, 1, 20)
    with time.at(NOON + dt.timedelta(days=30)):
        assert drafts.drafts_of(request_of(cast.consumer)) == []
        assert forget_drafts() == 1
        assert forget_drafts() == 0
    assert list(Draft.objects.all()) == [touched]
    assert not default_storage.exists(stored.name)


def test_the_files_of_a_filed_draft_belong_to_the_case(cast: Cast) -> None:
    with time.at(NOON):
        draft = drafts.draft_begin(user=cast.consumer)
        stored = a_file(draft, cast)
        complaint_file(by=cast.actor("consumer"), data=given(), key=draft.key, draft=draft)
    with time.at(NOON + dt.timedelta(days=31)):
        assert forget_drafts() == 1
    assert default_storage.exists(stored.name)
    assert not Draft.objects.exists()


def test_a_device_that_holds_nothing_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert drafts.drafts_of(request_of()) == []
        assert drafts.draft_of(request_of()) is None


def test_the_check_page_is_a_page_like_any_other(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    assert drafts.draft_save(draft, CHECK, {"publish": "no"}, sound=True).pages == ["check"]


def test_a_draft_deleted_in_another_tab_is_not_found(cast: Cast) -> None:
    draft = drafts.draft_begin(user=cast.consumer)
    stale = Draft.objects.get(pk=draft.pk)
    assert drafts.draft_delete(draft)
    assert not drafts.draft_delete(stale)
    with pytest.raises(NotFound):
        drafts.draft_save(stale, STORY, {"title": "x"})
