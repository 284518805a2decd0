"""The reader that tells the live sockets: {stream, seq, kind} of each entry, to the group of its stream."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from core import streams
from core.errors import NotFound
from core.models import LedgerEntry
from core.workflow.rows import case_of
from notifications.limits import limits

log = logging.getLogger(__name__)

MESSAGE: Final = "live.event"
CHANGED: Final = "changed"
PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:-]{0,79}", re.ASCII)


def group_of(stream: str) -> str:
    """The Channels group of a stream. Groups take few characters and less than 100, so odd names are hashed."""
    if PLAIN.fullmatch(stream):
        return f"live.{stream.replace(':', '.')}"
    return f"live..{hashlib.sha256(stream.encode()).hexdigest()}"


def hears(stream: str) -> bool:
    """Only streams that somebody might see."""
    return streams.kind_of(stream) is not None


def tell(entries: Sequence[LedgerEntry]) -> None:
    """Send each entry to its stream and to the lists it changes. Raises when the layer does not take it in time."""
    layer = get_channel_layer()
    if layer is not None:
        async_to_sync(_send)(layer, [message for entry in entries for message in messages_of(entry)])


async def _send(layer: Any, messages: Sequence[dict[str, Any]]) -> None:
    patience = limits().layer
    for message in messages:
        await asyncio.wait_for(layer.group_send(group_of(message["stream"]), message), patience)


def messages_of(entry: LedgerEntry) -> Iterator[dict[str, Any]]:
    """The entry's own message, then one for each list; a list learns that something changed, not what."""
    yield _message(entry.stream, entry.seq, entry.kind, counter=False)
    for stream in sorted(lists_of(entry)):
        yield _message(stream, entry.pk, CHANGED, counter=True)


def _message(stream: str, seq: int, kind: str, *, counter: bool) -> dict[str, Any]:
    return {"type": MESSAGE, "stream": stream, "seq": seq, "kind": kind, "counter": counter}


def lists_of(entry: LedgerEntry) -> set[str]:
    """The lists that change. Streams for fewer eyes than the case itself (staff, caucus) never move a list."""
    if not _is_main(entry.stream):
        return set()
    found: set[str] = set()
    for extra in streams.extra_streams:
        try:
            found.update(extra(entry))
        except Exception:  # a broken hook must not keep the case's own watchers from hearing
            log.exception("an extra stream hook is broken")
    return found - {entry.stream}


def _is_main(stream: str) -> bool:
    try:
        case_of(stream)
    except NotFound:
        return False
    return True
