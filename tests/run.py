"""`make test`: the suite on SQLite, then on PostgreSQL and Redis. Extra arguments go to pytest.

    python -m tests.run [--only embedded|services] [pytest arguments]

Exit status: 0 all passed; 3 a service is missing and cannot be installed; 1 otherwise.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from tests.services import STATUS, Missing, services

WORKERS = os.environ.get("ZHIQIAO_TEST_WORKERS", "2")
NEITHER = {"DATABASE_URL": "", "REDIS_URL": ""}
# What asks neither a database nor a broker, or only what pages say and to whom: once is enough.
ONCE = (
    "tests/core/scrub", "tests/core/test_templates.py", "tests/core/test_zhiqiao_tags.py",
    "tests/core/test_checkdigits.py", "tests/core/test_masking.py", "tests/qa/test_language.py",
    "tests/qa/test_forbidden.py", "tests/qa/test_keys.py", "tests/qa/test_messages.py", "tests/qa/test_modules.py",
    "tests/qa/test_papers.py", "tests/qa/test_canary.py", "tests/grids/test_urls.py",
)  # fmt: skip


def suite(name: str, environment: Mapping[str, str], arguments: Sequence[str]) -> bool:
    """Run pytest once; says how long it took, and whether all passed."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, *arguments]
    code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
    print(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def both(only: str, arguments: Sequence[str]) -> bool:
    """Both runs, the second even when the first failed."""
    passed = only == "services" or suite("embedded: SQLite, memory", NEITHER, arguments)
    if only == "embedded":
        return passed
    with services() as found:
        print(f"own services: {', '.join(found.started) or 'none needed'}", flush=True)
        once = [f"--ignore={path}" for path in ONCE]
        return suite("services: PostgreSQL, Redis", found.environment, [*once, *arguments]) and passed


def main(arguments: Sequence[str]) -> int:
    only = ""
    if arguments[:1] == ["--only"]:
        only, arguments = arguments[1], arguments[2:]
    try:
        return 0 if both(only, arguments) else 1
    except Missing as missing:
        print(missing, file=sys.stderr)
        return STATUS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
