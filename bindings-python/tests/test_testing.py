"""The collector in memory: what came is read back as it was given, and answers mean what they mean on the network."""

import asyncio
import time

import pytest
from samples import suggestion
from snowgauge import (
    PagePing,
    PageView,
    SelfDescribing,
    SelfDescribingJson,
    StructuredEvent,
    Subject,
    Tracker,
    ValidationError,
)
from snowgauge.entities import CodeSuggestionsContext
from snowgauge.events import SuggestionRequested
from snowgauge.testing import Collector, ReceivedData

CLUSTER = "iglu:com.acme/cluster/jsonschema/1-0-0"
LARGEST = 2**63 - 1
LONG = 172_800.0
"""Longer than any pause, in seconds: who waited for it would be noticed."""


@pytest.fixture
def collector():
    return Collector()


def tracker_for(collector, **options):
    return Tracker(collector, app_id="tests", **options)


def structured(action="open"):
    return StructuredEvent(category="search", action=action)


@pytest.mark.parametrize("base64", [False, True])
def test_an_event_is_read_back_as_it_was_given(collector, base64):
    def cluster(of):
        return SelfDescribingJson(CLUSTER, {"of": of, "rows": LARGEST, "error": None, "nested": [{"ä🦊": 0.1}]})

    tracker = tracker_for(
        collector, namespace="web", base64=base64, subject=Subject(user_id="8819234"), entities=[cluster("tracker")]
    )
    with tracker.scope(entities=[cluster("scope")]):
        event_id = tracker.track(structured(), entities=[cluster("event")])
    assert tracker.flush()
    (event,) = collector.events
    assert (event.id, event.kind, event.data) == (event_id, "structured", None)
    given = {"category": "search", "action": "open", "user_id": "8819234", "app_id": "tests", "namespace": "web"}
    assert event.fields.items() >= given.items()
    assert "label" not in event.fields
    assert event.entities == [
        ReceivedData(CLUSTER, {"of": of, "rows": LARGEST, "error": None, "nested": [{"ä🦊": 0.1}]})
        for of in ("event", "scope", "tracker")
    ]
    assert event.find(CLUSTER)["of"] == "event"
    assert event.find("iglu:com.acme/other/jsonschema/1-0-0") is None


def test_every_kind_of_event_is_known(collector):
    tracker = tracker_for(collector)
    page = "https://gitlab.example/issues"
    for event in [
        structured(),
        SelfDescribing(SelfDescribingJson(CLUSTER, {"name": "eu-1"})),
        PageView(page_url=page),
        PagePing(page_url=page, max_y_offset=1200),
    ]:
        tracker.track(event)
    assert tracker.flush()
    events = collector.events
    assert [event.kind for event in events] == ["structured", "self_describing", "page_view", "page_ping"]
    assert events[1].data == ReceivedData(CLUSTER, {"name": "eu-1"})
    assert (events[2].fields["page_url"], events[3].fields["max_y_offset"]) == (page, "1200")


def test_an_invalid_event_is_refused_as_ever(collector):
    tracker = tracker_for(collector)
    with pytest.raises(ValidationError, match="/prefix_length"):
        tracker.track(SuggestionRequested(), entities=[CodeSuggestionsContext(prefix_length=-1)])
    assert tracker.flush()
    assert collector.requests == []


@pytest.mark.parametrize(
    ("answers", "reason", "status"),
    [
        ([204], "delivered", 204),
        ([503, None, (429, 3600), 200], "delivered", 200),
        ([400], "rejected", 400),
        ([410], "rejected", 410),
        ([413], "too_large", 413),
        ([503, 401], "auth", 401),
        ([500] * 5, "retries_exhausted", 500),
        ([None] * 5, "retries_exhausted", None),
    ],
)
def test_each_answer_ends_an_event_as_the_rules_of_delivery_say(collector, listener, answers, reason, status):
    collector.answer_next(*answers)
    tracker = tracker_for(collector, max_attempts=5, max_age=LONG, on_outcome=listener)
    event_id = tracker.track(SuggestionRequested(), entities=[suggestion()])
    assert tracker.flush(timeout=LONG) == (reason == "delivered")
    outcomes = [(outcome.event_id, outcome.reason, outcome.status, outcome.attempts) for outcome in listener]
    assert outcomes == [(event_id, reason, status, len(answers))]
    assert [request.answer for request in collector.requests] == answers
    assert [request.events[0].id for request in collector.requests] == [event_id] * len(answers)
    assert [event.id for event in collector.events] == [event_id] * (reason == "delivered")


def test_an_outage_ends_a_shutdown_at_its_deadline_at_once(collector, listener):
    collector.answer_always(None)
    start = time.monotonic()
    for _ in range(20):
        tracker = tracker_for(collector, on_outcome=listener)
        tracker.track(structured())
        assert not tracker.flush(timeout=600)
        assert not tracker.shutdown(timeout=600)
    assert [outcome.reason for outcome in listener] == ["abandoned_at_shutdown"] * 20
    assert time.monotonic() - start < 300


def test_headers_token_and_cause_are_asked_for_and_told(collector):
    collector.answer_next(401, 502)
    causes = []
    tracker = tracker_for(
        collector,
        headers=lambda: {"X-GitLab-Instance-Id": "8819234"},
        token=lambda fresh: "fresh" if fresh else "kept",
        on_connection=causes.append,
    )
    tracker.track(structured())
    assert tracker.flush(timeout=LONG)
    assert [dict(request.headers)["authorization"] for request in collector.requests] == [
        "Bearer kept",
        "Bearer fresh",
        "Bearer kept",
    ]
    assert dict(collector.requests[0].headers)["x-gitlab-instance-id"] == "8819234"
    assert [cause.message[-3:] for cause in causes if cause.code == "status"] == ["401", "502"]


def test_a_flush_is_awaited_as_ever(collector):
    collector.answer_next((503, 3600))

    async def main():
        async with tracker_for(collector) as tracker:
            tracker.track(structured())
            return await asyncio.wait_for(tracker.aflush(timeout=LONG), 300)

    assert asyncio.run(main())


def test_trackers_may_share_a_collector(collector):
    for action in ("one", "other"):
        with tracker_for(collector) as tracker:
            tracker.track(structured(action))
    assert [event.fields["action"] for event in collector.events] == ["one", "other"]
    assert [request.answer for request in collector.requests] == [200, 200]


@pytest.mark.parametrize("answer", ["503", (503,), (503, 1, 2), [503, 1], (503, "soon"), True, b"503"], ids=repr)
def test_what_is_no_answer_is_refused(collector, answer):
    for call in (collector.answer_next, collector.answer_always):
        with pytest.raises(TypeError, match=r"^(answer|Retry-After): expected "):
            call(answer)


@pytest.mark.parametrize("answer", [-1, 0, 99, 600, 70_000, 2**70, (0, 1), (503, -1), (503, float("nan"))], ids=repr)
def test_what_no_collector_answers_is_refused(collector, answer):
    for call in (collector.answer_next, collector.answer_always):
        with pytest.raises(ValueError, match=r"^(answer|Retry-After): expected "):
            call(answer)
