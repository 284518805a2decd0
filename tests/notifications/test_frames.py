"""What a client may say, word by word."""

from __future__ import annotations

import json

import pytest

from notifications.frames import LARGEST_SEQ, Close, Frame, Unfit, frame_of, parse


def test_a_frame_is_read() -> None:
    assert parse('{"op":"sub","stream":"case:7","last":3}') == Frame("sub", "case:7", 3)
    assert parse('{"op":"unsub","stream":"case:7"}') == Frame("unsub", "case:7")
    assert parse('{"op":"ping"}') == Frame("ping")


@pytest.mark.parametrize(
    "text",
    [
        "", "nonsense", "[]", "null", '"sub"', "{}", "[" * 1000,
        '{"op":"sub"}', '{"op":"sub","stream":""}', '{"op":"unsub"}', '{"op":"shout","stream":"case:7"}',
        '{"op":["sub"],"stream":"case:7"}', '{"op":"sub","stream":7}', '{"op":"sub","stream":null}',
        '{"op":"sub","stream":"case:7","last":-1}', '{"op":"sub","stream":"case:7","last":"1"}',
        '{"op":"sub","stream":"case:7","last":1.0}', '{"op":"sub","stream":"case:7","last":true}',
        '{"op":"sub","stream":"case:7","last":null}', '{"op":"sub","stream":"case:7","last":NaN}',
        '{"op":"sub","stream":"case:7","user":1}',
        json.dumps({"op": "sub", "stream": "c" * 65}),
        json.dumps({"op": "sub", "stream": "case:7", "last": LARGEST_SEQ + 1}),
    ],
)  # fmt: skip
def test_anything_else_is_malformed(text: str) -> None:
    with pytest.raises(Unfit) as caught:
        parse(text)
    assert caught.value.why == Close.MALFORMED


def test_the_server_says_four_things_and_no_more() -> None:
    assert json.loads(frame_of("ev", "case:7", 3, "accept")) == {
        "op": "ev", "stream": "case:7", "seq": 3, "kind": "accept",
    }  # fmt: skip
    assert json.loads(frame_of("gone", "case:7")) == {"op": "gone", "stream": "case:7", "seq": 0, "kind": ""}
