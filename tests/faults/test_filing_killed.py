"""The server is killed three times while 24 people file: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.faults.filers import Filer, Journal
from tests.servers import ROOT, Embedded, environment

PEOPLE = ("consumer", "consumer2", "business", "business2", "volunteer", "expert", "supervisor", "arbitrator")
FORMS, KILLS = 24, 3
BETWEEN = 2.0  # seconds a server lives before it is killed

# Reads what is there with nothing of the way it came: tables, bytes, hashes.
INSPECT = """
import hashlib, json
from complaints.models import Complaint, Evidence
from core.files import file_open
from core.models import StoredFile

def sha(stored):
    with file_open(stored) as content:
        return hashlib.sha256(content.read()).hexdigest()

cases = {}
for case in Complaint.objects.filter(title__startswith="服务器断了也不丢"):
    rows = case.evidence.select_related("file").order_by("position")
    files = [{"original": r.file.original_sha256, "whole": sha(r.file) == r.file.sha256} for r in rows]
    cases.setdefault(case.title, []).append({"number": case.number, "files": files, "narrative": case.narrative})
print(json.dumps({"cases": cases, "stored": StoredFile.objects.count(), "evidence": Evidence.objects.count()}))
"""

# A day later: what the killed servers left half done is swept, what is in use stays.
SWEEP = """
import datetime as dt
from pathlib import Path
from core import time
from core.files import orphans
with time.at(time.now() + dt.timedelta(days=2)):
    import os
    from django.conf import settings
    old = time.now().timestamp() - 3 * 86400
    for path in (settings.DATA_DIR / "files").rglob("*"):
        os.utime(path, (old, old))
    orphans.sweep()
    left = orphans.sweep(dry=True)
    print(left.rows + left.strays + left.unfinished)
"""


def manage(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment(folder), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1]


def inspect(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manage(folder, "shell", "--no-imports", "-c", INSPECT))
    return found


def file_while_it_dies(server: Embedded) -> list[Journal]:
    """Everybody files; the server is killed and started again three times meanwhile."""
    filers = [Filer(server.base, PEOPLE[place % len(PEOPLE)], place) for place in range(FORMS)]
    for filer in filers:
        filer.sign_in()
    with ThreadPoolExecutor(FORMS) as pool:
        under_way = [pool.submit(filer.file) for filer in filers]
        for _kill in range(KILLS):
            time.sleep(BETWEEN)
            assert not all(one.done() for one in under_way), "the server was killed too late to hurt anybody"
            server.end(signal.SIGKILL)
            server.start()
        return [one.result(timeout=180) for one in under_way]


def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(server: Embedded) -> None:
    server.start()
    journals = file_while_it_dies(server)
    assert sum(one.asked_again for one in journals) > 0
    server.end()
    found = inspect(server.folder)
    for journal in journals:
        cases = found["cases"].get(journal.title, [])
        assert [case["number"] for case in cases] == [journal.number]
        assert [one["original"] for one in cases[0]["files"]] == journal.photos
        assert all(one["whole"] for one in cases[0]["files"])
    manage(server.folder, "verify_ledger")
    assert manage(server.folder, "shell", "--no-imports", "-c", SWEEP) == "0"
    after = inspect(server.folder)
    assert after["cases"] == found["cases"]
