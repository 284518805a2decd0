"""What filing a complaint costs, by form and by API, beside a view with one INSERT: `python bench/filing.py`.

Everything happens in a database and a folder of its own, made and removed by this script: SQLite in a folder of its
own, or, with DATABASE_URL, a database "zhiqiao_bench" on that PostgreSQL server. One gunicorn serves all three kinds of
request, in turn; the clients keep their connections open and wait for each answer before they ask again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATABASE = "zhiqiao_bench"
HOST = "127.0.0.1"
CSRF = "c" * 32
GIVEN: dict[str, Any] = {
    "kind": "consumer", "name": "韦小满", "salutation": "ms", "phone": "13877100001", "place": "450103",
    "address": "南宁市青秀区示例路1号2栋303室", "role": "seller", "county": "450103",
    "respondent_address": "南宁市青秀区样板大道8号", "category": "P0202", "purchase_date": "2026-01-05",
    "purchase_mode": "shop", "amount_paid": "189", "amount_in_dispute": "189", "title": "电热水壶底座打火花",
    "narrative": "第三次烧水时底座打火花，店里不肯退货。" * 10, "nature": "after_sales",
    "remedies": ["return_goods", "refund"], "injury": "none", "persons": 1, "elsewhere": "no", "channel": "web",
}  # fmt: skip
CONSENTS = {"publish": "no", "delegation": "yes", "privacy": True}
KINDS = ("one INSERT (yardstick)", "filing by API", "filing by form")


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent."""

    path: str
    body: bytes
    content_type: str
    key: str = ""


@dataclass(frozen=True)
class Person:
    """A client who is signed in."""

    pk: int
    session: str

    def headers(self, request: Request) -> dict[str, str]:
        return {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "X-Client": str(self.pk),
            "Content-Type": request.content_type,
            "Idempotency-Key": request.key,
        }


# ---- what is asked ------------------------------------------------------------------------------------------------


def one_row(_person: Person) -> Request:
    return Request("/bench/one/", b"", "text/plain")


def by_api(_person: Person) -> Request:
    body = {**GIVEN, **CONSENTS, "respondent_name": shop()}
    return Request("/api/v1/cases", json.dumps(body).encode(), "application/json", uuid.uuid4().hex)


def by_form(person: Person) -> Request:
    """The last page of a draft that is complete; the draft is made here, before the time is taken."""
    from accounts.models import User
    from complaints.drafts import draft_begin, draft_save
    from complaints.pages import PAGES

    draft = draft_begin(user=User.objects.get(pk=person.pk))
    typed = {**GIVEN, "persons": "1", "respondent_name": shop()}
    for page in PAGES[:-1]:
        draft = draft_save(draft, page, {name: typed[name] for name in page.fields if name in typed}, sound=True)
    body = urlencode({"draft": draft.code, "do": "next", **CONSENTS, "privacy": "on"})
    return Request("/file/check/", body.encode(), "application/x-www-form-urlencoded")


def shop() -> str:
    """A business of its own: how many complaints one person may have open against one business is limited."""
    return f"示例店{uuid.uuid4().hex[:10]}"


MAKERS: dict[str, Callable[[Person], Request]] = dict(zip(KINDS, (one_row, by_api, by_form), strict=True))
ANSWERS = dict(zip(KINDS, (200, 201, 302), strict=True))


# ---- the house ----------------------------------------------------------------------------------------------------


@contextmanager
def house() -> Iterator[None]:
    """A folder and a database of our own, migrated; both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhiqiao-bench-") as folder:
        url = os.environ.get("DATABASE_URL", "")
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bench.settings", ZHIQIAO_DATA=folder, ZHIQIAO_LAYER_PREFIX=DATABASE,
            ZHIQIAO_DEMO="0", ZHIQIAO_PRODUCTION="0", DATABASE_URL=named(url) if url else "",
        )  # fmt: skip
        on_server(url, f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
        try:
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            yield
        finally:
            on_server(url, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def named(url: str) -> str:
    """The same server, our own database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))


