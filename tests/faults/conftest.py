"""Real processes, hurt on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Embedded


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Embedded]:
    """The one-process site in a folder of its own, not yet started."""
    one = Embedded(tmp_path)
    yield one
    one.kill()
