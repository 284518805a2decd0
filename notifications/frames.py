"""What goes over the live socket: the client's frames, the server's frames, and why a socket is closed."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from typing import Any, Final

OPS: Final = ("sub", "unsub", "ping")
KEYS: Final = frozenset({"op", "stream", "last"})
LONGEST_STREAM: Final = 64
LARGEST_SEQ: Final = 2**53 - 1  # beyond, JavaScript no longer counts exactly


class Close(enum.IntEnum):
    """Close codes; the reason is the name in lower case. After `signed_out` a client does not come back by itself."""

    TRY_AGAIN = 1013  # the database did not answer, so nobody may be let in
    MALFORMED = 4400  # no JSON object, an unknown key or op, a wrong type, a binary frame
    SIGNED_OUT = 4401  # the session ended, another person signed in, or the account was disabled
    IDLE = 4408  # anonymous and without a stream
    TOO_LARGE = 4413  # a frame above the limit
    TOO_MANY_FRAMES = 4429  # faster than the limit
    TOO_MANY_SOCKETS = 4430  # of this person, of anonymous visitors, or of this process
    SLOW = 4508  # the client did not take what was sent


class Unfit(ValueError):
    """The client's frame ends the socket; `why` is the close code."""

    def __init__(self, why: Close) -> None:
        super().__init__(why.name)
        self.why = why


@dataclass(frozen=True, slots=True)
class Frame:
    """A client's frame. `last` is the seq the page already shows, 0 when it shows nothing."""

    op: str
    stream: str = ""
    last: int = 0


def parse(text: str) -> Frame:
    """Read a client's frame; raises Unfit."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unfit(Close.MALFORMED) from error
    if not isinstance(found, dict) or not found.keys() <= KEYS:
        raise Unfit(Close.MALFORMED)
    frame = Frame(found.get("op", ""), found.get("stream", ""), found.get("last", 0))
    if not well_formed(frame):
        raise Unfit(Close.MALFORMED)
    return frame


def well_formed(frame: Frame) -> bool:
    """Whether each value is of its type and range; `true` is no number, and only a ping goes without a stream."""
    op: Any = frame.op
    stream: Any = frame.stream
    last: Any = frame.last
    return (
        isinstance(op, str)
        and op in OPS
        and isinstance(stream, str)
        and len(stream) <= LONGEST_STREAM
        and (bool(stream) or op == "ping")
        and type(last) is int
        and 0 <= last <= LARGEST_SEQ
    )


def frame_of(op: str, stream: str, seq: int = 0, kind: str = "") -> str:
    """A server's frame: these four keys and never another, whatever happened is fetched by the page itself."""
    return json.dumps({"op": op, "stream": stream, "seq": seq, "kind": kind}, separators=(",", ":"))
