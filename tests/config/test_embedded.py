"""The worker and the clock in threads of this process."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from celery import Celery

from config import embedded


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Celery:
    """A queue in memory, apart from the site's. Threads of a worker know only the process's default app."""
    app = Celery("proof", broker="memory://", set_as_current=False, fixups=[])
    app.conf.update(broker_transport_options={"polling_interval": 0.05}, task_ignore_result=True)
    monkeypatch.setattr("celery._state.default_app", app)
    return app


def sets(queue: Celery, event: threading.Event) -> Any:
    """A task that sets `event`; Celery takes plain functions only."""

    @queue.task(name="proof.event", shared=False)  # type: ignore[untyped-decorator]
    def run() -> None:
        event.set()

    return run


def test_a_task_runs_and_the_worker_ends(queue: Celery) -> None:
    done = threading.Event()
    task = sets(queue, done)
    for _round in range(2):  # a second worker is not stopped by the first one's end
        stop = embedded.start_worker(queue)
        task.delay()
        assert done.wait(10)
        stop()
        assert "worker" not in {thread.name for thread in threading.enumerate()}
        done.clear()


def test_the_clock_sends_and_ends(queue: Celery) -> None:
    told = threading.Event()
    task = sets(queue, told)
    queue.conf.beat_schedule = {"tick": {"task": task.name, "schedule": 0.1}}
    stops = [embedded.start_worker(queue), embedded.start_beat(queue)]
    assert told.wait(10)
    began = time.monotonic()
    for stop in stops:
        stop()
    assert time.monotonic() - began < 2 * embedded.PATIENCE
    assert "Beat" not in {thread.name for thread in threading.enumerate()}


IN_A_FINALIZER = """
import signal, weakref
from config import embedded

class Thing: pass

embedded.answer_signals({served})
thing = Thing()
weakref.finalize(thing, signal.raise_signal, signal.{name})
del thing
print("lived on")
"""


def ending(name: str, served: str) -> subprocess.CompletedProcess[str]:
    """A process that hears the signal at the worst moment: inside a finalizer, where exceptions are thrown away."""
    code = IN_A_FINALIZER.format(name=name, served=served)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_the_process_even_inside_a_finalizer(name: str) -> None:
    ended = ending(name, "")
    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_signal_repeated_after_the_shutdown_lets_the_threads_end(name: str) -> None:
    ended = ending(name, "lambda: True")
    assert (ended.returncode, ended.stdout.strip()) == (0, "lived on")
