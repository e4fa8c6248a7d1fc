"""The tracker in asyncio: the loop never waits."""

import asyncio
import threading
import time

import pytest
import snowgauge
from fake_collector import PATIENCE, never
from samples import suggestion, track
from snowgauge.events import SuggestionRequested


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


@pytest.mark.parametrize("wait", ["aflush", "ashutdown"])
def test_a_busy_executor_delays_nothing(make_tracker, collector, wait):
    """What else the host has put on threads may last."""
    released = threading.Event()

    async def main():
        tracker = make_tracker(linger=60)
        (event_id,) = track(tracker)
        loop = asyncio.get_running_loop()
        # More than it has threads.
        blocked = [loop.run_in_executor(None, released.wait) for _ in range(64)]
        try:
            assert await asyncio.wait_for(getattr(tracker, wait)(timeout=5), PATIENCE)
        finally:
            released.set()
        await asyncio.gather(*blocked)
        return event_id

    event_id = asyncio.run(main())
    assert collector.event_ids == [event_id]


def test_a_loop_whose_executor_is_gone_can_shut_down(make_tracker, collector):
    async def main():
        tracker = make_tracker(linger=60)
        event_ids = track(tracker)
        await asyncio.get_running_loop().shutdown_default_executor()
        assert await tracker.ashutdown()
        return event_ids

    event_ids = asyncio.run(main())
    assert collector.event_ids == event_ids


def test_a_shutdown_goes_on_when_its_loop_has_ended(make_tracker, collector, caplog):
    held = threading.Event()
    collector.answer = lambda *_: held.wait(PATIENCE) and 200

    async def main():
        tracker = make_tracker(linger=60)
        event_ids = track(tracker)
        shutdown = asyncio.ensure_future(tracker.ashutdown(timeout=PATIENCE))
        while not collector.requests:
            await asyncio.sleep(0)
        return tracker, event_ids, shutdown.cancel()

    tracker, event_ids, cancelled = asyncio.run(main())
    assert cancelled
    held.set()
    assert tracker.shutdown(timeout=PATIENCE)
    assert collector.event_ids == event_ids
    assert caplog.records == []


def test_an_option_that_cannot_be_used_is_told(make_tracker):
    with pytest.raises(snowgauge.ConfigError, match="timeout: expected seconds"):
        asyncio.run(make_tracker().aflush(timeout=-1))


def test_a_server_under_load_answers_while_the_collector_hangs(make_tracker, collector, listener):
    """A turn of the loop that waited for the collector would last as long as a flush may take, or a request: 10 s."""
    collector.answer = never
    clients, requests = 16, 50
    longest, over = 0.0, False

    async def serve(reader, writer):
        while line := await reader.readline():
            with tracker.scope(subject=snowgauge.Subject(user_id=line.decode().strip())):
                tracker.track(SuggestionRequested(), entities=[suggestion()])
            writer.write(line)
        writer.close()

    async def client(port, name):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(requests):
            writer.write(f"{name}-{number}\n".encode())
            assert await reader.readline() == f"{name}-{number}\n".encode()
        writer.close()

    async def watch():
        nonlocal longest
        while not over:
            begun = time.monotonic()
            await asyncio.sleep(0)
            longest = max(longest, time.monotonic() - begun)

    async def main():
        nonlocal over
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        watching, flushing = loop.create_task(watch()), loop.create_task(tracker.aflush(60))
        await asyncio.gather(*(client(port, name) for name in range(clients)))
        served_while_flushing = not flushing.done()
        flushing.cancel()
        delivered = await tracker.ashutdown(0.5)
        over = True
        await watching
        server.close()
        return served_while_flushing, delivered

    tracker = make_tracker(linger=0, max_events=500, on_outcome=listener)
    tracker.track(SuggestionRequested(), entities=[suggestion()])
    collector.wait_for_requests(1)
    assert asyncio.run(main()) == (True, False)
    assert longest < 5
    reasons = [outcome.reason for outcome in listener.wait(clients * requests + 1)]
    assert reasons.count("abandoned_at_shutdown") == 500
    assert reasons.count("queue_full") == clients * requests + 1 - 500 == len(reasons) - 500
