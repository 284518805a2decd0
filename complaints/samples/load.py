"""Filing the samples of a file, the oldest first; a sample that is there already is not filed again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from complaints.filing import FilingForm
from complaints.samples.answers import Filer, answers, filer_of
from complaints.samples.filers import Filers
from complaints.samples.invent import chance
from complaints.samples.moments import Planner
from complaints.samples.rows import Problem, Row, Unusable, Vocabulary, read
from complaints.services import complaint_file
from core import time
from core.actors import Actor
from core.errors import DoorError, Invalid
from core.formats import mark
from core.models import LedgerEntry
from core.workflow import Receipt

# Stands before the digest in the key of the entry: whoever files a sample, it is filed once.
OWNER = "samples"
BATCH = 500


@dataclass(slots=True)
class Report:
    """What became of a file's lines."""

    filed: int = 0
    present: int = 0
    refused: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """A sample ready for the door: when, by whom, with what."""

    row: Row
    at: dt.datetime
    by: Actor
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes plans; what it looks up it looks up once."""

    words: Vocabulary
    filers: Filers
    seed: int

    @classmethod
    def of_today(cls, seed: int) -> Maker:
        """Seven queries."""
        return cls(Vocabulary.of_today(), Filers.of_today(), seed)

    def plan(self, row: Row, at: dt.datetime) -> Plan:
        """The sample with everything it does not tell made up. Raises Unusable where nobody could file it."""
        random = chance(self.seed, row.digest, "people")
        filer = filer_of(row, self.words.places, random)
        return Plan(row, at, self.filers.actor(row, filer.who.phone), self.data(row, filer, at, random))

    def data(self, row: Row, filer: Filer, at: dt.datetime, random: Random) -> dict[str, Any]:
        """What the form expects, also who delegated it."""
        return {
            **answers(row, filer, self.words.places, at, random),
            "delegated_by": self.filers.regulator(row),
        }


def load(path: Path, *, seed: int, end: dt.datetime, backdate: bool = True) -> Report:
    """File what is in the file; `end` is the last moment at which anything may have been filed.

    Without `backdate` everything is filed at the present moment. Raises OSError when the file cannot be read, and
    RuntimeError outside tests and the demonstration when asked to backdate.
    """
    report, maker = Report(), Maker.of_today(seed)
    rows = usable(read(path, maker.words), report.refused)
    moments = Planner.until(end, seed).moments(rows) if backdate else {row.digest: end for row in rows}
    present = already_filed(rows)
    for row in sorted(rows, key=lambda one: (moments[one.digest], one.line)):
        if row.digest in present:
            report.present += 1
        elif file_row(maker, row, moments[row.digest], report.refused, backdate=backdate):
            report.filed += 1
            present.add(row.digest)
    report.refused.sort(key=lambda one: one.line)
    return report


def usable(lines: Iterable[Row | Problem], refused: list[Problem]) -> list[Row]:
    """The samples among the lines; what is wrong with the others is added to `refused`."""
    found = list(lines)
    refused += [one for one in found if isinstance(one, Problem)]
    return [one for one in found if isinstance(one, Row)]


def already_filed(rows: Sequence[Row]) -> set[str]:
    """The digests of those that an entry of the ledger bears as its key; a query for each `BATCH` of them."""
    keys = [f"{OWNER}:{row.digest}" for row in rows]
    found: set[str] = set()
    for start in range(0, len(keys), BATCH):
        known = LedgerEntry.objects.filter(key__in=keys[start : start + BATCH]).values_list("key", flat=True)
        found |= {key.removeprefix(f"{OWNER}:") for key in known}
    return found


def file_row(maker: Maker, row: Row, at: dt.datetime, refused: list[Problem], *, backdate: bool) -> bool:
    """File one; False, and the reason in `refused`, when it was not to be."""
    try:
        file_plan(maker.plan(row, at), backdate=backdate)
    except Unusable as unusable:
        refused.append(Problem(row.line, str(unusable)))
    except DoorError as error:
        refused.append(Problem(row.line, words_of(error)))
    else:
        return True
    return False


def file_plan(plan: Plan, *, backdate: bool = True) -> Receipt:
    """Through the door, at its own moment. Raises what `complaint_file` raises."""
    with time.at(plan.at) if backdate else nullcontext():
        return complaint_file(by=plan.by, data=plan.data, key=plan.row.digest, owner=OWNER)


def words_of(error: DoorError) -> str:
    """The answer of the door in one sentence; of a form, field by field."""
    if not isinstance(error, Invalid):
        return str(error.words)
    labels = {name: one.label for name, one in FilingForm.base_fields.items()}
    found = [
        _("{field}：{problem}").format(field=labels.get(name, name), problem=problem)
        for name, problems in error.errors.items()
        for problem in problems
    ]
    return mark("；").join(found)
