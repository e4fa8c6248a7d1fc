"""The durable store: events outlive the process."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import snowgauge
from fake_collector import PATIENCE
from samples import track

HERE = Path(__file__).parent


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def down(collector, request):
    """An answer of a collector that is not up to it."""
    return 503


def down_at_first(collector, request):
    """The same for all but the next tracker: what the first ones had sent may be read after their end."""
    return 200 if request.headers["X-Next"] else 503


NEXT = {"headers": lambda: {"X-Next": "yes"}}


def start(collector, store, script, **options):
    """A process with a tracker that has the store."""
    prelude = """
        import os, sys
        import snowgauge
        from samples import track
        options = {"app_id": "tests", "linger": 0.01, "store": sys.argv[2], "on_outcome": lambda outcome: None}
        tracker = snowgauge.Tracker(sys.argv[1], **options)
    """
    source = textwrap.dedent(prelude) + textwrap.dedent(script)
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", source, collector.url, str(store)]
    return subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True, **options)


def arrived(collector):
    """The ids of the events that the collector has taken."""
    taken = [request for request in collector.requests if collector.answer is None or request.headers["X-Next"]]
    return sorted(event_id for request in taken for event_id in request.event_ids)


def test_what_a_killed_process_has_tracked_arrives(collector, store, make_tracker):
    collector.answer = down_at_first
    tracked = []
    for _ in range(5):
        with start(collector, store, "while True: print(*track(tracker), flush=True)") as process:
            tracked += [process.stdout.readline().strip() for _ in range(50)]
            process.kill()
            # It may have gone on.
            tracked += process.stdout.read().split("\n")[:-1]
    # A line that the kill has cut is no id.
    tracked = {event_id for event_id in tracked if len(event_id) == 36}
    # A record that the kill has cut is set aside as damaged, and stays.
    while any(store.glob("*.journal")):
        assert make_tracker(store=store, **NEXT).shutdown(timeout=PATIENCE)
    delivered = arrived(collector)
    assert tracked <= set(delivered)
    assert len(delivered) == len(set(delivered))


def test_what_a_shutdown_leaves_is_told_and_sent_by_the_next_tracker(collector, store, make_tracker, listener):
    collector.answer = down_at_first
    tracker = make_tracker(store=str(store), on_outcome=listener)
    ids = track(tracker, 3)
    assert not tracker.shutdown(timeout=0.05)
    assert [outcome.reason for outcome in listener.wait(3)] == ["stored"] * 3
    assert tracker.stats()["stored"] == 3
    tracker = make_tracker(store=store, on_outcome=listener, **NEXT)
    assert tracker.stats()["restored"] == 3
    assert tracker.shutdown()
    assert sorted(outcome.event_id for outcome in listener.wait(6)[3:]) == sorted(ids) == arrived(collector)
    assert list(store.iterdir()) == []


def test_an_exit_leaves_events_to_the_next_start(collector, store, make_tracker):
    collector.answer = down_at_first
    with start(collector, store, "print(*track(tracker, 3))") as process:
        ids = process.stdout.read().split()
    assert process.returncode == 0
    assert make_tracker(store=store, **NEXT).shutdown()
    assert arrived(collector) == sorted(ids)


@pytest.mark.parametrize("durability", ["process", "power"])
def test_delivered_events_leave_no_file(collector, store, make_tracker, durability):
    tracker = make_tracker(store=store, durability=durability)
    ids = track(tracker, 10)
    assert tracker.shutdown()
    assert arrived(collector) == sorted(ids)
    assert list(store.iterdir()) == []


def test_a_damaged_journal_is_told(collector, store, make_tracker, listener):
    collector.answer = down
    tracker = make_tracker(store=store)
    track(tracker, 3)
    tracker.shutdown(timeout=0)
    (journal,) = store.iterdir()
    journal.write_bytes(journal.read_bytes()[:-1])
    collector.answer = None
    tracker = make_tracker(store=store, on_store=listener)
    (notice,) = listener.wait(1)
    assert notice.code == "damaged"
    assert journal.stem in notice.message
    assert (tracker.stats()["damaged"], tracker.stats()["restored"]) == (1, 2)
    assert tracker.shutdown()
    assert [path.suffix for path in store.iterdir()] == [".damaged"]
    tracker = make_tracker(store=store)
    tracker.set_opt_out(True)
    tracker.shutdown()
    assert list(store.iterdir()) == []


def test_a_store_that_fails_is_told_and_no_exception(store, make_tracker, listener, collector):
    script = """
        tracker = snowgauge.Tracker(sys.argv[1], on_store=lambda notice: print(notice.code, flush=True), **options)
        # Files of no more than 2 kB, from here on.
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))
        assert None not in track(tracker, 10)
        assert tracker.flush()
        print(tracker.stats()["unstored"])
    """
    with start(collector, store, script) as process:
        code, unstored = process.stdout.read().split()
    assert (process.returncode, code) == (0, "failing")
    assert 0 < int(unstored) < 10


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


@needs_fork
def test_a_forked_child_has_a_journal_of_its_own(collector, store, make_tracker):
    collector.answer = down
    script = """
        print(*track(tracker, 2), flush=True)
        if os.fork() == 0:
            print(*track(tracker, 2), flush=True)
            os._exit(0)
        os.wait()
        print(*track(tracker, 1), len(os.listdir(sys.argv[2])), flush=True)
        os._exit(0)
    """
    with start(collector, store, script) as process:
        *ids, journals = process.stdout.read().split()
    assert (len(ids), journals) == (5, "2")
    collector.answer = None
    collector.requests.clear()
    assert make_tracker(store=store).shutdown()
    assert arrived(collector) == sorted(ids)


@needs_fork
def test_a_forked_child_does_not_hold_its_parents_journal(collector, store, make_tracker):
    collector.answer = down
    script = """
        print(*track(tracker, 2), flush=True)
        if os.fork() == 0:
            # From now on it runs, and has let go of what was its parent's.
            print("child", flush=True)
            sys.stdin.read()
        os._exit(0)
    """
    with start(collector, store, script, stdin=subprocess.PIPE) as process:
        ids = process.stdout.readline().split()
        assert process.stdout.readline() == "child\n"
        assert process.wait(PATIENCE) == 0
        collector.answer = None
        collector.requests.clear()
        # The child is there until its input ends.
        assert make_tracker(store=store).shutdown()
        assert arrived(collector) == sorted(ids)


@needs_fork
def test_a_child_whose_store_is_gone_goes_on_in_memory(collector, store):
    script = """
        import shutil
        tracker = snowgauge.Tracker(sys.argv[1], on_store=lambda notice: print(notice.code, flush=True), **options)
        # The one of before is ending.
        shutil.rmtree(os.path.dirname(sys.argv[2]), ignore_errors=True)
        if os.fork() == 0:
            assert None not in track(tracker, 2)
            assert tracker.shutdown()
            assert tracker.stats()["unstored"] == 2
            os._exit(0)
        os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
    """
    with start(collector, store, script) as process:
        assert process.stdout.read().split() == ["failing"]
    assert process.returncode == 0
    assert len(collector.event_ids) == 2


def test_notices_are_values():
    notice = snowgauge.StoreNotice("failing", "because")
    assert notice == snowgauge.StoreNotice("failing", "because")
    assert repr(notice) == 'StoreNotice(code="failing", message="because")'
