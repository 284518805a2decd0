"""PostgreSQL and Redis for the tests: those that run on this machine, or our own in a temporary folder.

    with services() as found:
        found.database_url, found.redis_url

A service that already answers is used as it is. Otherwise one is started on a free port of 127.0.0.1 and ended
afterwards. Missing programs are installed with apt when root; else `Missing` is raised, and the runners end with
status 3. Nothing is skipped in silence.

ZHIQIAO_TEST_POSTGRES and ZHIQIAO_TEST_REDIS ("host:port") say where to look first, ZHIQIAO_TEST_INSTALL=0 forbids
installing, ZHIQIAO_TEST_PROGRAMS names one folder to look for programs in instead of the usual ones.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

PATIENCE = 30.0  # seconds a service gets to answer
STATUS = 3  # what the runners exit with when a program is missing


class Missing(RuntimeError):
    """A program the tests need is not on this machine and cannot be installed by this user."""


@dataclass(frozen=True, slots=True)
class Services:
    """Where PostgreSQL and Redis answer, and whether they are ours to end."""

    database_url: str
    redis_url: str
    started: tuple[str, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(ready: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Return as soon as `ready()` holds; raises TimeoutError after `patience` seconds."""
    end = time.monotonic() + patience
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not answer within {patience:.0f} s")
        time.sleep(0.05)


def postgres_answers(url: str) -> bool:
    """Whether this PostgreSQL lets us in and create databases."""
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            return bool((row.fetchone() or (False,))[0])
    except psycopg.OperationalError:
        return False


def redis_answers(url: str) -> bool:
    """Whether this Redis answers a ping."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def program(name: str, package: str) -> str:
    """The path of a program; installs its Debian package when it is missing and we are root."""
    if found := look_up(name):
        return found
    if may_install():
        install(package)
    if found := look_up(name):
        return found
    raise Missing(f"{name} is missing: as root it is installed by itself, otherwise run: apt-get install {package}")


def look_up(name: str) -> str | None:
    """A program's path in the usual places; Debian keeps PostgreSQL's servers out of PATH."""
    if only := os.environ.get("ZHIQIAO_TEST_PROGRAMS"):
        return shutil.which(name, path=only)
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))


def may_install() -> bool:
    return os.geteuid() == 0 and os.environ.get("ZHIQIAO_TEST_INSTALL", "1") != "0" and bool(shutil.which("apt-get"))


def install(*packages: str) -> None:
    """Install Debian packages; the services they bring are not started."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing {' '.join(packages)}", file=sys.stderr)
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet, stdout=subprocess.DEVNULL)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL)


@contextmanager
def services() -> Iterator[Services]:
    """Both services, running."""
    with ExitStack() as stack:
        database_url, own_postgres = stack.enter_context(postgres())
        redis_url, own_redis = stack.enter_context(redis_server())
        started = [name for name, own in (("postgresql", own_postgres), ("redis", own_redis)) if own]
        yield Services(database_url, redis_url, tuple(started))


@contextmanager
def postgres() -> Iterator[tuple[str, bool]]:
    """A PostgreSQL: its address, and whether we started it."""
    url = f"postgres://postgres@{os.environ.get('ZHIQIAO_TEST_POSTGRES', '127.0.0.1:5432')}/postgres"
    if postgres_answers(url):
        yield url, False
        return
    with tempfile.TemporaryDirectory(prefix="zhiqiao-pg-") as folder:
        with own_postgres(Path(folder)) as port:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres", True


@contextmanager
def own_postgres(folder: Path) -> Iterator[int]:
    """A new cluster in `folder`, ended on leaving. PostgreSQL refuses to run as root, so root lends it a user."""
    initdb, server = program("initdb", "postgresql"), program("postgres", "postgresql")
    user = identity(folder)
    port, data = free_port(), folder / "data"
    make = [initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-c", "fsync=off", "-c", "max_connections=200"]
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    # Own group and INT: a fast shutdown that does not wait for open connections.
    with running([server, "-D", str(data), *options], folder / "log", stop_signal=2, **user):
        wait_for(lambda: postgres_answers(url), "our own PostgreSQL")
        yield port


@contextmanager
def redis_server() -> Iterator[tuple[str, bool]]:
    """A Redis: its address, and whether we started it."""
    url = f"redis://{os.environ.get('ZHIQIAO_TEST_REDIS', '127.0.0.1:6379')}/0"
    if redis_answers(url):
        yield url, False
        return
    with tempfile.TemporaryDirectory(prefix="zhiqiao-redis-") as folder:
        with own_redis(Path(folder)) as port:
            yield f"redis://127.0.0.1:{port}/0", True


@contextmanager
def own_redis(folder: Path) -> Iterator[int]:
    """A Redis that keeps nothing, ended on leaving."""
    port = free_port()
    command = [program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    options = ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    with running([*command, *options], folder / "log"):
        wait_for(lambda: redis_answers(f"redis://127.0.0.1:{port}/0"), "our own Redis")
        yield port


def identity(folder: Path) -> dict[str, Any]:
    """How to start PostgreSQL's programs: as we are, or as user postgres when we are root."""
    if os.geteuid() != 0:
        return {}
    person = pwd.getpwnam("postgres")
    os.chown(folder, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


@contextmanager
def running(command: Sequence[str], log: Path, *, stop_signal: int = 15, **options: Any) -> Iterator[int]:
    """A program in the background, writing to `log`; ended by `stop_signal`, by force after ten seconds."""
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink, cwd=log.parent, start_new_session=True, **options)
    try:
        yield process.pid
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
