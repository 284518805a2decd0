"""The start fails when a step names what nobody provides, or two provide, or when the ledger lost its triggers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Warned
from django.db import connections

from core import append_only
from core.reference import DATA
from core.workflow.declare import Declared, declarations
from core.workflow.facts import providers
from core.workflow.rows import stateful_models

CLOCK_RULES = DATA / "clock_rules.csv"

# Other rooms add what they provide: {"documents": {"D02": [provider]}, …}.
named: dict[str, dict[str, list[Any]]] = {"facts": providers, "documents": {}, "notify": {}}


@register()
def every_name_has_one_provider(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each fact, document and notice a step names has exactly one provider."""
    return [
        Error(f"{model.__name__}.{step.name} names {kind} {name!r}: {found} providers", id="core.E001")
        for model in stateful_models()
        for step in declarations(model).values()
        if step.step.offered
        for kind, name, found in _counted(step)
        if found != 1
    ]


def _counted(step: Declared) -> Iterator[tuple[str, str, int]]:
    for kind, provided in named.items():
        for name in getattr(step.step, kind):
            yield kind, name, len(provided.get(name, ()))


@register()
def every_clock_has_a_rule(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each clock a step turns is shipped with a rule, in the variant the step names; also of steps not yet offered."""
    known = shipped_clocks()
    return [
        Error(f"{model.__name__}.{step.name} turns the clock {name!r}, which has no rule", id="core.E003")
        for model in stateful_models()
        for step in declarations(model).values()
        for name in sorted(_clocks(step) - known)
    ]


@cache
def shipped_clocks() -> frozenset[str]:
    """ "C-ACCEPT", and "C-PILR/region" where a clock comes in variants; the bare code only where it is a rule."""
    with CLOCK_RULES.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["code"], row["variant"]) for row in csv.DictReader(file)]
    return frozenset(f"{code}/{variant}" if variant else code for code, variant in rows)


def _clocks(step: Declared) -> set[str]:
    """What starts must be a rule; what is paused, resumed, stopped or ends is named by its code alone."""
    by_code = {*step.step.pause, *step.step.resume, *step.step.stop, *step.step.at_end_of}
    codes = {name.partition("/")[0] for name in shipped_clocks()}
    return {*step.step.start, *(by_code - codes)}


@register(Tags.database)
def the_ledger_is_append_only(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The triggers are on, wherever the table already exists."""
    lost = []
    for alias in databases or ():
        connection = connections[alias]
        if append_only.TABLES[0] in connection.introspection.table_names():
            lost += append_only.missing(connection)
    # No error: migrate itself runs this check first, and it is what puts them back.
    return [Warned(f"the ledger's trigger {name} is missing; run migrate", id="core.W002") for name in lost]
