"""The tracker in asyncio: the loop never waits."""

import asyncio

from fake_collector import never
from samples import track


def test_async_with_shuts_down(make_tracker, collector):
    async def main():
        async with make_tracker(linger=60) as tracker:
            return tracker, track(tracker, 3)

    tracker, event_ids = asyncio.run(main())
    assert collector.event_ids == event_ids
    assert track(tracker) == [None]


def test_aflush_and_ashutdown_tell_whether_all_was_delivered(make_tracker, collector):
    async def main():
        tracker = make_tracker()
        track(tracker)
        first = await tracker.aflush()
        collector.answer = lambda *_: 400
        track(tracker)
        return first, await tracker.aflush(timeout=10), await tracker.ashutdown(timeout=10)

    assert asyncio.run(main()) == (True, False, True)


def test_other_tasks_run_while_a_flush_waits(make_tracker, collector):
    collector.answer = never

    async def main():
        tracker = make_tracker()
        track(tracker)
        flush = asyncio.create_task(tracker.aflush(timeout=0.5))
        turns = 0
        while not flush.done():
            await asyncio.sleep(0)
            turns += 1
        return turns, flush.result()

    turns, delivered = asyncio.run(main())
    assert turns > 100
    assert not delivered


def test_a_flush_can_be_given_up(make_tracker, collector):
    collector.answer = never

    async def main():
        tracker = make_tracker()
        track(tracker)
        try:
            await asyncio.wait_for(tracker.aflush(timeout=1), timeout=0.05)
        except asyncio.TimeoutError:
            return len(track(tracker))

    assert asyncio.run(main()) == 1
