"""Sizes, types and directions of the modules."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

import grimp
import pytest

from tests.qa.house import LEVEL, ROOT, product_files, tree
from tools.messages import ROOMS

WARN, CAP = 250, 400


def test_no_module_is_longer_than_the_cap() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in product_files()}
    for name, length in lengths.items():
        if WARN < length <= CAP:
            warnings.warn(f"{name} has {length} lines: split it by verb or by person", stacklevel=1)
    assert {name: length for name, length in lengths.items() if length > CAP} == {}


def public_functions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods a reader may call, those of nested classes too."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from public_functions(node.body)


def untyped(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a parameter or the result has no type."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    return function.returns is None or any(one.annotation is None and one.arg not in {"self", "cls"} for one in named)


def test_every_public_function_is_typed() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in product_files()
        for function in public_functions(tree(path).body)
        if untyped(function)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source", ["def go(a): ...", "def go(a: int): ...", "class A:\n    def go(self, b) -> None: ..."]
)
def test_an_untyped_function_is_found(source: str) -> None:
    assert any(untyped(function) for function in public_functions(ast.parse(source).body))


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, cache_dir=None)


def cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, directly or round a corner: what is left when the leaves are taken away."""
    rest = {module: set(below) for module, below in edges.items()}
    while free := [module for module, below in rest.items() if not below & rest.keys()]:
        for module in free:
            del rest[module]
    used = set().union(*rest.values()) if rest else set()
    return [sorted(module for module in rest if module in used)] if rest else []


def test_no_module_imports_itself_round_a_corner(graph: grimp.ImportGraph) -> None:
    edges = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert cycles(edges) == []


def test_a_cycle_is_found() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == [["b", "c"]]
    assert cycles({"a": {"b"}, "b": set()}) == []


def test_rooms_import_downwards_only(graph: grimp.ImportGraph) -> None:
    upward = [
        f"{module} imports {below}"
        for module in graph.modules
        for below in graph.find_modules_directly_imported_by(module)
        if LEVEL[below.split(".")[0]] > LEVEL[module.split(".")[0]]
    ]
    assert upward == []
