"""Whether the time of a wrong look-up tells if the number exists: `python bench/lookup_timing.py [--rounds 400]`.

Two kinds in turn, from the same page: a wrong code for a case that exists, and a number that does not. Told are the
medians, the largest distance of the two distributions (Kolmogorov-Smirnov) and how often one of the first kind took
longer than one of the second (Mann-Whitney; 0.5 is no difference), each with the chance to see that much by accident.
Everything happens in a test database of its own; the limits are lifted for the script.
"""

from __future__ import annotations

import argparse
import logging
import math
import os
import random
import statistics
import sys
import time
from bisect import bisect_right
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["ZHIQIAO_TESTING"] = "1"

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from complaints import lookup
from complaints.models import Complaint
from complaints.numbers import compose, new_query_code
from core.limits import Limit
from core.time import today
from tests.cast import make_cast
from tests.complaints.samples import filed

CASES = 40
WARM_UP = 40


def lift_limits() -> None:
    """The limits themselves stay in the way that is measured; they only never say no."""
    for name in ("PER_ADDRESS", "PER_NUMBER"):
        old: Limit = getattr(lookup, name)
        setattr(lookup, name, Limit(old.scope, 10**9, old.per))


def cases() -> list[Complaint]:
    cast = make_cast()
    return [filed(cast, respondent_name=f"示例百货({n}店)") for n in range(CASES)]


def numbers(found: list[Complaint]) -> dict[str, list[str]]:
    """Well-formed numbers of both kinds, of the same county and day."""
    unknown = [compose("450103", today(), 9000 + n) for n in range(CASES)]
    return {"wrong code": [case.number for case in found], "unknown number": unknown}


def measure(given: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each answer, the kinds in an order that changes."""
    client, chance = Client(), random.Random(7)  # noqa: S311 - an order, no secret
    taken: dict[str, list[float]] = {kind: [] for kind in given}
    for turn in range(WARM_UP + rounds):
        for kind in chance.sample(list(given), len(given)):
            data = {"number": chance.choice(given[kind]), "code": new_query_code()}
            began = time.perf_counter()
            answer = client.post("/lookup/", data)
            spent = (time.perf_counter() - began) * 1000
            if answer.status_code != 422:
                raise RuntimeError(f"{kind} was answered {answer.status_code}")
            if turn >= WARM_UP:
                taken[kind].append(spent)
    return taken


def distance(one: list[float], two: list[float]) -> tuple[float, float]:
    """Kolmogorov-Smirnov: the largest distance, and the chance of so large a one between equal distributions."""
    one, two = sorted(one), sorted(two)
    gaps = (abs(bisect_right(one, x) / len(one) - bisect_right(two, x) / len(two)) for x in (*one, *two))
    largest = max(gaps)
    scaled = largest * math.sqrt(len(one) * len(two) / (len(one) + len(two)))
    chance = 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return largest, min(1.0, max(0.0, chance))


def slower(one: list[float], two: list[float]) -> tuple[float, float]:
    """Mann-Whitney: how often `one` is the longer, and the chance of so much between equal distributions."""
    ordered = sorted([(x, 0) for x in one] + [(x, 1) for x in two])
    ranks = sum(rank for rank, (_x, kind) in enumerate(ordered, start=1) if kind == 0)
    n, m = len(one), len(two)
    wins = ranks - n * (n + 1) / 2
    z = (wins - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return wins / (n * m), math.erfc(abs(z) / math.sqrt(2))


def report(rounds: int) -> None:
    logging.disable(logging.WARNING)  # each wrong look-up is one
    lift_limits()
    taken = measure(numbers(cases()), rounds)
    out = sys.stdout
    out.write(f"{connection.vendor}, {rounds} rounds of each kind\n")
    for kind, spent in taken.items():
        p95 = statistics.quantiles(spent, n=20)[18]
        out.write(f"{kind:16} p50 {statistics.median(spent):6.2f} ms   p95 {p95:6.2f} ms\n")
    one, two = taken.values()
    out.write("distance (KS)     {:.3f}   by accident p = {:.2f}\n".format(*distance(one, two)))
    out.write("longer (MW)       {:.3f}   by accident p = {:.2f}\n".format(*slower(one, two)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=400)
    rounds = parser.parse_args().rounds
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        report(rounds)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
