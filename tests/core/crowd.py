"""Many people at the door at once, each on a database connection of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connections

PATIENCE = 60


def at_once(works: Sequence[Callable[[], Any]], rounds: int = 1) -> list[list[Any]]:
    """Let every work be done `rounds` times, each round begun together; what each returned or raised, by round.

    Raises TimeoutError when the crowd got stuck.
    """
    barrier = Barrier(len(works), timeout=PATIENCE)
    found: list[list[Any]] = [[None] * len(works) for _round in range(rounds)]

    def run(place: int) -> None:
        try:
            for number in range(rounds):
                barrier.wait()
                found[number][place] = outcome(works[place])
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,), daemon=True) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError("the crowd is stuck")
    return found


def outcome(work: Callable[[], Any]) -> Any:
    """What the work returned, or the error it raised."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - told to the test, which says what it must be
        return error
