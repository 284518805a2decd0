"""The tests' own PostgreSQL and Redis: started when nothing answers, named when they cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import ROOT, answers, spread
from tests.services import STATUS, free_port, services

SHOW = """
import os, sys
from tests.services import services
with services() as found:
    import psycopg, redis
    with psycopg.connect(found.database_url) as connection:
        version = connection.execute("SHOW server_version").fetchone()[0]
    client = redis.Redis.from_url(found.redis_url)
    client.set("a", "b")
    print(found.started, version, client.get("a"), found.database_url, found.redis_url, sep="|")
"""


def nothing_answers(**more: str) -> dict[str, str]:
    """An environment in which neither service is where one would look."""
    nowhere = {"ZHIQIAO_TEST_POSTGRES": f"127.0.0.1:{free_port()}", "ZHIQIAO_TEST_REDIS": f"127.0.0.1:{free_port()}"}
    return {**os.environ, **nowhere, **more}


def test_own_services_start_when_nothing_answers() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env=nothing_answers(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout.strip()
    started, version, value, database_url, redis_url = shown.split("|")
    assert started == "('postgresql', 'redis')"
    assert int(version.split(".")[0]) >= 14
    assert value == "b'b'"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url, connect_timeout=1)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(redis_url).ping()


@pytest.mark.parametrize("missing", ["initdb", "redis-server"])
def test_a_missing_program_is_named_and_nothing_is_skipped(missing: str, tmp_path: Path) -> None:
    """With PostgreSQL at hand or not, the runner ends with its own status and says what to install."""
    answering = {} if missing == "initdb" else {"ZHIQIAO_TEST_POSTGRES": "127.0.0.1:5432"}
    with services() as found:
        if missing == "redis-server":
            answering = {"ZHIQIAO_TEST_POSTGRES": found.database_url.split("@")[1].split("/")[0]}
        env = {**nothing_answers(ZHIQIAO_TEST_INSTALL="0", ZHIQIAO_TEST_PROGRAMS=str(tmp_path)), **answering}
        command = [sys.executable, "-m", "tests.run", "--only", "services", "tests/qa/test_messages.py"]
        ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == STATUS
    assert f"{missing} is missing" in ended.stderr
    assert "apt-get install" in ended.stderr
    assert "passed" not in ended.stdout


def test_two_web_processes_share_one_database_and_end(tmp_path: Path) -> None:
    with services() as found, spread(tmp_path, found) as site:
        assert len(site.bases) == 2
        assert all(answers(base) for base in site.bases)
    assert not any(answers(base) for base in site.bases)
    for name in ("web0", "web1", "worker", "beat"):
        assert "Traceback" not in (tmp_path / f"{name}.log").read_text(), name
