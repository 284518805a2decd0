"""The one-process way to run: pages, sockets, tasks and the clock, without a service beside it.

The order matters. Worker and beat start as daemon threads, uvicorn keeps the main thread, because only the main
thread hears signals. Tasks in memory die with the process; the pending rows and the sweeper send them again.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType

import uvicorn
from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import state

THREADS = 2
FAILED_START = 3
PATIENCE = 5  # seconds a thread gets to end before the process leaves it behind


def answer_signals(served: Callable[[], bool] = lambda: False) -> None:
    """INT and TERM end the process with 0 at any moment of its life; what is on disk is whole at each of them.

    Not by an exception: one raised while a finalizer runs is thrown away, and the process would live on. `served`
    tells that uvicorn has answered and shut down by itself: it raises the signal again then, to nobody's need.
    """

    def leave(signum: int, frame: FrameType | None) -> None:
        if not served():
            os._exit(0)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)


def start_worker(app: Celery) -> Callable[[], None]:
    """Run tasks in threads of this process; returns what stops it."""
    worker = app.WorkController(
        pool="threads",
        concurrency=THREADS,
        hostname="embedded@localhost",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    thread = threading.Thread(target=worker.start, name="worker", daemon=True)
    thread.start()

    def stop() -> None:
        state.should_stop = 0
        thread.join(PATIENCE)
        state.should_stop = None  # the flag is the process's: the next worker must not hear it

    return stop


def start_beat(app: Celery) -> Callable[[], None]:
    """Run the clock of repeated tasks in a thread, its plan in memory; returns what stops it."""
    beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
    beat.start()

    def stop() -> None:
        beat.service.stop(wait=False)
        beat.join(PATIENCE)

    return stop


def serve(app: Celery, host: str, port: int) -> None:
    """Answer on host:port until INT or TERM; worker and beat end after the last answer."""
    plan = uvicorn.Config(
        "config.asgi:application",
        host=host,
        port=port,
        lifespan="off",
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=PATIENCE,
    )
    server = uvicorn.Server(plan)
    answer_signals(lambda: server.started)
    with ExitStack() as stack:
        stack.callback(start_worker(app))
        stack.callback(start_beat(app))
        server.run()
    if not server.started:  # uvicorn has said why: the port is taken
        raise SystemExit(FAILED_START)
