"""What the product brings with it: rules, holidays, lists. They come from CSV files after every migrate and flush.

A row is known by its key. A row that is there is left as it is, so what an administrator changed stays; a row that
is missing is added, so a shipped row is ended by its dates or its kind, not by deleting it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.apps import apps as all_apps
from django.apps.registry import Apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DEFAULT_DB_ALIAS, models

from core.models import ClockRule, Holiday

Load = Callable[[], None]
Convert = Callable[[dict[str, str]], Mapping[str, Any]]

DATA = Path(__file__).parent / "data"

loads: list[tuple[int, Load]] = []
_migrated: Apps = all_apps


def reference(order: int) -> Callable[[Load], Load]:
    """Register a loader; a room does so from its `ready()`. Smaller orders go first, since rows point at rows."""

    def wrap(load: Load) -> Load:
        if load not in [known for _order, known in loads]:
            loads.append((order, load))
        return load

    return wrap


def load_all(*, using: str = DEFAULT_DB_ALIAS, apps: Apps = all_apps, **_signal: object) -> None:
    """Run every loader, in order. `apps`: the models as migrated so far; what is not yet a table is left for later."""
    global _migrated  # noqa: PLW0603 - the loaders take no arguments
    if using != DEFAULT_DB_ALIAS:
        return
    _migrated = apps
    try:
        for _order, load in sorted(loads, key=lambda one: one[0]):
            load()
    finally:
        _migrated = all_apps


def load_rows(
    model: type[models.Model], path: Path, *, key: Sequence[str] = ("code",), convert: Convert | None = None
) -> int:
    """Add the rows of a CSV file that are not there yet and return how many; one SELECT, an INSERT if any is missing.

    Columns are named like the model's fields; their text is read as the field reads it, and nothing is None where
    the field allows it. `convert` makes field values of a row itself, given the raw texts. Raises ValueError naming
    the file and line of a value that does not fit.
    """
    if not _is_migrated(model):
        return 0
    known = set(model._default_manager.values_list(*key))
    rows = [row for row in read_rows(model, path, convert) if _key(row, key) not in known]
    # Another process may be migrating at the same time: whoever comes second adds nothing.
    model._default_manager.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def read_rows(model: type[models.Model], path: Path, convert: Convert | None = None) -> Iterator[models.Model]:
    """The unsaved rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, raw in enumerate(csv.DictReader(file), start=2):
            try:
                yield model(**(convert(raw) if convert else values(model, raw)))
            except (ValidationError, FieldDoesNotExist, ValueError, TypeError) as error:
                raise ValueError(f"{path.name}, line {line}: {error}") from error


def values(model: type[models.Model], raw: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a row as its fields read them, by attribute name; a foreign key by the key it points at."""
    read: dict[str, Any] = {}
    for name, text in raw.items():
        field = model._meta.get_field(name)
        if not isinstance(field, models.Field):
            raise FieldDoesNotExist(name)
        read[field.attname] = _read(field, text)
    return read


def _read(field: models.Field[Any, Any], text: str) -> Any:
    if text == "" and field.null:
        return None
    # The field itself knows only Python's spelling.
    return field.to_python(text.capitalize() if isinstance(field, models.BooleanField) else text)


def _key(row: models.Model, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in key)  # type: ignore[union-attr]


def _is_migrated(model: type[models.Model]) -> bool:
    """Whether the table is as the model has it: after `migrate <app> <name>` it may not be."""
    try:
        state = _migrated.get_model(model._meta.label)
    except LookupError:
        return False
    return {f.column for f in state._meta.local_fields} == {f.column for f in model._meta.local_fields}


@reference(order=10)
def load_holidays() -> None:
    """The rest days and make-up workdays published so far."""
    load_rows(Holiday, DATA / "holidays.csv", key=("date", "region"))


@reference(order=10)
def load_clock_rules() -> None:
    """The lengths of all clocks, with their sources."""
    load_rows(ClockRule, DATA / "clock_rules.csv", key=("code", "variant", "valid_from"))
