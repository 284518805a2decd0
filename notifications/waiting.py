"""Asking the database from the event loop, typed so that a forgotten `await` is found before it lets anybody in."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

P = ParamSpec("P")
T = TypeVar("T")


async def ask(question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function that uses the database in the thread for it."""
    answer: T = await database_sync_to_async(question)(*args, **kwargs)
    return answer
