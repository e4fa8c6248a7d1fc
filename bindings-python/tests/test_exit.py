"""The end of the interpreter: the last events are sent, nothing hangs, nothing crashes."""

import multiprocessing
import os
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
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


def run_side_by_side(scripts, collector):
    """Runs scripts that wait most of their time."""
    with ThreadPoolExecutor(len(scripts)) as threads:
        return list(threads.map(lambda script: run(script, collector), scripts))


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


def test_events_of_a_tracker_that_an_exit_hook_makes_arrive(collector):
    script = """
        import atexit
        from snowgauge import _listener
        def refuse(*_):
            raise RuntimeError
        # As Python 3.12 does then. Nobody waits for a function that nobody can call.
        _listener.start_new_thread = refuse
        atexit.register(lambda: print(*track(make(on_outcome=print))))
    """
    printed, spent = run(script, collector)
    assert printed == collector.event_ids
    assert spent < 2


def test_the_listener_hears_the_last_outcomes(collector):
    script = """
        tracker = make(on_outcome=lambda outcome: print(outcome.event_id, flush=True))
        print(*track(tracker, 3), flush=True)
    """
    printed, _ = run(script, collector)
    assert sorted(printed) == sorted(collector.event_ids * 2)


def test_the_listener_hears_of_what_is_given_up_at_the_exit(collector):
    collector.answer = never
    script = """
        def slow(outcome):
            time.sleep(0.0001)
            print(outcome.event_id, outcome.reason)
        tracker = make(on_outcome=slow)
        print(*track(tracker, 2000))
        %s
    """
    ends = ["", "tracker.shutdown(timeout=0)", "del tracker", "tracker.shutdown(timeout=0); del tracker"]
    for printed, _ in run_side_by_side([script % end for end in ends], collector):
        assert sorted(printed) == sorted(printed[:2000] * 2 + ["abandoned_at_shutdown"] * 2000)


def test_a_listener_that_raises_hears_all_though_no_thread_is_to_be_had(collector):
    # As with Python 3.12, where none can be started any more while the interpreter ends.
    script = """
        from snowgauge import _listener
        def listen(outcome):
            print(outcome.reason, flush=True)
            raise ValueError
        def refuse(*_):
            raise RuntimeError
        sys.excepthook = sys.unraisablehook = lambda kind, *_: print(getattr(kind, "__name__", ""), flush=True)
        track(make(on_outcome=listen), 3)
        _listener.start_new_thread = refuse
    """
    printed, spent = run(script, collector)
    assert printed == ["delivered", "ValueError"] * 3
    assert spent < 2


def test_a_script_that_ends_early_sends_its_events(collector):
    printed, _ = run("tracker = make(); print(*track(tracker)); sys.exit(0)", collector)
    assert collector.event_ids == printed


def test_a_collector_that_hangs_or_is_down_holds_up_the_exit_for_two_seconds(collector):
    collector.answer = never
    hanging = "tracker = make(on_outcome=lambda outcome: None); track(tracker, 3)"
    # No system gives anybody port 1 of its own accord.
    down = f"collector = 'http://127.0.0.1:1'; {hanging}"
    for _, spent in run_side_by_side([hanging, down], collector):
        assert 1.9 <= spent < 6
    assert len(collector.requests) == 1


def test_a_listener_that_does_not_return_is_left_behind(collector):
    script = """
        entered = threading.Event()
        def listener(outcome):
            entered.set()
            %s
        tracker = make(on_outcome=listener)
        track(tracker, 3)
        tracker.flush(timeout=0.1)
        entered.wait()
    """
    blocks = ["time.sleep(60)", "threading.Event().wait(60)", "while True: pass"]
    for _, spent in run_side_by_side([script % block for block in blocks], collector):
        # Two seconds for the events, five for the function.
        assert 6.9 < spent < 14


def test_an_exit_without_events_is_quick(collector):
    _, spent = run("tracker = make(on_outcome=print)", collector)
    assert spent < 1.9
    assert collector.requests == []


def test_importing_does_nothing():
    script = "import sys, threading; import snowgauge; print(threading.active_count(), 'logging' in sys.modules)"
    ended = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["1", "False"]


def test_nothing_is_imported_later(collector):
    """A thread that imports a module for the first time while another one forks leaves a child that waits for ever."""
    script = """
        # Python 3.13 begins without it.
        sys.modules.pop("operator", None)
        loaded = set(sys.modules)
        options = {"on_outcome": print, "token": lambda fresh: "token", "headers": lambda: {"X-Tests": "yes"}}
        with make(on_connection=print, on_store=print, **options) as tracker:
            with tracker.scope(subject=snowgauge.Subject(user_id="user")):
                track(tracker)
            counts = snowgauge.RequestCounts()
            counts.give_back(counts.take())
            assert tracker.flush(timeout=30)
        assert set(sys.modules) == loaded, set(sys.modules) - loaded
    """
    printed, _ = run(script, collector)
    assert len(printed) > 0


