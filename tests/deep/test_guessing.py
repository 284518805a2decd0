"""Ten thousand guesses at one case, against a running site: a handful is looked at, the rest learns nothing."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from complaints.lookup import PER_ADDRESS, PER_NUMBER
from complaints.numbers import new_query_code
from tests.servers import Embedded

GUESSES = 10_000


class Browser:
    """One connection that keeps its cookie and its token."""

    def __init__(self, base: str) -> None:
        self.line = HTTPConnection(base.removeprefix("http://"), timeout=30)
        page = self.ask("GET")[1]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        self.token = found[1]

    def ask(self, verb: str, body: str = "", cookie: str = "") -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        self.line.request(verb, "/lookup/", body, headers)
        answer = self.line.getresponse()
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0] or getattr(self, "cookie", "")
        return answer.status, answer.read().decode()

    def guess(self, number: str, code: str) -> tuple[int, str]:
        body = urlencode({"number": number, "code": code, "csrfmiddlewaretoken": self.token})
        return self.ask("POST", body, self.cookie)


def test_ten_thousand_guesses_learn_nothing(tmp_path: Path) -> None:
    server = Embedded(tmp_path)
    try:
        server.start()
        with sqlite3.connect(tmp_path / "zhiqiao.sqlite3") as database:
            rows = database.execute("SELECT number, query_code, version FROM complaints_complaint ORDER BY id")
            number, right, version = rows.fetchone()
        browser, began = Browser(server.base), time.monotonic()
        answers = Counter(browser.guess(number, new_query_code())[0] for _n in range(GUESSES))
        windows = (time.monotonic() - began) // 600 + 2  # of ten minutes each that the guesses fell into
        assert set(answers) == {422, 429}
        assert PER_NUMBER.most <= answers[422] <= PER_NUMBER.most * 2
        status, page = browser.guess(number, right)
        assert (status, "已受理" in page) == (429, False)
        with sqlite3.connect(tmp_path / "zhiqiao.sqlite3") as database:
            (counts,) = database.execute("SELECT count(*) FROM core_ratecount").fetchone()
            (now,) = database.execute("SELECT version FROM complaints_complaint WHERE number = ?", [number]).fetchone()
        assert counts <= windows + 3
        assert now == version
        assert PER_ADDRESS.most < GUESSES
        assert server.end() == 0
    finally:
        server.kill()
