"""The way to the collector: timeouts, why nothing arrives, and what the host adds to each request."""

import copy
import pickle
import queue
import socket
import threading

import pytest
import snowgauge
from fake_collector import PATIENCE, FakeCollector, never
from samples import track


def codes(notices):
    return [notice.code for notice in notices]


def test_a_collector_that_never_answers_is_given_up_in_time(make_tracker, collector, listener):
    collector.answer = lambda collector, request: None if len(collector.requests) == 1 else 200
    heard = []
    long = {f"{phase}_timeout": 60 for phase in ("connect", "send", "request")}
    tracker = make_tracker(receive_timeout=0.1, on_connection=heard.append, on_outcome=listener, **long)
    track(tracker)
    assert listener.wait(1)[0].attempts == 2
    assert tracker.shutdown()
    assert codes(heard) == ["timeout", "working"]
    assert heard[0].message == "the collector takes too long: time ran out while waiting for the answer"


def test_a_cause_is_told_once_and_so_is_its_end(make_tracker, collector, listener):
    collector.answer = lambda collector, request: 503 if len(collector.requests) < 3 else 200
    heard = []
    tracker = make_tracker(on_connection=heard.append, on_outcome=listener)
    track(tracker)
    assert listener.wait(1)[0].attempts == 3
    assert tracker.shutdown()
    assert codes(heard) == ["status", "working"]


def test_who_does_not_listen_is_not_bothered(make_tracker):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        tracker = make_tracker(collector=f"http://127.0.0.1:{nobody.getsockname()[1]}", max_attempts=1)
        track(tracker)
        assert not tracker.flush(timeout=PATIENCE)
        assert tracker.stats()["failed_requests"] == 1


def test_notices_are_values():
    notice = snowgauge.ConnectionNotice("tls", "because")
    assert notice == snowgauge.ConnectionNotice("tls", "because")
    assert repr(notice) == 'ConnectionNotice(code="tls", message="because")'
    assert pickle.loads(pickle.dumps(notice)) == copy.copy(notice) == notice
    assert len({notice, copy.deepcopy(notice)}) == 1


@pytest.mark.parametrize("given", [{"X-Editor": "vim", "X-B": "b"}, [("X-Editor", "vim"), ("X-B", "b")]])
def test_headers_and_token_go_with_each_request(make_tracker, collector, given):
    collector.answer = lambda collector, request: 503 if len(collector.requests) == 1 else 200
    tokens = iter(["one", "two"])
    asked = []

    def token(fresh):
        asked.append(fresh)
        return next(tokens)

    tracker = make_tracker(headers=lambda: given, token=token)
    track(tracker)
    assert tracker.flush(timeout=PATIENCE)
    assert asked == [False, False]
    for request, expected in zip(collector.requests, ["one", "two"], strict=True):
        assert request.headers["Authorization"] == f"Bearer {expected}"
        assert (request.headers["X-Editor"], request.headers["X-B"]) == ("vim", "b")


@pytest.mark.parametrize(("refusals", "delivered"), [(1, True), (2, False)])
def test_a_token_that_was_refused_is_asked_for_afresh_once(make_tracker, collector, refusals, delivered):
    collector.answer = lambda collector, request: 401 if len(collector.requests) <= refusals else 200
    tracker = make_tracker(token=lambda fresh: "fresh" if fresh else "kept")
    track(tracker)
    assert tracker.flush(timeout=PATIENCE) == delivered
    assert tracker.stats()["auth"] == 1 - delivered
    assert [request.headers["Authorization"] for request in collector.requests] == ["Bearer kept", "Bearer fresh"]


class FailsOnce:
    """A function for `headers` or `token` that is wrong when it is called first."""

    def __init__(self, wrong, right):
        self.wrong, self.right = wrong, right
        self.calls = 0

    def __call__(self, *arguments):
        self.calls += 1
        return self.wrong(*arguments) if self.calls == 1 else self.right


@pytest.mark.parametrize(("option", "right"), [("headers", {}), ("token", "token")])
def test_a_function_that_fails_holds_the_request_back(make_tracker, collector, monkeypatch, option, right):
    monkeypatch.setattr("sys.unraisablehook", lambda _: None)
    wrongs = [
        lambda *_: 1 / 0,
        lambda *_: None,
        lambda *_: 7,
        lambda *_: "a\r\nb",
        lambda *_: {"X": 7},
        lambda *_: [("Content-Length", "7")],
    ]
    # All of them at the same time, as each waits for its second attempt.
    functions = [FailsOnce(wrong, right) for wrong in wrongs]
    heard = [[] for _ in functions]
    trackers = [
        make_tracker(**{option: function}, on_connection=notices.append)
        for function, notices in zip(functions, heard, strict=True)
    ]
    event_ids = [event_id for tracker in trackers for event_id in track(tracker)]
    for tracker, function, notices in zip(trackers, functions, heard, strict=True):
        assert tracker.shutdown(timeout=PATIENCE)
        assert codes(notices) == [option, "working"]
        assert function.calls == 2
    assert sorted(collector.event_ids) == sorted(event_ids)


def test_a_function_that_hangs_holds_up_nobody(make_tracker, collector):
    release = threading.Event()

    def token(fresh):
        release.wait()
        return "token"

    tracker = make_tracker(token=token)
    track(tracker, 3)
    assert not tracker.shutdown(timeout=0.1)
    assert tracker.stats()["abandoned_at_shutdown"] == 3
    release.set()
    assert collector.requests == []


def test_a_proxy_is_used_or_not_as_told(make_tracker, collector):
    heard = []
    tracker = make_tracker(proxy="http://127.0.0.1:1", on_connection=heard.append, max_attempts=1)
    track(tracker)
    assert not tracker.shutdown(timeout=PATIENCE)
    assert codes(heard) == ["proxy"]
    tracker = make_tracker(proxy="direct")
    track(tracker)
    assert tracker.shutdown()


def test_an_exception_of_a_source_is_shown(make_tracker, monkeypatch):
    shown = queue.SimpleQueue()
    monkeypatch.setattr("sys.unraisablehook", lambda unraisable: shown.put(unraisable.exc_type))

    def token(fresh):
        raise LookupError

    tracker = make_tracker(token=token)
    track(tracker)
    assert shown.get(timeout=PATIENCE) is LookupError


def test_a_collector_that_hangs_delays_no_shutdown(make_tracker):
    collector = FakeCollector(answer=never)
    tracker = make_tracker(collector=collector.url)
    track(tracker)
    assert not tracker.shutdown(timeout=0.1)
    collector.close()
