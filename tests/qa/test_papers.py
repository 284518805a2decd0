"""Lock files, environment variables and documents say what is so, and name no host they should not."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.qa.house import ROOT, lines_with, name_of, product_files, tracked_text, tree

READERS = {"env.text", "env.flag", "env.number", "env.words", "env.folder"}
# Spelt in parts, so that this file does not find itself.
INDEXES = (
    r"(pypi\." + r"org|pythonhosted\." + r"org|npmjs\." + r"(com|org)|--(extra-)?index-" + r"url|--find-" + r"links)"
)


def read_variables() -> set[str]:
    """Names the settings ask the environment for."""
    return {
        node.args[0].value
        for path in product_files()
        if path.parent.name == "config"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and name_of(node.func) in READERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def documented_variables() -> set[str]:
    return set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    assert read_variables() == documented_variables()
    assert "DATABASE_URL" in read_variables()


def test_only_the_settings_read_the_environment() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in product_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and name_of(node) in {"os.environ", "os.getenv"}
        if path.relative_to(ROOT) not in {Path("config/env.py"), *SETDEFAULT}
    ]
    assert found == []


SETDEFAULT = {Path("config/asgi.py"), Path("config/wsgi.py"), Path("config/celery.py")}  # name the settings module


def documents() -> Iterator[Path]:
    yield from (path for path in tracked_text() if path.suffix in {".lock", ".md", ".toml", ".example", ""})


def test_no_lock_or_document_names_a_package_index() -> None:
    makefile_option = re.compile(r"--no-emit-(index-url|find-links)")
    found = [line for line in lines_with(INDEXES, documents()) if not makefile_option.search(line)]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    return dict(found)


def test_the_development_lock_holds_all_of_the_other() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: pin for name, pin in run.items() if dev.get(name) != pin} == {}


def wanted() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = {
        "requirements.lock": project["dependencies"],
        "requirements-dev.lock": project["optional-dependencies"]["dev"],
    }
    return {lock: [bare(line) for line in lines] for lock, lines in lists.items()}


def bare(requirement: str) -> str:
    return re.split(r"[\[<>=;~ ]", requirement)[0].lower().replace("_", "-")


def test_every_dependency_is_locked_and_described() -> None:
    words = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    for lock, names in wanted().items():
        locked = {name.replace("_", "-") for name in pins(lock)}
        assert [name for name in names if name not in locked] == []
        assert [name for name in names if f"| {name} |" not in words] == []


def test_described_versions_are_the_locked_ones() -> None:
    rows = re.findall(
        r"^\| ([a-z0-9-]+) \| ([0-9][^ ]*) \|", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.MULTILINE
    )
    locked = {name.replace("_", "-").lower(): pin for name, pin in pins("requirements-dev.lock").items()}
    assert len(rows) > 20
    assert {name: pin for name, pin in rows if locked.get(name) != pin} == {}