def test_threads_are_the_systems_though_greenlets_take_their_place(collector):
    """A listener that waited in a greenlet would stop its thread, the host's: gevent and eventlet would stand still."""
    script = """
        import _thread, importlib
        def run_here(function, arguments):
            raise AssertionError("not on this thread")
        _thread.start_new_thread = run_here
        importlib.reload(snowgauge._listener)
        heard = lambda outcome: print(outcome.event_id)
        tracker = make(on_outcome=heard, token=lambda fresh: "token", headers=lambda: {"X-Tests": "yes"})
        track(tracker)
        assert tracker.flush(timeout=30)
    """
    printed, _ = run(script, collector)
    assert printed == collector.event_ids


FORK = """
    import warnings
    warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 on: threads are running
    def fork(child):
        sys.stdout.flush()
        if os.fork() == 0:
            child()
            sys.exit(0)
        assert os.wait()[1] == 0
"""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def run_forking(script, collector):
    return run(textwrap.dedent(FORK) + textwrap.dedent(script), collector)


@needs_fork
def test_a_forked_child_leaves_its_parents_events_alone(collector):
    script = """
        tracker = make()
        print(*track(tracker, 2))
        fork(lambda: None)
    """
    printed, spent = run_forking(script, collector)
    assert collector.event_ids == printed
    assert spent < 8


@needs_fork
@pytest.mark.parametrize("before", [0, 2], ids=["unused", "used"])
def test_a_forked_child_goes_on_with_the_tracker(collector, before):
    script = f"""
        tracker = make(on_outcome=lambda outcome: print(outcome.event_id))
        print(*track(tracker, {before}))
        {"tracker.flush()" if before else ""}
        def child():
            assert tracker.stats()["accepted"] == 0
            print(*track(tracker, 3))
            assert tracker.flush()
        fork(child)
        print(*track(tracker, 1))
        assert tracker.stats()["accepted"] == {before} + 1
    """
    printed, _ = run_forking(script, collector)
    assert len(collector.event_ids) == before + 4
    assert sorted(printed) == sorted(collector.event_ids * 2)


@needs_fork
def test_a_forked_child_forgets_its_parents_tracker(collector):
    script = """
        import gc
        trackers = [make(on_outcome=print)]
        track(trackers[0], 2)
        def child():
            trackers.clear()
            gc.collect()
        fork(child)
    """
    _, spent = run_forking(script, collector)
    assert spent < 8
    assert len(collector.event_ids) == 2


@needs_fork
def test_a_forked_child_stays_opted_out_and_shut_down(collector):
    script = """
        opted_out, closed = make(), make()
        opted_out.set_opt_out(True)
        closed.shutdown()
        def child():
            assert track(opted_out) == track(closed) == [None]
            assert opted_out.stats()["opted_out"] == closed.stats()["closed"] == 1
        fork(child)
    """
    run_forking(script, collector)
    assert collector.requests == []


@needs_fork
def test_a_child_of_multiprocessing_can_use_the_tracker(collector):
    script = """
        import multiprocessing
        tracker = make()
        track(tracker)
        def child(ids):
            ids.put(track(tracker))
            assert tracker.shutdown()
        context = multiprocessing.get_context("fork")
        ids = context.SimpleQueue()
        process = context.Process(target=child, args=(ids,))
        process.start()
        print(*ids.get())
        process.join()
        assert process.exitcode == 0
    """
    printed, _ = run_forking(script, collector)
    assert len(collector.event_ids) == 2
    assert set(printed) < set(collector.event_ids)


@needs_fork
def test_a_child_of_multiprocessing_sends_what_it_holds_at_its_end(collector):
    script = """
        import multiprocessing
        tracker = make()
        print(*track(tracker), flush=True)
        fork = multiprocessing.get_context("fork")
        process = fork.Process(target=lambda: print(*track(tracker, 2), flush=True))
        process.start()
        process.join()
    """
    printed, _ = run_forking(script, collector)
    assert sorted(collector.event_ids) == sorted(printed)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_tracker_of_a_child_sends_what_it_holds_at_the_childs_end(collector, method):
    script = f"""
        import multiprocessing
        from samples import track_in_process
        process = multiprocessing.get_context("{method}").Process(target=track_in_process, args=(collector, 2))
        process.start()
        process.join()
        assert process.exitcode == 0
    """
    printed, _ = run(script, collector)
    assert len(printed) == 2
    assert sorted(collector.event_ids) == sorted(printed)


@needs_fork
def test_forks_under_load_lose_and_double_nothing(collector):
    script = """
        import threading
        made = []
        tracker = make(on_outcome=lambda outcome: made.append(outcome.event_id), token=lambda fresh: "token")
        over = threading.Event()
        tracked = [[] for _ in range(3)]
        def work(ids):
            while not over.wait(0.001):
                ids.extend(track(tracker))
        threads = [threading.Thread(target=work, args=(ids,)) for ids in tracked]
        for thread in threads:
            thread.start()
        def child():
            made.clear()
            ids = track(tracker, 5)
            assert tracker.shutdown(timeout=30)
            assert made == ids
            os.write(1, "".join(f"{one}\\n" for one in ids).encode())
            os._exit(0)
        for _ in range(50):
            fork(child)
        over.set()
        for thread in threads:
            thread.join()
        assert tracker.shutdown(timeout=30)
        assert sorted(made) == sorted(sum(tracked, []))
        print(*made, sep="\\n")
    """
    printed, _ = run_forking(script, collector)
    assert len(set(printed)) == len(printed) > 250
    assert sorted(collector.event_ids) == sorted(printed)
