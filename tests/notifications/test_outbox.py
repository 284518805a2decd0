"""The queue before a client, and its pace."""

from __future__ import annotations

import asyncio

from notifications.outbox import Outbox, Pace


async def test_what_does_not_fit_is_refused_and_order_is_kept() -> None:
    box: Outbox[int] = Outbox(2)
    assert [box.offer(n) for n in (1, 2, 3)] == [True, True, False]
    assert [await box.take(), await box.take()] == [1, 2]
    waiting = asyncio.create_task(box.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    box.offer(4)
    assert await waiting == 4


async def test_a_replay_waits_until_half_is_free() -> None:
    box: Outbox[int] = Outbox(4)
    for n in range(3):
        box.offer(n)
    waiting = asyncio.create_task(box.room())
    await box.take()
    await asyncio.sleep(0)
    assert not waiting.done()
    await box.take()
    await asyncio.wait_for(waiting, 1)


async def test_nobody_waits_for_room_in_a_box_that_is_shut() -> None:
    box: Outbox[int] = Outbox(2)
    box.offer(1)
    waiting = asyncio.create_task(box.room())
    await asyncio.sleep(0)
    box.shut()
    await asyncio.wait_for(waiting, 1)


def test_a_burst_then_the_rate() -> None:
    pace = Pace(burst=3, rate=2, now=0)
    assert [pace.allows(0) for _ in range(4)] == [True, True, True, False]
    assert [pace.allows(0.5), pace.allows(0.5)] == [True, False]
    assert [pace.allows(100) for _ in range(4)] == [True, True, True, False]
