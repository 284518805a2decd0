"""The one-process site: how it ends, how fast it comes back, what it shows of itself."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.servers import ROOT, Embedded, answers, environment

SECOND_START = 8.0  # seconds, as promised to whoever types `make run` again
ENDING = 8.0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
def test_a_signal_ends_it_clean(server: Embedded, number: int) -> None:
    server.start()
    began = time.monotonic()
    assert server.end(number) == 0
    assert time.monotonic() - began < ENDING
    assert "Traceback" not in server.log.read_text()
    assert not answers(server.base)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
@pytest.mark.parametrize("moment", [0.9, 1.8])  # seconds: while tables are made, while demonstration data is
def test_a_signal_during_the_start_leaves_a_site_that_starts(server: Embedded, number: int, moment: float) -> None:
    server.launch()
    time.sleep(moment)
    server.end(number)
    server.start()
    assert server.end() == 0


def test_the_second_start_is_quick(server: Embedded) -> None:
    server.start()
    server.end()
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < SECOND_START


def test_it_starts_again_after_being_killed(server: Embedded) -> None:
    server.start()
    server.end(signal.SIGKILL)
    server.start()
    assert answers(server.base, "/healthz")


def test_it_does_not_announce_its_server(server: Embedded) -> None:
    server.start()
    with urllib.request.urlopen(server.base + "/healthz") as answer:
        assert answer.headers.get("Server") is None
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_foreign_host_is_refused(server: Embedded) -> None:
    server.start()
    request = urllib.request.Request(server.base + "/healthz", headers={"Host": "elsewhere.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400


def test_a_port_in_use_ends_the_start(server: Embedded) -> None:
    server.start()
    other = Embedded(server.folder, port=server.port)
    try:
        assert other.launch().wait(30) != 0
    finally:
        other.kill()
    assert answers(server.base)


@pytest.mark.parametrize(
    ("more", "arguments", "words"),
    [
        ({}, ["--host", "0.0.0.0"], "loopback"),
        ({"DJANGO_ALLOWED_HOSTS": "zhiqiao.example"}, [], "zhiqiao.E002"),
        ({"ZHIQIAO_PRODUCTION": "1"}, [], "ZHIQIAO_DEMO must be off"),
    ],
)
def test_the_demonstration_never_faces_the_public(
    server: Embedded, more: dict[str, str], arguments: list[str], words: str
) -> None:
    secrets = {"DJANGO_SECRET_KEY": "x" * 50, "ZHIQIAO_FIELD_KEYS": "a2V5", "ZHIQIAO_INDEX_KEY": "index"}
    command = [sys.executable, "manage.py", "serve", "--port", str(server.port), *arguments]
    env = environment(server.folder, **{**(secrets if "ZHIQIAO_PRODUCTION" in more else {}), **more})
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert words in ended.stderr
    assert not (server.folder / "zhiqiao.sqlite3").exists()
