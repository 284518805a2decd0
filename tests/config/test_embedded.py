"""The worker and the clock in threads of this process."""

from __future__ import annotations

import signal
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


def test_a_signal_means_a_clean_end() -> None:
    with pytest.raises(SystemExit) as ended:
        embedded.leave(signal.SIGTERM, None)
    assert ended.value.code == 0
