"""Subjects, entities and true timestamps of trackers, scopes and events."""

import asyncio
import contextvars
import functools
import json
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone, tzinfo

import pytest
import snowgauge
from samples import context as plan_context
from samples import query
from snowgauge import ConfigError, PageView, SelfDescribingJson, StructuredEvent, Subject, ValidationError
from snowgauge.entities import GitlabStandard
from snowgauge.testing import request_body

EVENT = StructuredEvent(category="search", action="open")
URI = "iglu:com.acme/place/jsonschema/1-0-0"


def place(name):
    return SelfDescribingJson(URI, name)


@pytest.fixture
def make_tracker(make_tracker):
    """Makes trackers that send with a flush, all at once: so what arrives is in order."""
    return functools.partial(make_tracker, linger=60)


@pytest.fixture
def sent(collector):
    """Flushes a tracker and gives what arrived: of each event its user, its language and its entities' data."""

    def sent(tracker):
        assert tracker.flush()
        events = [event for request in collector.requests for event in request.body["data"]]
        collector.requests.clear()
        places = [[entity["data"] for entity in json.loads(event.get("co", '{"data":[]}'))["data"]] for event in events]
        return [(event.get("uid"), event.get("lang"), *data) for event, data in zip(events, places, strict=True)]

    return sent


def test_layers_merge_and_entities_add_up(make_tracker, sent):
    tracker = make_tracker(subject=Subject(user_id="tracker", language="de"), entities=[place("tracker")])
    outer = tracker.scope(subject=Subject(user_id="outer", language="fr"), entities=[place("outer")])
    inner = tracker.scope(subject=Subject(user_id="inner"), entities=(place(name) for name in ("inner", "second")))
    tracker.track(EVENT)
    with outer, inner:
        tracker.track(EVENT, subject=Subject(user_id="event"), entities=[place("event")])
        tracker.track(EVENT)
    with outer:
        tracker.track(EVENT)
    tracker.track(EVENT)
    assert sent(tracker) == [
        ("tracker", "de", "tracker"),
        ("event", "fr", "event", "inner", "second", "outer", "tracker"),
        ("inner", "fr", "inner", "second", "outer", "tracker"),
        ("outer", "fr", "outer", "tracker"),
        ("tracker", "de", "tracker"),
    ]


def test_a_scope_ends_with_an_exception_too(make_tracker, sent):
    tracker = make_tracker()
    with pytest.raises(KeyError), tracker.scope(subject=Subject(user_id="a")):
        raise KeyError
    tracker.track(EVENT)
    assert sent(tracker) == [(None, None)]


def test_a_scope_is_one_trackers(make_tracker, sent):
    tracker, other = make_tracker(), make_tracker()
    with tracker.scope(entities=[place("mine")]), other.scope(entities=[place("other's")]):
        tracker.track(EVENT)
        assert sent(tracker) == [(None, None, "mine")]
        other.track(EVENT)
        assert sent(other) == [(None, None, "other's")]


def test_a_scope_can_be_entered_again_and_inside_itself(make_tracker, sent):
    tracker = make_tracker()
    scope = tracker.scope(entities=[place("a")])
    with scope, scope:
        tracker.track(EVENT)
    with scope:
        tracker.track(EVENT)
    tracker.track(EVENT)
    assert sent(tracker) == [(None, None, "a", "a"), (None, None, "a"), (None, None)]


def test_scopes_may_end_out_of_order(make_tracker, sent):
    tracker = make_tracker()
    first, second, third = (tracker.scope(entities=[place(name)]) for name in "abc")
    for scope in (first, second, third):
        scope.__enter__()
    first.__exit__(None, None, None)
    first.__exit__(None, None, None)
    tracker.track(EVENT)
    third.__exit__(None, None, None)
    tracker.track(EVENT)
    second.__exit__(None, None, None)
    tracker.track(EVENT)
    assert sent(tracker) == [(None, None, "c", "b"), (None, None, "b"), (None, None)]


def test_scopes_that_were_never_left_can_go(make_tracker):
    """As where generators are left behind in threads that last."""
    tracker = make_tracker()

    def enter():
        for _ in range(20_000):
            tracker.scope().__enter__()

    contextvars.copy_context().run(enter)
    with tracker.scope(subject=Subject(user_id="a")):
        assert tracker.track(EVENT)


