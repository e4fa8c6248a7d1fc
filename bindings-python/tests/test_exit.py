"""The end of the interpreter: the last events are sent, nothing hangs, nothing crashes."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from fake_collector import never

HERE = Path(__file__).parent

PRELUDE = """
    import os, sys, threading, time
    import snowgauge
    from samples import track
    collector = sys.argv[1]
    def make(**options):
        return snowgauge.Tracker(collector, app_id="tests", linger=60, **options)
"""


def run(script, collector, deadline=15):
    """Runs a script in a fresh interpreter; gives its output and how long it took."""
    source = textwrap.dedent(PRELUDE) + textwrap.dedent(script)
    start = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-X", "faulthandler", "-c", source, collector.url],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=deadline,
        check=False,
    )
    spent = time.monotonic() - start
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.split(), spent


def test_the_last_events_of_a_script_arrive(collector):
    printed, _ = run("tracker = make(); print(*track(tracker, 3))", collector)
    assert collector.event_ids == printed


def test_the_events_of_a_tracker_that_was_forgotten_arrive(collector):
    printed, _ = run("print(*track(make(), 3))", collector)
    assert collector.event_ids == printed


def test_events_that_an_exit_hook_tracks_arrive(collector):
    script = """
        import atexit
        tracker = make()
        atexit.register(lambda: print(*track(tracker)))
    """
    printed, _ = run(script, collector)
    assert collector.event_ids == printed


def test_the_listener_hears_the_last_outcomes(collector):
    script = """
        tracker = make(on_outcome=lambda outcome: print(outcome.event_id, flush=True))
        print(*track(tracker, 3), flush=True)
    """
    printed, _ = run(script, collector)
    assert sorted(printed) == sorted(collector.event_ids * 2)


def test_a_script_that_raises_sends_its_events(collector):
    script = """
        tracker = make()
        print(*track(tracker))
        sys.stdout.flush()
        sys.stderr = open(os.devnull, "w")
        sys.exit(0)
    """
    printed, _ = run(script, collector)
    assert collector.event_ids == printed


def test_a_hanging_collector_holds_up_the_exit_for_two_seconds(collector):
    collector.answer = never
    _, spent = run("tracker = make(on_outcome=lambda outcome: None); track(tracker, 3)", collector)
    assert 1.9 <= spent < 6


def test_a_collector_that_is_down_holds_up_the_exit_for_two_seconds(collector):
    collector.close()
    _, spent = run("tracker = make(on_outcome=lambda outcome: None); track(tracker, 3)", collector)
    assert 1.9 <= spent < 6


@pytest.mark.parametrize("block", ["time.sleep(60)", "threading.Event().wait(60)", "[None for _ in iter(int, 1)]"])
def test_a_listener_that_does_not_return_is_left_behind(collector, block):
    script = f"""
        entered = threading.Event()
        def listener(outcome):
            entered.set()
            {block}
        tracker = make(on_outcome=listener)
        track(tracker, 3)
        tracker.flush()
        entered.wait()
    """
    _, spent = run(script, collector)
    assert spent < 8


def test_an_exit_without_events_is_quick(collector):
    _, spent = run("tracker = make(on_outcome=print)", collector)
    assert spent < 1.9
    assert collector.requests == []


def test_importing_does_nothing():
    script = "import sys, threading; import snowgauge; print(threading.active_count(), 'logging' in sys.modules)"
    ended = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["1", "False"]


@pytest.mark.skipif(not hasattr(sys.modules["os"], "fork"), reason="no fork here")
def test_a_forked_child_ends_and_leaves_its_parents_events_alone(collector):
    script = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 on: fork with threads running
        tracker = make()
        print(*track(tracker, 2), flush=True)
        if os.fork() == 0:
            sys.exit(0)
        assert os.wait()[1] == 0
    """
    printed, spent = run(script, collector)
    assert collector.event_ids == printed
    assert spent < 8


@pytest.mark.skipif(not hasattr(sys.modules["os"], "fork"), reason="no fork here")
def test_a_tracker_that_a_forked_child_makes_or_first_uses_delivers(collector):
    script = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        early = make()
        if os.fork() == 0:
            print(*track(early), *track(make()), flush=True)
            sys.exit(0)
        assert os.wait()[1] == 0
    """
    printed, _ = run(script, collector)
    assert len(printed) == 2
    assert sorted(collector.event_ids) == sorted(printed)
