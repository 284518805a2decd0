"""People who file while the server dies: each keeps a journal of what was acknowledged, and asks again until it is."""

from __future__ import annotations

import hashlib
import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from io import BytesIO

from PIL import Image

from complaints.pages import PAGES
from tests.complaints.samples import given

GIVE_UP = 120.0  # seconds of asking again


class NoAnswer(Exception):
    """The server was not there, or went away before it answered."""


@dataclass
class Journal:
    """What one person was told had been done."""

    title: str
    pages: list[str] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)  # SHA-256 of the bytes that were sent
    number: str = ""
    asked_again: int = 0


class Filer:
    """One person of the demonstration at a browser of their own, filing one complaint with photos."""

    def __init__(self, base: str, login: str, place: int, photos: int = 2) -> None:
        self.base, self.login, self.place, self.count = base, login, place, photos
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.journal = Journal(f"服务器断了也不丢 第{place}件")

    def file(self) -> Journal:
        """The whole way, page by page, once signed in."""
        draft = self.begin()
        answers = given(title=self.journal.title, respondent_name=f"示例断电店{self.place}")
        for page in PAGES:
            if page.slug == "evidence":
                self.hand_in(draft)
            else:
                self.save(page.slug, draft, {name: answers.get(name, "") for name in page.fields})
        return self.journal

    def sign_in(self) -> None:
        self.post("/demo/", {"email": f"{self.login}@demo.example"}, at="/demo/")

    def begin(self) -> str:
        """The code of a new draft. Asked again it may make a second one; drafts are not promises."""
        address, _body = self.post("/file/", {"do": "new"}, at="/file/")
        return urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["draft"][0]

    def save(self, slug: str, draft: str, typed: Mapping[str, object]) -> None:
        """Save one page; the last one files. Acknowledged once the next page came."""
        here = f"/file/{slug}/?draft={draft}"
        address, body = self.post(f"/file/{slug}/", {**typed, "draft": draft, "do": "next"}, at=here)
        assert "error-summary" not in body, re.sub(r"<[^>]*>", " ", body)[:2000]
        if "/done/" in address:
            self.journal.number = address.split("/")[4]
        self.journal.pages.append(slug)

    def hand_in(self, draft: str) -> None:
        """Photos one by one, as the script of the page sends them: the same key again is the same file."""
        for number in range(self.count):
            content, key = picture(self.place * 10 + number), uuid.uuid4().hex
            self.upload(draft, key, content)
            self.journal.photos.append(hashlib.sha256(content).hexdigest())

    def upload(self, draft: str, key: str, content: bytes) -> None:
        fields = {"draft": draft, "key": key, "csrfmiddlewaretoken": self.token(f"/file/evidence/?draft={draft}")}
        body, kind = multipart(fields, content)
        _address, answer = self.insist("/file/evidence/upload/", body, kind)
        assert "data-file" in answer

    # ---- asking, again and again

    def post(self, path: str, data: Mapping[str, object], *, at: str) -> tuple[str, str]:
        """Send the form of the page `at`; (address, body) of what came."""
        sent = {**data, "csrfmiddlewaretoken": self.token(at)}
        body = urllib.parse.urlencode(sent, doseq=True).encode()
        return self.insist(path, body, "application/x-www-form-urlencoded")

    def token(self, path: str) -> str:
        _address, body = self.insist(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert found, path
        return found[1]

    def insist(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[str, str]:
        """Ask until there is an answer; the very same request each time."""
        until = time.monotonic() + GIVE_UP
        while True:
            try:
                return self.ask(path, body, kind)
            except NoAnswer:
                self.journal.asked_again += 1
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def ask(self, path: str, body: bytes | None, kind: str) -> tuple[str, str]:
        request = urllib.request.Request(self.base + path, data=body, headers={"Referer": self.base + path})
        if body is not None:
            request.add_header("Content-Type", kind)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code in {502, 503, 504}:
                raise NoAnswer from error
            raise AssertionError(f"{error.code} {path} {error.read()[:500]!r}") from error
        except (OSError, HTTPException) as error:
            raise NoAnswer from error


def picture(seed: int) -> bytes:
    """A small photograph unlike any other."""
    out = BytesIO()
    Image.effect_noise((320 + seed % 50, 240), 30 + seed % 100).save(out, "JPEG")
    return out.getvalue()


def multipart(fields: Mapping[str, str], content: bytes) -> tuple[bytes, str]:
    """A form with one file, and its content type."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"
