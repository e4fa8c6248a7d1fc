"""Delivery to a collector that answers: what arrives, what is told, what is counted."""

import json
import sys
import threading
from collections import Counter

import pytest
import snowgauge
from fake_collector import PATIENCE, never
from samples import context, query, suggestion, track
from snowgauge import Event, ValidationError
from snowgauge.events import SuggestionRequested

IDLE = {"queued": 0, "queued_bytes": 0, "in_flight": 0}


def test_an_event_arrives_with_its_entities(make_tracker, collector):
    tracker = make_tracker()
    event_id = tracker.track(query(), entities=[context()])
    assert tracker.flush()
    (event,) = collector.requests[0].body["data"]
    assert event["eid"] == event_id
    assert (event["se_ca"], event["se_ac"]) == ("gkg", "gkg_query_executed")
    names = [entity["schema"].split("/")[1] for entity in json.loads(event["co"])["data"]]
    assert names == ["gkg_query_executed", "knowledge_graph_context"]
    assert tracker.stats().items() >= {"accepted": 1, "delivered": 1, "requests": 1, **IDLE}.items()


def test_events_arrive_in_batches_and_in_order(make_tracker, collector):
    tracker = make_tracker(linger=60, batch_events=40)
    event_ids = track(tracker, 100)
    assert tracker.flush()
    assert [len(request.event_ids) for request in sorted(collector.requests, key=lambda r: -len(r.event_ids))] == [
        40,
        40,
        20,
    ]
    assert sorted(collector.event_ids) == sorted(event_ids)
    for request in collector.requests:
        assert request.event_ids == sorted(request.event_ids, key=event_ids.index)


def test_events_go_without_a_flush_after_lingering(make_tracker, collector):
    tracker = make_tracker(linger=0.01)
    event_ids = track(tracker)
    collector.wait_for_requests(1)
    assert collector.event_ids == event_ids


def test_every_event_has_one_outcome(make_tracker, listener):
    tracker = make_tracker(on_outcome=listener, batch_events=7)
    event_ids = track(tracker, 50)
    assert tracker.flush()
    outcomes = listener.wait(50)
    assert Counter(outcome.event_id for outcome in outcomes) == Counter(event_ids)
    assert {(outcome.reason, outcome.status, outcome.attempts) for outcome in outcomes} == {("delivered", 200, 1)}
    assert tracker.shutdown()
    assert len(listener) == 50


def test_an_unavailable_collector_is_tried_again(make_tracker, collector, listener):
    collector.answer = lambda collector, _: 503 if len(collector.requests) == 1 else 200
    tracker = make_tracker(on_outcome=listener)
    event_ids = track(tracker)
    assert tracker.flush(timeout=PATIENCE)
    (outcome,) = listener.wait(1)
    assert (outcome.event_id, outcome.reason, outcome.status, outcome.attempts) == (event_ids[0], "delivered", 200, 2)
    assert collector.event_ids == event_ids * 2
    assert tracker.stats().items() >= {"delivered": 1, "requests": 2, "failed_requests": 1}.items()


def test_a_request_that_is_too_large_is_split(make_tracker, collector, listener):
    collector.answer = lambda _, request: 413 if len(request.event_ids) > 1 else 200
    tracker = make_tracker(on_outcome=listener, linger=60)
    event_ids = track(tracker, 4)
    assert tracker.flush(timeout=PATIENCE)
    assert {outcome.reason for outcome in listener.wait(4)} == {"delivered"}
    assert sorted(request.event_ids[0] for request in collector.requests if len(request.event_ids) == 1) == sorted(
        event_ids
    )


@pytest.mark.parametrize(("status", "reason"), [(400, "rejected"), (401, "auth"), (403, "auth"), (413, "too_large")])
def test_what_is_refused_for_good_is_told(make_tracker, collector, listener, status, reason):
    collector.answer = lambda *_: status
    tracker = make_tracker(on_outcome=listener)
    event_ids = track(tracker)
    assert not tracker.flush()
    (outcome,) = listener.wait(1)
    assert (outcome.event_id, outcome.reason, outcome.status) == (event_ids[0], reason, status)
    assert tracker.stats().items() >= {reason: 1, "delivered": 0, **IDLE}.items()


def test_only_the_event_at_fault_is_rejected(make_tracker, collector, listener):
    tracker = make_tracker(on_outcome=listener, linger=60, max_attempts=1)
    event_ids = track(tracker, 10)
    collector.answer = lambda _, request: 400 if event_ids[6] in request.event_ids else 200
    assert not tracker.flush(timeout=PATIENCE)
    reasons = {outcome.event_id: outcome.reason for outcome in listener.wait(10)}
    assert reasons == {event_id: "rejected" if event_id == event_ids[6] else "delivered" for event_id in event_ids}