def test_each_task_has_its_own_scope(make_tracker, sent):
    tracker = make_tracker()
    tasks = [str(number) for number in range(8)]

    async def child():
        await asyncio.sleep(0)
        tracker.track(EVENT)

    async def request(name, barrier):
        with tracker.scope(subject=Subject(user_id=name)):
            await barrier(name)
            # A task that is started in a scope has it; so does work on another thread.
            await asyncio.gather(child(), asyncio.to_thread(tracker.track, EVENT))
        tracker.track(EVENT, subject=Subject(language=name))

    async def main():
        inside, everybody = set(), asyncio.Event()

        async def barrier(name):
            inside.add(name)
            if len(inside) == len(tasks):
                everybody.set()
            await everybody.wait()

        await asyncio.gather(*(request(name, barrier) for name in tasks))
        tracker.track(EVENT)

    asyncio.run(main())
    expected = [(name, None) for name in tasks] * 2 + [(None, name) for name in tasks] + [(None, None)]
    assert sorted(map(str, sent(tracker))) == sorted(map(str, expected))


def test_each_request_of_an_asgi_application_has_its_own_scope(make_tracker, sent):
    fastapi = pytest.importorskip("fastapi")
    tracker, app = make_tracker(), fastapi.FastAPI()
    users = [str(number) for number in range(8)]

    class Scoped:
        def __init__(self, app):
            self.app = app

        async def __call__(self, request, receive, send):
            with tracker.scope(subject=Subject(user_id=request["path"].strip("/").split("/")[1])):
                await self.app(request, receive, send)

    app.add_middleware(Scoped)

    @app.get("/task/{user}")
    async def in_a_task(user: str):
        await asyncio.sleep(0)
        tracker.track(EVENT, subject=Subject(language=user))

    @app.get("/thread/{user}")
    def in_a_thread(user: str):
        tracker.track(EVENT, subject=Subject(language=user))

    async def get(path):
        async def receive():
            return {"type": "http.request"}

        async def send(message):
            assert message.get("status", 200) == 200

        request = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
        await app(request, receive, send)

    async def main():
        await asyncio.gather(*(get(f"/{kind}/{user}") for kind in ("task", "thread") for user in users))

    asyncio.run(main())
    assert sorted(sent(tracker)) == sorted([(user, user) for user in users] * 2)


def test_each_thread_has_its_own_scope(make_tracker, sent):
    tracker = make_tracker()
    inside = threading.Barrier(4)

    def work(name):
        with tracker.scope(subject=Subject(user_id=name)):
            inside.wait()
            tracker.track(EVENT)
            inside.wait()
        tracker.track(EVENT)

    with tracker.scope(subject=Subject(user_id="main")), ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, "abcd")) == [None] * 4
        pool.submit(contextvars.copy_context().run, tracker.track, EVENT).result()
    expected = [(name, None) for name in "abcd"] + [(None, None)] * 4 + [("main", None)]
    assert sorted(map(str, sent(tracker))) == sorted(map(str, expected))


def track_in_child(tracker, queue):
    tracker.track(EVENT)
    queue.put((tracker.flush(), tracker.stats()["accepted"]))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="the system does not fork")
def test_a_forked_child_keeps_scope_and_subject(make_tracker, sent, collector):
    tracker = make_tracker(subject=Subject(language="de"))
    fork = multiprocessing.get_context("fork")
    queue = fork.SimpleQueue()
    with tracker.scope(subject=Subject(user_id="parent's"), entities=[place("a")]):
        tracker.track(EVENT)
        assert sent(tracker) == [("parent's", "de", "a")]
        child = fork.Process(target=track_in_child, args=(tracker, queue))
        child.start()
        assert queue.get() == (True, 1)
        child.join()
    assert sent(tracker) == [("parent's", "de", "a")]


def test_the_plan_counts_entities_of_every_layer(make_tracker):
    tracker = make_tracker()
    with tracker.scope(entities=[plan_context()]):
        assert tracker.track(query())
        with pytest.raises(ValidationError, match="knowledge_graph_context"):
            tracker.track(query(), entities=[plan_context()])


WRONG = Subject(viewport="wide", useragent="x" * 1001)


def test_what_is_wrong_is_told_where_it_is_given(make_tracker, listener):
    with pytest.raises(ConfigError, match=r"subject: .*/viewport: .*/useragent: ") as caught:
        make_tracker(subject=WRONG)
    assert caught.value.option == "subject"
    with pytest.raises(ConfigError, match=r"entities: .*/environment: ") as caught:
        make_tracker(entities=[GitlabStandard()])
    assert caught.value.option == "entities"
    tracker = make_tracker()
    with pytest.raises(ValidationError) as caught:
        tracker.scope(subject=WRONG, entities=[GitlabStandard()])
    assert [violation.pointer for violation in caught.value.violations] == ["/viewport", "/useragent", "/environment"]
    with pytest.raises(ValidationError):
        tracker.track(EVENT, subject=WRONG)
    assert [violation.code for violation in snowgauge.check(EVENT, subject=WRONG)] == ["format", "max_length"]


