"""A collector that is down, or hangs: the host does not notice."""

import os
import signal
import socket
import threading
import time

import pytest
from fake_collector import PATIENCE, never
from samples import track


@pytest.fixture
def closed_port():
    """A port on which nothing listens; held, so that nobody else takes it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def seconds(function, *arguments, **options):
    start = time.monotonic()
    result = function(*arguments, **options)
    return result, time.monotonic() - start


@pytest.fixture(params=["down", "hanging"])
def tracker(request, make_tracker, closed_port, collector):
    if request.param == "down":
        return make_tracker(collector=f"http://127.0.0.1:{closed_port}")
    collector.answer = never
    return make_tracker()


def test_track_returns_at_once(tracker):
    _, spent = seconds(track, tracker, 1000)
    assert spent < 1, "a thousand events in a debug build on a busy machine"
    assert tracker.stats()["accepted"] == 1000


def test_flush_returns_false_after_its_timeout(tracker):
    track(tracker, 10)
    delivered, spent = seconds(tracker.flush, 1)
    assert not delivered
    assert 0.95 <= spent < 1.5
    assert None not in track(tracker, 1)


def test_shutdown_returns_in_its_time(tracker):
    track(tracker, 10)
    delivered, spent = seconds(tracker.shutdown, timeout=0.5)
    assert not delivered
    assert 0.45 <= spent < 1
    assert tracker.stats()["abandoned_at_shutdown"] == 10


def test_flush_lets_other_threads_run(make_tracker, collector):
    collector.answer = never
    tracker = make_tracker(linger=60)
    track(tracker)

    def end():
        # Only the flush can have sent it.
        collector.wait_for_requests(1)
        tracker.shutdown(timeout=0)

    other = threading.Thread(target=end)
    other.start()
    delivered, spent = seconds(tracker.flush, timeout=PATIENCE)
    other.join()
    assert not delivered
    assert spent < PATIENCE / 2


@pytest.fixture
def interruptible():
    """Interrupts raise, also in a process that was started in the background and told to ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_flush_can_be_interrupted(tracker):
    track(tracker)
    interrupt = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        tracker.flush(timeout=30)
    assert time.monotonic() - start < 5
    interrupt.join()
    assert None not in track(tracker), "the tracker goes on"


def test_flush_with_nothing_held_is_true_at_once(tracker):
    delivered, spent = seconds(tracker.flush, timeout=30)
    assert delivered
    assert spent < 1