def test_a_status_can_mean_something_else(make_tracker, collector, listener):
    collector.answer = lambda *_: 404
    tracker = make_tracker(on_outcome=listener, status_policy={404: "reject", 200: "retry"})
    track(tracker)
    assert not tracker.flush(timeout=PATIENCE)
    (outcome,) = listener.wait(1)
    assert (outcome.reason, outcome.status, outcome.attempts) == ("rejected", 404, 1)


def test_attempts_are_bounded(make_tracker, collector, listener):
    collector.answer = lambda *_: 500
    tracker = make_tracker(on_outcome=listener, max_attempts=2)
    track(tracker)
    assert not tracker.flush(timeout=PATIENCE)
    (outcome,) = listener.wait(1)
    assert (outcome.reason, outcome.status, outcome.attempts) == ("retries_exhausted", 500, 2)


def breaks_off(collector, request):
    """An answer for collectors that close the connection without one."""
    collector.released.set()


@pytest.mark.parametrize(
    ("failure", "status"),
    [(lambda *_: 500, 500), (never, None), (breaks_off, None)],
    ids=["refused", "hanging", "broken off"],
)
def test_with_one_attempt_nothing_is_sent_again(make_tracker, collector, listener, failure, status):
    collector.answer = failure
    tracker = make_tracker(on_outcome=listener, max_attempts=1, receive_timeout=0.5)
    (given_up,) = track(tracker)
    assert not tracker.flush(timeout=PATIENCE)
    (outcome,) = listener.wait(1)
    assert (outcome.event_id, outcome.reason) == (given_up, "retries_exhausted")
    assert (outcome.status, outcome.attempts) == (status, 1)
    collector.answer = None
    (later,) = track(tracker)
    assert tracker.flush(timeout=PATIENCE)
    assert [request.event_ids for request in collector.requests] == [[given_up], [later]]
    assert tracker.stats().items() >= {"retries_exhausted": 1, "delivered": 1, "requests": 2, **IDLE}.items()


def test_age_is_bounded(make_tracker, collector, listener):
    collector.answer = lambda *_: 500
    tracker = make_tracker(on_outcome=listener, max_age=0.05)
    track(tracker)
    assert not tracker.flush(timeout=PATIENCE)
    (outcome,) = listener.wait(1)
    assert outcome.reason == "expired"


def test_a_raising_listener_harms_nobody(make_tracker, collector, monkeypatch):
    raised = []
    both = threading.Event()

    def hook(unraisable):
        raised.append((unraisable.exc_type, unraisable.exc_traceback.tb_next.tb_frame.f_code))
        if len(raised) == 2:
            both.set()

    def listener(outcome):
        raise ZeroDivisionError(outcome.event_id)

    monkeypatch.setattr(sys, "unraisablehook", hook)
    tracker = make_tracker(on_outcome=listener)
    for count in (1, 2):
        event_ids = track(tracker)
        assert tracker.flush()
        collector.wait_for_requests(count)
        assert collector.requests[-1].event_ids == event_ids
    assert both.wait(PATIENCE)
    assert raised == [(ZeroDivisionError, listener.__code__)] * 2


def test_a_listener_may_use_the_tracker(make_tracker, collector):
    told = threading.Event()
    seen = []

    def listener(outcome):
        seen.append((outcome.reason, tracker.stats()["delivered"]))
        if len(seen) == 1:
            track(tracker)
        else:
            told.set()

    tracker = make_tracker(on_outcome=listener)
    track(tracker)
    assert told.wait(PATIENCE)
    assert seen == [("delivered", 1), ("delivered", 2)]


def test_an_invalid_event_raises_with_all_violations(make_tracker, collector):
    tracker = make_tracker()
    with pytest.raises(ValidationError) as caught:
        tracker.track(query(duration_ms="long", colour="red"), entities=[context(tier="gold")])
    assert [violation.code for violation in caught.value.violations] == ["type", "unknown_field", "enum"]
    assert "/duration_ms: expected an integer" in str(caught.value)
    assert tracker.stats().items() >= {"accepted": 0, "invalid": 1}.items()
    (event_id,) = track(tracker)
    assert tracker.flush()
    assert collector.event_ids == [event_id]


