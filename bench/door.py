"""What one step costs: `python bench/door.py [--rounds 300]`, on the database the settings name.

Everything happens in a test database of its own, made and removed by this script; nothing of the site is touched.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["ZHIQIAO_TESTING"] = "1"

import django

django.setup()

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from core.actors import Actor, Hat, Role
from core.models import Stream
from core.workflow import act, perform, perform_new
from tests.lab.models import Permit

OWNER = Actor(1, Hat(Role.CONSUMER))
CLERK = Actor(3, Hat(Role.MEDIATOR, organisation=9))
GIVEN = {"size": "20", "story": "想开一家店", "phone": "13800000000"}
WARM_UP = 20


def create(cleaned: Mapping[str, Any]) -> Permit:
    return Permit.objects.create(owner=1, size=cleaned["size"], phone=cleaned["phone"])


def ask() -> Permit:
    receipt = perform_new(Permit, "ask", by=OWNER, data=GIVEN, create=create)
    return Permit.objects.get(pk=receipt.pk)


def one_insert(_permit: Permit) -> None:
    """The yardstick: one row through the ORM in a transaction of its own."""
    with transaction.atomic():
        Stream.objects.create(name=f"bench:{time.perf_counter_ns()}")


WORKS: dict[str, Callable[[Permit], Any]] = {
    "one INSERT (yardstick)": one_insert,
    "perform: self-loop": lambda permit: perform(permit, "change", by=CLERK),
    "perform: stops a clock": lambda permit: perform(permit, "examine", by=CLERK, data={"inspector": "7"}, version=1),
    "perform_new: words, a clock": lambda _permit: ask(),
    "act: words": lambda permit: act(permit, "note", by=CLERK, data={"reason": "电话问过"}),
}


def measure(work: Callable[[Permit], Any], rounds: int) -> tuple[list[float], int]:
    """Milliseconds of each round on a fresh permit, and the statements of one, BEGIN and COMMIT left out."""
    taken = []
    for _round in range(WARM_UP + rounds):
        permit = ask()
        began = time.perf_counter()
        work(permit)
        taken.append((time.perf_counter() - began) * 1000)
    permit = ask()
    with CaptureQueriesContext(connection) as captured:
        work(permit)
    words = [query["sql"].split(" ", 1)[0] for query in captured.captured_queries]
    return taken[WARM_UP:], sum(word not in {"BEGIN", "COMMIT"} for word in words)


def report(rounds: int) -> None:
    out = sys.stdout
    out.write(f"{connection.vendor}, {rounds} rounds each\n")
    out.write(f"{'':32}{'p50 ms':>9}{'p95 ms':>9}{'statements':>12}\n")
    for name, work in WORKS.items():
        taken, statements = measure(work, rounds)
        p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
        out.write(f"{name:32}{p50:9.2f}{p95:9.2f}{statements:12}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    made = setup_databases(verbosity=0, interactive=False)
    try:
        report(rounds)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
