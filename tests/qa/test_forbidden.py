"""Ways of writing that were tried and did harm. Each rule is proved on a sample that breaks it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps

from core.models import Stateful
from tests.qa.house import ROOT, lines_with, name_of, product_files, templates, tree

CLOCKS = {"timezone.now", "datetime.now", "date.today", "datetime.today", "datetime.utcnow", "timezone.localdate"}
CLOCK_OWNER = Path("core/time.py")

Rule = Callable[[ast.AST], bool]


def keywords(node: ast.AST) -> dict[str, ast.expr]:
    return {word.arg: word.value for word in node.keywords if word.arg} if isinstance(node, ast.Call) else {}


def writes_state_past_the_door(node: ast.AST) -> bool:
    """`queryset.update(state=…)` skips who, guards, clocks and ledger."""
    return isinstance(node, ast.Call) and name_of(node.func).endswith(".update") and "state" in keywords(node)


def makes_a_case_in_a_state(node: ast.AST) -> bool:
    """`Complaint(state=…)`: the constructor bypasses the protected field."""
    if not isinstance(node, ast.Call) or "state" not in keywords(node):
        return False
    cases = {model.__name__ for model in apps.get_models() if issubclass(model, Stateful)} | {"Complaint"}
    return name_of(node.func).rsplit(".", 1)[-1] in {*cases, "create", "get_or_create", "update_or_create"}


def refreshes_a_row(node: ast.AST) -> bool:
    """`refresh_from_db` switches the protection off for every thread while it runs."""
    return isinstance(node, ast.Attribute) and node.attr in {"refresh_from_db", "arefresh_from_db"}


def uses_the_version_mixin(node: ast.AST) -> bool:
    """ConcurrentTransitionMixin overrides save(); the door locks and compares instead."""
    return "ConcurrentTransitionMixin" in {
        getattr(node, "id", ""),
        getattr(node, "attr", ""),
        getattr(node, "name", ""),
    }


def names_no_source(node: ast.AST) -> bool:
    """`source="*"` and `"+"` hide the states from the grid, the diagram and the reader."""
    source = keywords(node).get("source")
    return source is not None and any(
        isinstance(part, ast.Constant) and part.value in {"*", "+"} for part in ast.walk(source)
    )


def is_async_transition(node: ast.AST) -> bool:
    """The state changes before an async body runs."""
    return isinstance(node, ast.AsyncFunctionDef) and any(
        name_of(mark.func if isinstance(mark, ast.Call) else mark).endswith("transition")
        for mark in node.decorator_list
    )


def asks_another_clock(node: ast.AST) -> bool:
    """`core.time.now()` is the only clock; another one cannot be frozen."""
    called = name_of(node.func) if isinstance(node, ast.Call) else ""
    return any(called == clock or called.endswith(f".{clock}") for clock in CLOCKS)


def trusts_text(node: ast.AST) -> bool:
    """mark_safe and its like put words of people into a page unescaped; format_html does not."""
    called = name_of(node.func) if isinstance(node, ast.Call) else ""
    imported = node.name if isinstance(node, ast.alias) else ""
    return imported == "mark_safe" or called.rsplit(".", 1)[-1] in {"mark_safe", "SafeString", "SafeText"}


def overrides_save(node: ast.AST) -> bool:
    """Services are the only writers; a save() that does more is done by chance."""
    return isinstance(node, ast.ClassDef) and any(
        isinstance(part, ast.FunctionDef) and part.name == "save" for part in node.body
    )


SAMPLES: dict[Rule, str] = {
    writes_state_past_the_door: "Complaint.objects.filter(pk=1).update(state='closed')",
    makes_a_case_in_a_state: "Complaint(state='closed')",
    refreshes_a_row: "case.refresh_from_db()",
    uses_the_version_mixin: "class Case(ConcurrentTransitionMixin): pass",
    names_no_source: "transition(step, source=[A, '*'], target=B)",
    is_async_transition: "class A:\n    @transition(step)\n    async def accept(self): pass",
    asks_another_clock: "django.utils.timezone.now()",
    trusts_text: "from django.utils.safestring import mark_safe",
    overrides_save: "class A:\n    def save(self): pass",
}
RULES = pytest.mark.parametrize("rule", list(SAMPLES), ids=lambda rule: rule.__name__)


def broken(rule: Rule, paths: tuple[Path, ...]) -> Iterator[str]:
    for path in paths:
        for node in ast.walk(tree(path)):
            if rule(node):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {rule.__doc__}"


@RULES
def test_no_file_breaks_the_rule(rule: Rule) -> None:
    free = {CLOCK_OWNER} if rule is asks_another_clock else set()
    paths = tuple(path for path in product_files() if path.relative_to(ROOT) not in free)
    assert list(broken(rule, paths)) == []


@RULES
def test_the_rule_finds_its_sample(rule: Rule) -> None:
    assert any(rule(node) for node in ast.walk(ast.parse(SAMPLES[rule])))


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (r"\|\s*safe(seq)?\b", "{{ words|safe }}"),
        (r"{%\s*autoescape\s+off", "{% autoescape off %}"),
        (r"<script(?![^>]*\bsrc=)[^>]*>", "<script>go()</script>"),
        (r"<style\b", "<style>p{}</style>"),
        (r"\sstyle\s*=", '<p style="color:red">'),
        (r"\son[a-z]+\s*=\s*[\"']", '<a onclick="go()">'),
        (r"javascript:", '<a href="javascript:go()">'),
        (r"(src|href)\s*=\s*[\"'](https?:)?//", '<img src="//elsewhere.example/x.png">'),
    ],
)
def test_no_template_goes_round_the_content_policy(pattern: str, sample: str, tmp_path: Path) -> None:
    assert lines_with(pattern, templates()) == []
    page = tmp_path / "sample.html"
    page.write_text(sample, encoding="utf-8")
    assert lines_with(pattern, (page,))
