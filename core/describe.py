"""The workflow as a page for people, written from the declarations themselves: a table and a diagram per machine.

What is read here is what the door asks, so the page cannot promise a step that the door refuses, nor hide one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.forms import Field
from django.utils import translation

from core.actors import Who
from core.models import Stateful
from core.workflow.declare import Declared, Guard, Step, declarations
from core.workflow.forms import WordsField
from core.workflow.rows import STATE, stateful_models

FEW = 6
LANGUAGE = "zh-hans"
MARKS = str.maketrans('":;\n', "”：； ")
HEADING = """# 办案流程

本页由 `manage.py workflow_docs` 根据流程声明生成，请勿手工修改。
"""
COLUMNS = ("编号", "步骤", "从 → 到", "谁", "前提", "填写", "期限", "第二人", "公开", "依据", "备注")
CLOCK_WORDS = (("start", "起"), ("pause", "中止"), ("resume", "恢复"), ("stop", "止"), ("at_end_of", "届满时"))


def document() -> str:
    """The whole of docs/workflow.md: every machine of the product, in Chinese, the same bytes on every machine."""
    models_found = sorted(stateful_models(), key=lambda model: model._meta.label)
    with translation.override(LANGUAGE):
        parts = [section(model) for model in models_found if not model.__module__.startswith("tests.")]
    return "\n".join([HEADING, *parts])


def section(model: type[Stateful]) -> str:
    """One machine: its states, its steps, its diagram."""
    return "\n".join(
        [
            f"## {model._meta.verbose_name}（`{model._meta.label}`）\n",
            "### 状态\n",
            states_table(model),
            "### 步骤\n",
            steps_table(model),
            *long_forms(model),
            "### 图\n",
            f"```mermaid\n{mermaid(model)}\n```\n",
        ]
    )


# ---- states -------------------------------------------------------------------------------------------------------


def states(model: type[Stateful]) -> list[tuple[str, str, str]]:
    """(code, label, stage) of every state as declared; the stage is "" where the model's states have none."""
    field: Any = model._meta.get_field(STATE)
    return [(str(code), str(label), stage_of(field, code)) for code, label in field.flatchoices]


def stage_of(field: models.Field[Any, Any], code: str) -> str:
    """The word people read for this state; it is an attribute of the enumeration the field's default belongs to."""
    enumeration: Any = type(field.default)
    stage = getattr(enumeration(code), "stage", None) if issubclass(enumeration, models.TextChoices) else None
    return "" if stage is None else str(getattr(stage, "label", stage))


def states_table(model: type[Stateful]) -> str:
    return table(("代码", "状态", "阶段"), [(f"`{code}`", label, stage) for code, label, stage in states(model)])


# ---- steps --------------------------------------------------------------------------------------------------------


def steps_table(model: type[Stateful]) -> str:
    return table(COLUMNS, [row(model, one) for one in declarations(model).values()])


def row(model: type[Stateful], one: Declared) -> tuple[str, ...]:
    """One step in the order of `COLUMNS`."""
    step = one.step
    return (
        step.number,
        f"{step.label} `{one.name}`",
        from_to(model, one),
        who_words(one.who),
        "<br>".join(guard_words(guard) for guard in one.guards),
        form_words(step),
        "<br>".join(clock_words(step)),
        who_words(step.second_person) if step.second_person else "",
        str(step.publicity),
        str(step.basis),
        "" if step.offered else "尚未开通",
    )


def from_to(model: type[Stateful], one: Declared) -> str:
    """Sources that lead to the same state stand together; a step that keeps the state says so."""
    label = {code: words for code, words, _stage in states(model)}
    groups: dict[str | None, list[str]] = {}
    for source, target in one.targets.items():
        groups.setdefault(target, []).append(label[source])
    return "<br>".join(
        f"{'、'.join(sources)} → {'（不变）' if target is None else label[target]}"
        for target, sources in groups.items()
    )


def who_words(who: Who) -> str:
    """Every way in: the roles, and what ties them to the case."""
    return "<br>".join([_own_words(who), *(who_words(other) for other in who.others)])


def _own_words(who: Who) -> str:
    tie = str(who.words) or (f"`{_name(who.relation)}`" if who.relation else "")
    return "、".join(str(role.label) for role in who.roles) + (f"（{tie}）" if tie else "")


def _name(relation: Any) -> str:
    return str(getattr(relation, "__name__", type(relation).__name__)).lstrip("_")


def guard_words(guard: Guard) -> str:
    return f"{guard.words} `{guard.name}`"


def form_words(step: Step) -> str:
    """The fields in the cell itself, or only their number where they fill a list of their own."""
    fields = step.form.base_fields
    return f"{len(fields)} 项，见下" if len(fields) > FEW else "<br>".join(field_words(*one) for one in fields.items())


def long_forms(model: type[Stateful]) -> Iterator[str]:
    """The forms that are too long for their cell, each as a list under its step."""
    for one in declarations(model).values():
        if len(one.step.form.base_fields) > FEW:
            yield f"#### {one.step.number} {one.step.label}填写的内容\n"
            yield "".join(f"- {field_words(name, field)}\n" for name, field in one.step.form.base_fields.items())


def field_words(name: str, field: Field) -> str:
    """A field with its name for the API, and whether it must be there, is free words, or has a longest length."""
    label = str(field.label or "")
    longest = getattr(field, "max_length", None)
    notes = [
        "必填" if field.required else "选填",
        *(["文字"] if isinstance(field, WordsField) else []),
        *([f"至多 {longest} 字"] if longest else []),
    ]
    return f"{label} `{name}`（{'，'.join(notes)}）".strip()


def clock_words(step: Step) -> list[str]:
    """What the step does to which clocks, and at whose end the system does it."""
    return [f"{words} {'、'.join(codes)}" for name, words in CLOCK_WORDS if (codes := getattr(step, name))]


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; a bar inside a cell would end it, so it is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


# ---- diagram ------------------------------------------------------------------------------------------------------


def mermaid(model: type[Stateful]) -> str:
    """Every edge as a `stateDiagram-v2`; loops stay at their state, steps not offered yet are marked."""
    return "\n".join(["stateDiagram-v2", *_nodes(model), *_start(model), *_arrows(model)])


def _nodes(model: type[Stateful]) -> Iterator[str]:
    for code, label, stage in states(model):
        shown = label if stage in {"", label} else f"{label} · {stage}"
        yield f'  state "{plain_words(shown)}" as {code}'


def _start(model: type[Stateful]) -> Iterator[str]:
    field: Any = model._meta.get_field(STATE)
    yield f"  [*] --> {field.get_default()}"


def _arrows(model: type[Stateful]) -> Iterator[str]:
    for one in declarations(model).values():
        words = plain_words(f"{one.step.number} {one.step.label}".strip()) + ("" if one.step.offered else "（未开通）")
        for source in one.targets:
            yield f"  {source} --> {one.target(source)}: {words}"


def plain_words(words: str) -> str:
    """Words without the marks that mean something to mermaid."""
    return words.translate(MARKS)
