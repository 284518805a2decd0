"""Killed again and again, at any moment of the start, the site comes back with a whole database."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from pathlib import Path

from tests.servers import Embedded, answers

ROUNDS = 20


def test_it_survives_being_killed_at_any_moment(tmp_path: Path) -> None:
    server, chance = Embedded(tmp_path), random.Random(7)
    try:
        for _round in range(ROUNDS):
            server.launch()
            time.sleep(chance.uniform(0.2, 4))
            server.end(signal.SIGKILL)
        server.start()
        assert answers(server.base)
        with sqlite3.connect(tmp_path / "zhiqiao.sqlite3") as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert server.end() == 0
    finally:
        server.kill()
