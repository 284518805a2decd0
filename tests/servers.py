"""The site as real processes, for browser and fault tests: embedded in one, or spread over PostgreSQL and Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.services import Services, free_port, running, wait_for

ROOT = Path(__file__).resolve().parent.parent
READY = 60.0  # seconds for the first start: tables and demonstration data are made


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: one base address per web process."""

    bases: tuple[str, ...]
    log: Path
    kind: str = "embedded"
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.bases[0]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The demonstration with its data in `folder`, on no service unless `more` names one."""
    plain = {"ZHIQIAO_DEMO": "1", "ZHIQIAO_DATA": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}
    return {**os.environ, **plain, "PYTHONUNBUFFERED": "1", **more}


def answers(base: str, path: str = "/readyz") -> bool:
    """Whether the site answers 200 there."""
    try:
        with urllib.request.urlopen(base + path, timeout=5) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


@dataclass(slots=True)
class Embedded:
    """One process of `manage.py serve` that a test may start, hurt and start again on the same folder."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process without waiting for it."""
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(self.folder), stdout=log, stderr=log, start_new_session=True
            )
        return self.process

    def start(self, patience: float = READY) -> Embedded:
        """Start the process and wait until it answers."""
        process = self.launch()
        wait_for(lambda: answers(self.base) or process.poll() is not None, f"the site ({self.log})", patience)
        assert process.poll() is None, self.log.read_text()
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; returns the exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)

    def kill(self) -> None:
        """Make sure that nothing is left behind."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextmanager
def embedded(folder: Path) -> Iterator[Site]:
    """The one-process site."""
    server = Embedded(folder)
    try:
        server.start()
        yield Site((server.base,), server.log, environment=environment(folder))
    finally:
        server.kill()


@contextmanager
def spread(folder: Path, found: Services, webs: int = 2) -> Iterator[Site]:
    """Several web processes, a worker and a clock over PostgreSQL and Redis, in a database of their own."""
    with ExitStack() as stack:
        database = stack.enter_context(own_database(found.database_url))
        prefix = f"t{uuid4().hex[:8]}"
        env = environment(folder, DATABASE_URL=database, REDIS_URL=found.redis_url, ZHIQIAO_LAYER_PREFIX=prefix)
        prepare(env)
        ports = [free_port() for _ in range(webs)]
        for name, command in [*web_commands(ports), *queue_commands(folder)]:
            stack.enter_context(running(command, folder / f"{name}.log", env={**env, "PYTHONPATH": str(ROOT)}))
        bases = tuple(f"http://127.0.0.1:{port}" for port in ports)
        for base in bases:
            wait_for(lambda base=base: answers(base), f"{base} ({folder})", READY)  # type: ignore[misc]
        yield Site(bases, folder / "web0.log", "services", env)


def web_commands(ports: Sequence[int]) -> list[tuple[str, list[str]]]:
    """One uvicorn per port, as `live` runs in production; here it answers pages too."""
    plain = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--no-server-header", "--lifespan", "off"]
    return [(f"web{index}", [*plain, "--port", str(port)]) for index, port in enumerate(ports)]


def queue_commands(folder: Path) -> list[tuple[str, list[str]]]:
    """A worker and the one beat."""
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    worker = [*celery, "worker", "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle"]
    return [("worker", worker), ("beat", [*celery, "beat", "-s", str(folder / "beat")])]


def prepare(env: Mapping[str, str]) -> None:
    """Tables and demonstration data, as `manage.py serve` does before it answers."""
    subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=dict(env), check=True, stdout=subprocess.DEVNULL
    )


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """A new database beside the one `url` names; dropped on leaving."""
    name = f"zhiqiao_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield url.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
