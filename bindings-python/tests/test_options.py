"""The tracker's options."""

import json
import types

import pytest
from fake_collector import FakeCollector
from samples import context, enabled, suggestion, track
from snowgauge import ConfigError, Tracker, __version__
from snowgauge.entities import GitlabStandard
from snowgauge.events import SuggestionRequested
from snowgauge.testing import request_body
from test_vectors import load

GIVEN = {"entropy": bytes(16), "created": 1, "sent": 2, "app_id": "tests"}


VECTORS = load("options.json")["cases"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_vectors(case):
    options = dict(case["options"])
    if "status_policy" in options:
        options["status_policy"] = {int(status): action for status, action in options["status_policy"].items()}
    if "error" not in case:
        with Tracker(**options):
            return
    with pytest.raises(ConfigError) as caught:
        Tracker(**options)
    assert (caught.value.option, str(caught.value)) == (case["error"]["option"], case["error"]["message"])


def test_all_vectors_ran():
    assert len(VECTORS) == load("manifest.json")["options"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("collector", "snowplow.example"),
        ("collector", "https://user:hunter2@snowplow.example"),
        ("app_id", ""),
        ("namespace", ""),
        ("platform", "desktop"),
        ("framing", "framed"),
        ("max_events", 0),
        ("max_events", -1),
        ("max_bytes", 0),
        ("batch_events", 0),
        ("batch_bytes", 10),
        ("linger", -0.1),
        ("linger", float("nan")),
        ("max_attempts", 0),
        ("max_attempts", 2**40),
        ("max_age", -1),
        ("on_invalid", "ignore"),
        ("too_long", "cut"),
        ("durability", "always"),
        ("store", "/proc/no/directory"),
        ("store", ""),
        ("connect_timeout", 0),
        ("send_timeout", -1),
        ("receive_timeout", float("nan")),
        ("request_timeout", float("inf")),
        ("proxy", "gopher://user:hunter2@proxy.example"),
        ("proxy", ""),
        ("ca_file", "/no/such/file.pem"),
        ("tracker_version", ""),
        ("schema_versions", {"gitlab_standard": "1.1.8"}),
        ("overflow", "drop_newest"),
        ("status_policy", {404: "again"}),
        ("status_policy", {99: "retry"}),
        ("status_policy", {-1: "retry"}),
        ("status_policy", {2**16: "retry"}),
    ],
)
def test_unusable_options_are_named(option, value):
    with pytest.raises(ConfigError) as caught:
        Tracker(**{"collector": "http://127.0.0.1:9", "app_id": "tests", option: value})
    assert caught.value.option == option
    assert str(caught.value).startswith(f"{option}: expected ")
    assert "hunter2" not in str(caught.value)


HALF = "\ud800"


@pytest.mark.parametrize(
    "option", ["collector", "app_id", "namespace", "platform", "framing", "tracker_version", "proxy"]
)
@pytest.mark.parametrize("value", [HALF, b"text", 7])
def test_texts_are_texts(option, value):
    """A variable of the environment that is no UTF-8 has half a surrogate pair."""
    options = {"collector": "http://127.0.0.1:9", "app_id": "tests", option: value}
    expected = ConfigError if value == HALF else TypeError
    with pytest.raises(expected, match=f"^{option}: expected "):
        Tracker(**options)


NUMBERS = ["max_events", "max_bytes", "batch_events", "batch_bytes", "max_attempts"]
SECONDS = ["linger", "max_age", "connect_timeout", "send_timeout", "receive_timeout", "request_timeout"]


@pytest.mark.parametrize("option", NUMBERS + SECONDS)
@pytest.mark.parametrize("value", [True, False, "10", [10]], ids=repr)
def test_numbers_are_numbers(option, value):
    with pytest.raises(TypeError, match=f"^{option}: expected .*, found {type(value).__name__}$"):
        Tracker("http://127.0.0.1:9", app_id="tests", **{option: value})


@pytest.mark.parametrize("option", NUMBERS + SECONDS)
@pytest.mark.parametrize("value", [10**400, -(10**400)], ids=["large", "negative"])
def test_numbers_beyond_all_bounds_are_told(option, value):
    with pytest.raises(
        ConfigError, match=f"^{option}: expected .*, found (one|an integer) that is too large$|negative one$"
    ):
        Tracker("http://127.0.0.1:9", app_id="tests", **{option: value})


async def coroutine(_):
    pass


class Coroutine:
    async def __call__(self, _):
        pass


@pytest.mark.parametrize("option", ["on_outcome", "on_store", "on_connection", "headers", "token"])
@pytest.mark.parametrize("value", ["print", {}, coroutine, Coroutine(), Coroutine().__call__], ids=repr)
def test_functions_are_functions(option, value):
    """One that has to be awaited would never be: it would hear nothing."""
    with pytest.raises(TypeError, match=f"^{option}: expected a function"):
        Tracker("http://127.0.0.1:9", app_id="tests", **{option: value})


