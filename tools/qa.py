"""`make qa`: every check that needs no running site. All of them run, even after one has failed.

python -m tools.qa [name …]    only the named checks
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
MANAGE = (PYTHON, "manage.py")


def program(name: str) -> str:
    """A program of the environment this runs in."""
    return str(Path(PYTHON).parent / name)


CHECKS: dict[str, tuple[Sequence[str], ...]] = {
    "style": ((program("ruff"), "check", "."), (program("ruff"), "format", "--check", ".")),
    "types": ((program("mypy"), "."),),
    "layers": ((program("lint-imports"),),),
    "templates": ((program("djlint"), ".", "--lint", "--quiet"),),
    "migrations": (
        (*MANAGE, "makemigrations", "--check", "--dry-run"),
        (*MANAGE, "migrate", "--verbosity", "0"),
        (*MANAGE, "migrate", "--check"),
        (*MANAGE, "check", "--database", "default", "--fail-level", "WARNING"),
    ),
    "translations": ((PYTHON, "-m", "tools.messages", "check"),),
    "house": ((PYTHON, "-m", "pytest", "tests/qa"),),
}
if list(ROOT.glob("*/management/commands/workflow_docs.py")):
    CHECKS["workflow"] = ((*MANAGE, "workflow_docs", "--check"),)
# The tests' own models are part of the site for the type checker, and for nothing else.
MORE = {"types": {"ZHIQIAO_TESTING": "1"}}


def holds(name: str, folder: str) -> bool:
    """Run one check's commands until one fails; the database is a new one in `folder`."""
    began = time.monotonic()
    env = {**os.environ, "ZHIQIAO_DATA": folder, "DATABASE_URL": "", "REDIS_URL": "", **MORE.get(name, {})}
    passed = all(subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0 for command in CHECKS[name])
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return passed


def main(names: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="zhiqiao-qa-") as folder:
        failed = [name for name in names or list(CHECKS) if not holds(name, folder)]
    print(f"qa: {', '.join(failed)} failed" if failed else "qa: all passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