def on_server(url: str, *statements: str) -> None:
    """Run statements on the PostgreSQL server; on SQLite there is none."""
    if not url:
        return
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@contextmanager
def served(workers: int, threads: int) -> Iterator[int]:
    """The site behind gunicorn on a free port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"{HOST}:{port}", "--workers",
        str(workers), "--worker-class", "gthread", "--threads", str(threads), "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own words
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int) -> None:
    for _try in range(200):
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def people(count: int) -> list[Person]:
    """Clients with an account each, signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.services import user_create

    found = []
    for n in range(count):
        user = user_create(name="韦小满", sex="", email=f"bench{n}@example.org", phone=f"139{n:08d}")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        found.append(Person(user.pk, str(session.session_key)))
    return found


# ---- measuring ----------------------------------------------------------------------------------------------------


def ask(connection: http.client.HTTPConnection, person: Person, request: Request, kind: str) -> float:
    """Milliseconds from sending to the whole answer; ends the run at any other answer than the one expected."""
    began = time.perf_counter()
    connection.request("POST", request.path, request.body, person.headers(request))
    answer = connection.getresponse()
    body = answer.read()
    taken = (time.perf_counter() - began) * 1000
    if answer.status != ANSWERS[kind]:
        raise RuntimeError(f"{kind}: {answer.status} {body[:600].decode(errors='replace')}")
    return taken


def crowd(port: int, clients: Sequence[Person], kind: str, each: int) -> tuple[list[float], float]:
    """Everybody's times for `each` requests of a kind at once, and the seconds that all of them took."""
    ready = [[MAKERS[kind](person) for _n in range(each)] for person in clients]
    taken: list[float] = []

    def work(person: Person, requests: Sequence[Request]) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        taken.extend([ask(connection, person, request, kind) for request in requests])
        connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(clients, ready, strict=True)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(taken) != each * len(clients):
        raise SystemExit(f"{kind}: a client gave up; what it was answered stands above")
    return taken, time.perf_counter() - began


def statements(person: Person, kind: str) -> int:
    """What one request of this kind sends to the database, BEGIN, COMMIT and the session's included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    request = MAKERS[kind](person)
    client = Client(HTTP_HOST=HOST, headers={"X-CSRFToken": CSRF, "Idempotency-Key": request.key})
    client.cookies["sessionid"], client.cookies["csrftoken"] = person.session, CSRF
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(request.path, request.body, content_type=request.content_type)
    if answer.status_code != ANSWERS[kind]:
        raise SystemExit(f"{kind}: {answer.status_code} {answer.content[:600].decode(errors='replace')}")
    return len(captured)


def report(port: int, clients: Sequence[Person], rounds: int, each: int) -> None:
    from django.db import connection

    out = sys.stdout
    counted = {kind: statements(clients[0], kind) for kind in KINDS}
    for kind in KINDS:
        crowd(port, clients, kind, 3)  # warm
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    seconds = dict.fromkeys(KINDS, 0.0)
    for _round in range(rounds):
        for kind in KINDS:
            taken, lasted = crowd(port, clients, kind, each)
            times[kind] += taken
            seconds[kind] += lasted
    out.write(f"{connection.vendor}, {len(clients)} clients, {rounds * each * len(clients)} requests of each kind\n")
    out.write(f"{'':26}{'p50 ms':>9}{'p95 ms':>9}{'a second':>10}{'p50 ×':>8}{'p95 ×':>8}{'statements':>12}\n")
    base50, base95 = quantiles(times[KINDS[0]])
    for kind in KINDS:
        p50, p95 = quantiles(times[kind])
        rate = len(times[kind]) / seconds[kind]
        line = f"{kind:26}{p50:9.1f}{p95:9.1f}{rate:10.1f}{p50 / base50:8.1f}{p95 / base95:8.1f}{counted[kind]:12}\n"
        out.write(line)


def quantiles(taken: Sequence[float]) -> tuple[float, float]:
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=10, help="requests of each client, kind and round")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    given = parser.parse_args()
    with house():
        clients = people(given.clients)
        with served(given.workers, given.threads) as port:
            report(port, clients, given.rounds, given.each)
        close()


def close() -> None:
    """Let go of the database, so that it can be removed."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


if __name__ == "__main__":
    main()