class Unplanned(snowgauge.Entity):
    __slots__ = ()
    schema = "iglu:com.example/unheard_of/jsonschema/1-0-0"


def test_an_entity_without_a_schema_is_told(make_tracker):
    with pytest.raises(ConfigError, match=r"entities: .*unheard_of"):
        make_tracker(entities=[Unplanned()])
    with pytest.raises(ValidationError, match="unheard_of"):
        make_tracker().scope(entities=[Unplanned()])


def test_a_wrong_scope_is_only_reported_where_errors_are(make_tracker, listener):
    tracker = make_tracker(on_invalid="report", on_outcome=listener)
    with tracker.scope(subject=Subject(viewport="wide"), entities=[Unplanned()]):
        assert tracker.track(EVENT) is None
    with tracker.scope(subject=Subject(viewport="wide")):
        assert tracker.track(EVENT) is None
    codes = [[violation.code for violation in outcome.violations] for outcome in listener.wait(2)]
    assert codes == [["unknown_schema"], ["format"]]


@pytest.mark.parametrize("options", [{"subject": {"user_id": "a"}}, {"entities": ["a"]}, {"entities": 1}])
def test_types_are_told(make_tracker, options):
    tracker = make_tracker()
    for call in (make_tracker, tracker.scope, lambda **options: tracker.track(EVENT, **options)):
        with pytest.raises(TypeError):
            call(**options)


def test_texts_are_cut_where_that_is_asked_for(make_tracker, collector, listener):
    tracker = make_tracker(too_long="truncate", on_outcome=listener)
    with tracker.scope(subject=Subject(useragent="u" * 1001, user_id="a")):
        tracker.track(StructuredEvent(category="c" * 1001, action="open"))
    assert tracker.flush()
    (event,) = collector.requests[0].body["data"]
    assert (event["ua"], event["se_ca"], event["uid"]) == ("u" * 1000, "c" * 1000, "a")
    (outcome,) = listener.wait(1)
    assert outcome.truncated == ["useragent", "category"]


EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [
        (0, "0"),
        (1_764_000_000_123, "1764000000123"),
        (-62_167_219_200_000, "-62167219200000"),
        (EPOCH, "0"),
        (EPOCH + timedelta(days=20_000, milliseconds=1), "1728000000001"),
        (datetime(2026, 1, 1, 2, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=2))), "1767225600999"),
        (EPOCH - timedelta(microseconds=1), "-1"),
        (datetime.max.replace(tzinfo=timezone.utc), "253402300799999"),
    ],
)
def test_true_timestamp(moment, milliseconds):
    body = request_body(EVENT, true_timestamp=moment, entropy=bytes(16), created=1, sent=2, app_id="tests")
    assert json.loads(body)["data"][0]["ttm"] == milliseconds


@pytest.mark.parametrize(
    ("moment", "code"),
    [(10**15, "maximum"), (-(10**30), "minimum"), pytest.param(10**5000, "not_json", id="endless")],
)
def test_a_true_timestamp_out_of_range_is_a_violation(moment, code):
    (violation,) = snowgauge.check(EVENT, true_timestamp=moment)
    assert (violation.code, violation.pointer) == (code, "/true_timestamp")


class Lost(tzinfo):
    """A time zone that does not know itself."""

    def utcoffset(self, moment):
        raise LookupError


@pytest.mark.parametrize(
    ("moment", "code", "found"),
    [
        (datetime(2026, 1, 1), "format", "a datetime without a time zone"),
        (datetime(2026, 1, 1, tzinfo=Lost()), "not_json", "an object that cannot be read"),
        ("2026-01-01", "type", "a string"),
        (1.5, "type", "a number"),
        (True, "type", "a boolean"),
        (EPOCH.date(), "not_json", "an object of type date"),
    ],
    ids=["naive", "lost", "text", "float", "bool", "date"],
)
def test_a_true_timestamp_is_a_moment(make_tracker, moment, code, found):
    """What a client has sent as a time may be none: no reason to fail its request."""
    assert make_tracker(on_invalid="report").track(EVENT, true_timestamp=moment) is None
    with pytest.raises(ValidationError) as caught:
        make_tracker().track(EVENT, true_timestamp=moment)
    (violation,) = caught.value.violations
    assert (violation.code, violation.pointer, violation.found) == (code, "/true_timestamp", found)


def test_base64(make_tracker, collector):
    tracker = make_tracker(base64=True)
    tracker.track(PageView(page_url="https://gitlab.example/"), entities=[place("a")])
    assert tracker.flush()
    (event,) = collector.requests[0].body["data"]
    assert ("cx" in event, "co" in event) == (True, False)
