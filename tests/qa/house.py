"""Reading the source tree, for the rules that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools.messages import ROOMS

ROOT = Path(__file__).resolve().parent.parent.parent
LEVEL = {room: height for height, room in enumerate(reversed(ROOMS))}


@cache
def product_files() -> tuple[Path, ...]:
    """Every Python file of the rooms, migrations left out."""
    found = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def templates() -> Iterator[Path]:
    """Every template of the site."""
    yield from sorted((ROOT / "templates").rglob("*.html"))
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("templates/**/*.html"))


def tracked_text() -> Iterator[Path]:
    """Files that are handed on: code, documents, lock files; not what is made or fetched."""
    left_out = {".git", ".venv", "build", "var", "shots", "node_modules", ".mypy_cache", ".ruff_cache", "__pycache__"}
    endings = {".py", ".md", ".toml", ".lock", ".html", ".txt", ".yml", ".example", ".po", ".js", ".css", ""}
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and path.suffix in endings and not left_out & set(path.relative_to(ROOT).parts):
            yield path


def lines_with(pattern: str, paths: Iterator[Path] | tuple[Path, ...]) -> list[str]:
    """`file:line: text` for each line that matches."""
    seek = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if seek.search(line)
    ]


def name_of(node: ast.AST) -> str:
    """A dotted name, as far as it is one: `queryset.update`, `timezone.now`."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
