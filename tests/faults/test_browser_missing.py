"""Browser tests without a browser end with their own status, naming what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT
from tests.services import STATUS


def test_no_chromium_is_said_and_not_skipped(tmp_path: Path) -> None:
    env = {**os.environ, "PATH": str(tmp_path), "ZHIQIAO_TEST_INSTALL": "0"}
    command = [sys.executable, "-m", "pytest", "tests/browser", "-p", "no:cacheprovider"]
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == STATUS
    assert "apt-get install chromium fonts-noto-cjk" in ended.stdout + ended.stderr
