"""Many threads with one tracker."""

import asyncio
import gc
import json
import sys
import threading
import time
import weakref
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import snowgauge
from fake_collector import PATIENCE
from samples import suggestion, track
from snowgauge.entities import GitlabStandard
from snowgauge.events import SuggestionRequested

THREADS = 8
EVENTS = 250


@pytest.fixture(autouse=True)
def switch_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def test_no_event_is_lost_or_doubled(make_tracker, collector, listener):
    tracker = make_tracker(on_outcome=listener)
    start = threading.Barrier(THREADS)

    def work():
        start.wait()
        return track(tracker, EVENTS)

    with ThreadPoolExecutor(THREADS) as pool:
        parts = [future.result() for future in [pool.submit(work) for _ in range(THREADS)]]
    event_ids = [event_id for part in parts for event_id in part]
    assert tracker.flush(timeout=PATIENCE)
    total = THREADS * EVENTS
    assert Counter(collector.event_ids) == Counter(event_ids)
    assert Counter(outcome.event_id for outcome in listener.wait(total)) == Counter(event_ids)
    assert tracker.stats().items() >= {"accepted": total, "delivered": total, "queued": 0}.items()


def test_threads_may_flush_and_shut_down_side_by_side(make_tracker):
    tracker = make_tracker()
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(THREADS // 2):
            pool.submit(track, tracker, 50)
            pool.submit(tracker.flush, 5)
        assert pool.submit(tracker.shutdown, PATIENCE).result()
    stats = tracker.stats()
    assert stats["accepted"] == stats["delivered"]
    assert stats["accepted"] + stats["closed"] == THREADS // 2 * 50


def test_a_dict_that_changes_meanwhile_is_read_as_it_was_or_is():
    shared = {"stays": 1}
    stop = threading.Event()

    def change():
        number = 0
        while not stop.is_set():
            number += 1
            shared[f"key {number % 50}"] = [number]
            shared.pop(f"key {(number + 25) % 50}", None)

    changer = threading.Thread(target=change)
    changer.start()
    try:
        for _ in range(300):
            standard = GitlabStandard(environment="production", extra={"shared": shared})
            assert snowgauge.check(SuggestionRequested(), [suggestion(), standard]) == []
    finally:
        stop.set()
        changer.join()


def test_a_value_that_makes_an_event_while_it_is_read():
    class Nesting(dict):
        def keys(self):
            assert snowgauge.check(SuggestionRequested(), [suggestion()]) == []
            return ["inner"]

        def __iter__(self):
            return iter(self.keys())

        def __getitem__(self, key):
            return json.dumps(snowgauge.validate(GitlabStandard.schema, {"environment": "production"}))

    standard = GitlabStandard(environment="production", extra={"nested": Nesting(inner=0)})
    assert snowgauge.check(SuggestionRequested(), [suggestion(), standard]) == []


class Holder:
    """What holds a tracker whose functions are its own methods."""

    def __init__(self, collector, **options):
        functions = {name: self.call for name in ("on_outcome", "on_connection", "on_store", "headers", "token")}
        self.tracker = snowgauge.Tracker(collector.url, app_id="tests", **functions, **options)

    def call(self, asked=None):
        return {} if asked is None else "token"


def is_collected(collector, use=None, **options):
    """Whether a holder goes that nobody refers to any more, after it was used."""
    holder = Holder(collector, **options)
    if use is not None:
        track(holder.tracker, 3)
        use(holder.tracker)
    alive = weakref.ref(holder)
    del holder
    deadline = time.monotonic() + PATIENCE
    # The thread that has told something may be about to let go of it.
    while (gc.collect(), alive())[1] is not None and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return alive() is None


def test_a_tracker_goes_with_whoever_is_its_listener(collector, tmp_path):
    assert is_collected(collector)
    assert is_collected(collector, lambda tracker: tracker.shutdown(PATIENCE), store=tmp_path / "store")
    assert is_collected(collector, lambda tracker: asyncio.run(tracker.ashutdown(PATIENCE)))
    # Nobody has shut it down: it is noticed when the next one is made.
    assert is_collected(collector, lambda tracker: tracker.flush(PATIENCE) and Holder(collector))
    assert len(collector.event_ids) == 9


def test_a_tracker_that_holds_events_keeps_its_listener(make_tracker, collector, listener):
    def forget():
        holder = type("Holder", (), {"__call__": lambda self, outcome: listener(self.heard(outcome))})()
        holder.heard = lambda outcome: outcome
        holder.tracker = snowgauge.Tracker(collector.url, app_id="tests", linger=0.2, on_outcome=holder)
        return track(holder.tracker, 3)

    event_ids = forget()
    gc.collect()
    assert [outcome.event_id for outcome in listener.wait(3)] == event_ids


def test_a_listener_hears_what_comes_after_a_shutdown(collector, listener):
    tracker = snowgauge.Tracker(collector.url, app_id="tests", on_outcome=listener)
    for count in (1, 2):
        assert tracker.shutdown()
        gc.collect()
        track(tracker)
        assert listener.wait(count)[-1].reason == "closed"


def test_a_disabled_tracker_checks_events_and_takes_none():
    with snowgauge.Tracker.disabled() as tracker:
        assert isinstance(tracker, snowgauge.Tracker)
        assert track(tracker) == [None]
        tracker.set_opt_out(False)
        assert track(tracker) == [None], "it has nowhere to send to"
        with tracker.scope(subject=snowgauge.Subject(user_id="8819234")):
            assert track(tracker) == [None]
        with pytest.raises(snowgauge.ValidationError):
            tracker.track(snowgauge.StructuredEvent(category="search"))
        assert tracker.flush()
    assert track(tracker) == [None]
    told = {name: count for name, count in tracker.stats().items() if count}
    assert told == {"opted_out": 3, "invalid": 1, "closed": 1}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list threads")
def test_a_disabled_tracker_has_no_thread():
    def threads():
        return {task.name for task in Path("/proc/self/task").iterdir()}

    before = threads()
    tracker = snowgauge.Tracker.disabled()
    assert track(tracker) == [None]
    assert threads() <= before
    assert tracker.shutdown()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list threads")
def test_trackers_leave_no_threads_behind(collector):
    def threads():
        return len(list(Path("/proc/self/task").iterdir()))

    before = threads()
    for _ in range(20):
        with snowgauge.Tracker(collector.url, app_id="tests", on_outcome=lambda outcome: None) as tracker:
            track(tracker)
    del tracker
    deadline = time.monotonic() + PATIENCE
    # The collector's own threads last as long as the connections.
    while threads() > before + 4 and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert threads() <= before + 4


def test_what_waits_for_a_listener_that_hangs_is_bounded(make_tracker):
    opened, heard, refused = threading.Event(), [], 40_000

    def hang(outcome):
        opened.wait()
        heard.append(outcome)

    # One is held; each of the others is refused, and that is an outcome.
    tracker = make_tracker(on_outcome=hang, max_events=1, linger=60)
    try:
        assert track(tracker, 1 + refused)[1:] == [None] * refused
    finally:
        opened.set()
    assert tracker.shutdown(timeout=PATIENCE)
    assert tracker.stats()["queue_full"] == refused
    # As many as may wait, the two that are with a thread on their way, and the one that was held.
    assert 10_000 < len(heard) <= 20_003
