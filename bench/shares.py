"""Where the time of a filing goes: `python bench/shares.py [--rounds 100]`, on the database the settings name.

Files by API through the test client under cProfile and prints, for named functions of the way, the share of the whole
that is spent in each and below it. Shares overlap: what waits for the database waits inside another line. Everything
happens in a test database of its own, made and removed by this script.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import sys
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["ZHIQIAO_TESTING"] = "1"

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from accounts.services import user_create
from tests.complaints.samples import given

WARM_UP = 10
# (what it is, the end of the file's path, the function)
PARTS = (
    ("the form: clean and look up its codes", "core/workflow/forms.py", "clean"),
    ("the transaction of T02", "core/workflow/creation.py", "_create_and_take"),
    ("  of it: the step, its clocks, entry, notes", "core/workflow/taking.py", "take"),
    ("after the commit: sockets, tasks to a worker", "core/pending.py", "hint"),
    ("waiting for the database, anywhere (psycopg)", "psycopg/connection.py", "wait"),
    ("waiting for the database, anywhere (SQLite)", "sqlite3/base.py", "execute"),
    ("canonical JSON, anywhere", "core/canonical.py", "canonical"),
    ("encryption, anywhere", "core/secrets.py", "encrypt"),
)


def file_one(client: Client) -> None:
    asked = {name: value for name, value in given(respondent_name=uuid.uuid4().hex).items() if value not in ("", [])}
    answer = client.post(
        "/api/v1/cases", json.dumps(asked | {"privacy": True}), content_type="application/json",
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )  # fmt: skip
    if answer.status_code >= 300:
        raise RuntimeError(answer.content.decode())


def profiled(rounds: int) -> pstats.Stats:
    client = Client()
    client.force_login(user_create(name="韦小满", phone="13877100001"))
    for _round in range(WARM_UP):
        file_one(client)
    profile = cProfile.Profile()
    profile.enable()
    for _round in range(rounds):
        file_one(client)
    profile.disable()
    return pstats.Stats(profile)


def report(stats: Any, rounds: int) -> None:
    sys.stdout.write(f"{connection.vendor}, {rounds} filings by API, profiled\n")
    for label, file, function in PARTS:
        found = [row[3] for (path, _line, name), row in stats.stats.items() if path.endswith(file) and name == function]
        if found:
            sys.stdout.write(f"{label:48}{sum(found) / stats.total_tt:8.0%}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        report(profiled(rounds), rounds)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