@pytest.mark.parametrize(
    "options",
    [
        {"base64": 1},
        {"on_invalid": True},
        {"overflow": 1},
        {"too_long": 1},
        {"durability": 1},
        {"store": 7},
        {"store": b"events"},
        {"ca_file": 7},
        {"schema_versions": [("gitlab_standard", "1-1-8")]},
        {"schema_versions": {"gitlab_standard": 118}},
        {"schema_versions": {7: "1-1-8"}},
        {"status_policy": {"404": "reject"}},
        {"status_policy": {True: "reject"}},
        {"status_policy": {404: None}},
    ],
    ids=str,
)
def test_options_have_types(options):
    (option,) = options
    with pytest.raises(TypeError, match=f"^{option}: expected .*, found "):
        Tracker("http://127.0.0.1:9", app_id="tests", **options)


@pytest.mark.parametrize("options", [{}, {"app_id": "tests", "color": "red"}, {"app_id": "tests", "subject": {}}])
def test_options_are_those_that_there_are(options):
    with pytest.raises(TypeError):
        Tracker("http://127.0.0.1:9", **options)


def test_a_mapping_need_not_be_a_dict(make_tracker):
    read_only = types.MappingProxyType({"gitlab_standard": "1-1-8"})
    tracker = make_tracker(schema_versions=read_only, status_policy=types.MappingProxyType({404: "reject"}))
    assert tracker.flush()


def test_options_are_keywords():
    with pytest.raises(TypeError):
        Tracker("http://127.0.0.1:9", "tests")


def test_endless_times_are_taken(make_tracker, collector):
    tracker = make_tracker(linger=float("inf"), max_age=float("inf"))
    (event_id,) = track(tracker)
    assert tracker.flush(timeout=float("inf"))
    assert collector.event_ids == [event_id]


@pytest.mark.parametrize(
    ("timeout", "error"),
    [(-1, ConfigError), (float("nan"), ConfigError), (10**400, ConfigError), (None, TypeError), (True, TypeError)],
    ids=["negative", "NaN", "large", "None", "True"],
)
def test_timeouts_are_seconds(make_tracker, timeout, error):
    tracker = make_tracker()
    for wait in (tracker.flush, tracker.shutdown):
        with pytest.raises(error, match=r"^timeout: expected seconds"):
            wait(timeout=timeout)


def test_the_sender_is_told_in_every_event(make_tracker, collector):
    tracker = make_tracker(app_id="gateway", namespace="worker", platform="web", tracker_version="mine-1")
    track(tracker, 2)
    assert tracker.flush()
    for event in (event for request in collector.requests for event in request.body["data"]):
        assert (event["aid"], event["tna"], event["p"], event["tv"]) == ("gateway", "worker", "web", "mine-1")


def test_defaults(make_tracker, collector):
    tracker = make_tracker()
    track(tracker)
    assert tracker.flush()
    (event,) = collector.requests[0].body["data"]
    assert (event["tna"], event["p"], event["tv"]) == ("snowgauge", "srv", f"py-{__version__}")
    assert collector.requests[0].path == "/com.snowplowanalytics.snowplow/tp2"
    assert collector.requests[0].content_type == "application/json; charset=UTF-8"


def test_a_full_endpoint_is_used_as_it_is():
    collector = FakeCollector()
    tracker = Tracker(f"{collector.url}/-/collect_events", app_id="tests")
    track(tracker)
    assert tracker.shutdown()
    collector.close()
    assert [request.path for request in collector.requests] == ["/-/collect_events"]


def test_framing():
    kinds = {
        framing: json.loads(request_body(enabled(), entities=[context()], framing=framing, **GIVEN))["data"][0]["e"]
        for framing in ("internal_events", "self_describing", None)
    }
    assert kinds == {"internal_events": "se", "self_describing": "ue", None: "se"}


def test_schema_versions(make_tracker, collector):
    tracker = make_tracker(schema_versions={"gitlab_standard": "1-1-8"})
    assert tracker.track(SuggestionRequested(), entities=[suggestion(), GitlabStandard(environment="production")])
    assert tracker.flush()
    (event,) = collector.requests[0].body["data"]
    schemas = [entity["schema"] for entity in json.loads(event["co"])["data"]]
    assert "iglu:com.gitlab/gitlab_standard/jsonschema/1-1-8" in schemas


def test_request_body_wants_16_bytes_of_entropy():
    with pytest.raises(ValueError, match="16 bytes"):
        request_body(SuggestionRequested(), entities=[suggestion()], **{**GIVEN, "entropy": b"short"})