class UnknownEvent(Event):
    __slots__ = ()
    event_name = "unheard_of"


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        (query(duration_ms="long"), ["type"]),
        (SuggestionRequested(colour="red"), ["unknown_field"]),
        (UnknownEvent(), ["unknown_event"]),
    ],
    ids=["schema", "data", "event"],
)
@pytest.mark.parametrize("on_invalid", ["raise", "report"])
def test_an_invalid_event_is_counted_and_perhaps_reported(make_tracker, listener, event, codes, on_invalid):
    tracker = make_tracker(on_invalid=on_invalid, on_outcome=listener)
    entities = [suggestion()] if isinstance(event, SuggestionRequested) else [context()]
    if on_invalid == "raise":
        with pytest.raises(ValidationError) as caught:
            tracker.track(event, entities=entities)
        violations = caught.value.violations
        assert listener == []
    else:
        assert tracker.track(event, entities=entities) is None
        (outcome,) = listener.wait(1)
        assert (outcome.reason, outcome.status, outcome.attempts) == ("invalid", None, 0)
        violations = outcome.violations
    assert [violation.code for violation in violations] == codes
    assert tracker.stats()["invalid"] == 1


def test_a_full_queue_is_told(make_tracker, listener):
    tracker = make_tracker(max_events=3, linger=60, on_outcome=listener)
    taken = track(tracker, 5)
    assert [event_id is None for event_id in taken] == [False, False, False, True, True]
    assert [outcome.reason for outcome in listener.wait(2)] == ["queue_full", "queue_full"]
    assert tracker.flush()
    assert tracker.stats().items() >= {"accepted": 3, "delivered": 3, "queue_full": 2, **IDLE}.items()


def test_the_oldest_give_way(make_tracker, listener):
    tracker = make_tracker(max_events=3, linger=60, on_outcome=listener, overflow="drop_oldest")
    event_ids = track(tracker, 5)
    assert [(outcome.event_id, outcome.reason) for outcome in listener.wait(2)] == [
        (event_ids[0], "queue_full"),
        (event_ids[1], "queue_full"),
    ]
    assert tracker.flush()
    assert tracker.stats().items() >= {"accepted": 5, "delivered": 3, "queue_full": 2, **IDLE}.items()


def test_a_full_queue_by_bytes(make_tracker):
    tracker = make_tracker(max_bytes=1000, linger=60)
    assert None in track(tracker, 5)
    assert tracker.stats()["queued_bytes"] <= 1000


def test_opting_out(make_tracker, collector, listener):
    tracker = make_tracker(linger=60, on_outcome=listener)
    (held,) = track(tracker)
    tracker.set_opt_out(True)
    assert track(tracker) == [None]
    outcomes = listener.wait(2)
    assert [outcome.reason for outcome in outcomes] == ["opted_out", "opted_out"]
    assert held in {outcome.event_id for outcome in outcomes}
    tracker.set_opt_out(False)
    (event_id,) = track(tracker)
    assert tracker.flush()
    assert collector.event_ids == [event_id]


def test_a_tracker_that_was_shut_down_takes_nothing(make_tracker, collector, listener):
    tracker = make_tracker(on_outcome=listener)
    (event_id,) = track(tracker)
    assert tracker.shutdown()
    assert track(tracker) == [None]
    assert {outcome.reason for outcome in listener.wait(2)} == {"delivered", "closed"}
    assert tracker.shutdown()
    assert tracker.flush()
    assert collector.event_ids == [event_id]


def test_with_shuts_down(collector):
    with snowgauge.Tracker(collector.url, app_id="tests", linger=60) as tracker:
        event_ids = track(tracker)
    assert collector.event_ids == event_ids
    assert track(tracker) == [None]


def test_with_passes_exceptions_on(make_tracker):
    with pytest.raises(KeyError), make_tracker():
        raise KeyError


def test_what_a_forgotten_tracker_holds_is_sent(collector, listener):
    tracker = snowgauge.Tracker(collector.url, app_id="tests", linger=60, on_outcome=listener)
    event_ids = track(tracker, 3)
    del tracker
    collector.wait_for_requests(1)
    assert collector.event_ids == event_ids
    assert {outcome.reason for outcome in listener.wait(3)} == {"delivered"}


def test_counters_are_there_from_the_start(make_tracker):
    stats = make_tracker().stats()
    assert set(stats.values()) == {0}
    reasons = "delivered rejected retries_exhausted expired queue_full too_large auth opted_out abandoned_at_shutdown"
    assert set(stats) >= {*reasons.split(), "invalid", "closed", "accepted", "queued", "in_flight", "requests"}


def test_what_is_held_at_the_deadline_is_given_up(make_tracker, collector, listener):
    collector.answer = never
    tracker = make_tracker(on_outcome=listener)
    event_ids = track(tracker, 2)
    collector.wait_for_requests(1)
    assert not tracker.shutdown(timeout=0.05)
    assert sorted(outcome.event_id for outcome in listener.wait(2)) == sorted(event_ids)
    assert {outcome.reason for outcome in listener} == {"abandoned_at_shutdown"}
