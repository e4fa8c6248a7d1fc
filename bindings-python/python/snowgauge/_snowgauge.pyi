from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from os import PathLike
from types import TracebackType
from typing import Any, Literal, TypeAlias, final

from typing_extensions import Self, disjoint_base

from snowgauge.entities import RequestCount

__all__ = [
    "Collector",
    "ConnectionNotice",
    "Datum",
    "Entity",
    "Event",
    "News",
    "Outcome",
    "Question",
    "Questions",
    "RequestCounts",
    "Scope",
    "SelfDescribing",
    "SelfDescribingJson",
    "StoreNotice",
    "Subject",
    "Tracker",
    "Violation",
    "__version__",
    "check",
    "request_body",
    "validate",
]

__version__: str

_Answer: TypeAlias = int | tuple[int, float] | None
_Pair: TypeAlias = tuple[str, str]
_Received: TypeAlias = tuple[str, str, dict[str, str], _Pair | None, list[_Pair]]

@disjoint_base
class Datum:
    """The fields of an event or entity, immutable. Wrong ones are kept too: `check` lists and `track` reports them."""

    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, object]]: ...
    def _field(self, name: str) -> Any:  # noqa: ANN401  # any value can be given for a field
        """What was given for a field; None where nothing was."""

@disjoint_base
class Event(Datum):
    """Base of the classes in `snowgauge.events` and of the protocol's own kinds: what can be tracked."""

    def __new__(cls, **fields: object) -> Self: ...

class Entity(Datum):
    """Base of the classes in `snowgauge.entities`: what describes the circumstances of an event."""

    def __new__(cls, **fields: object) -> Self: ...

@disjoint_base
class Subject(Datum):
    """Base of `snowgauge.Subject`: who and where the user is."""

    def __new__(cls, **fields: object) -> Self: ...

@final
class SelfDescribingJson(Entity):
    """Data with the Iglu URI of the schema that describes it: an entity, or what a `SelfDescribing` event says.

    The data is any value that `json.dumps` takes. The schema may be one that the tracking plan does not have; nothing
    has to be registered. Then the data is sent as it is, its members in the order given, if the URI is an Iglu URI with
    a full version and the data does not nest too deeply. Data of the tracking plan's schemas is checked against them.

    Args:
        schema: The schema's URI, such as `iglu:com.acme/cluster/jsonschema/1-0-0`.
        data: The data. It is encoded now: what happens to it afterwards does not change what is sent.

    Example:
        >>> from snowgauge import SelfDescribingJson, StructuredEvent, check
        >>> cluster = SelfDescribingJson("iglu:com.acme/cluster/jsonschema/1-2-0", {"name": "eu-1", "nodes": 3})
        >>> check(StructuredEvent(category="cluster", action="grow"), [cluster])
        []
    """

    def __new__(cls, schema: str, data: object) -> Self: ...
    @property
    def schema(self) -> str:
        """The URI of its schema."""

    @property
    def data(self) -> Any:  # noqa: ANN401  # whatever was given
        """The data, as it was given."""

@final
class SelfDescribing(Event):
    """A self-describing event (`e=ue`) with this data, whatever the tracker's framing is.

    Where the data is that of an event of the tracking plan, the plan's rules about that event hold.

    Example:
        >>> from snowgauge import SelfDescribing, SelfDescribingJson, check
        >>> data = SelfDescribingJson("iglu:com.acme/deployed/jsonschema/1-0-0", {"sha": "0d6f5a1b", "seconds": 42})
        >>> check(SelfDescribing(data))
        []
    """

    def __new__(cls, data: SelfDescribingJson) -> Self: ...
    @property
    def data(self) -> SelfDescribingJson:
        """What it says."""

@final
class Scope:
    """A part of an application, such as one request that it serves; made by `Tracker.scope`.

    A `with` block enters it. It can be entered again, and by several threads and tasks at a time.
    """

    def __enter__(self) -> None: ...
    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None: ...

@final
class Violation:
    """One way in which a value does not fit, told without telling the value."""

    def __new__(cls, code: str, pointer: str, expected: str, found: str, schema: str, message: str) -> Self: ...
    @property
    def code(self) -> str:
        """What kind of misfit it is, such as `type` or `max_length`: a stable text."""

    @property
    def pointer(self) -> str:
        """Where: a JSON pointer into the datum; empty means the datum as a whole."""

    @property
    def expected(self) -> str:
        """What would have fitted, in words."""

    @property
    def found(self) -> str:
        """What was there, in words: its type and length, and of a wrong enum value its start."""

    @property
    def schema(self) -> str:
        """The URI of the datum's schema, or the event's name where no datum is at fault."""

    @property
    def message(self) -> str:
        """All of it as one sentence."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[str, str, str, str, str, str]: ...

@final
class Outcome:
    """How one event ended. Each event has exactly one outcome."""

    def __new__(
        cls,
        event_id: str,
        reason: str,
        status: int | None = None,
        attempts: int = 0,
        violations: Sequence[Violation] = (),
        truncated: Sequence[str] = (),
    ) -> Self: ...
    @property
    def event_id(self) -> str:
        """Which event."""

    @property
    def reason(self) -> str:
        """Why it left, or was not taken: a stable text, such as `delivered`."""

    @property
    def status(self) -> int | None:
        """The HTTP status that decided it, where one did."""

    @property
    def attempts(self) -> int:
        """How many requests carried it."""

    @property
    def violations(self) -> list[Violation]:
        """What was wrong with it, where the reason is `invalid`."""

    @property
    def truncated(self) -> list[str]:
        """The fields that were cut to their limits, where `too_long` is `truncate`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[str, str, int | None, int, list[Violation], list[str]]: ...

@final
class ConnectionNotice:
    """Why requests fail, or that they succeed again: what to look at when nothing arrives.

    No event is lost by any of it.
    """

    def __new__(cls, code: str, message: str) -> Self: ...
    @property
    def code(self) -> str:
        """A stable text: working, dns, connect, proxy, tls, timeout, reset, protocol, status, token or headers."""

    @property
    def message(self) -> str:
        """The same as a sentence, with what belongs to it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[str, str]: ...

@final
class StoreNotice:
    """What has happened to the store. No event is lost by any of it."""

    def __new__(cls, code: str, message: str) -> Self: ...
    @property
    def code(self) -> str:
        """What has happened: `failing`, `full`, `working` or `damaged`, a stable text."""

    @property
    def message(self) -> str:
        """The same as a sentence, with what belongs to it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs__(self) -> tuple[str, str]: ...

@final
class News:
    """What a tracker has to tell, for the thread that tells it: an iterator that waits for the next piece of news."""

    @property
    def function(self) -> Callable[[Outcome | StoreNotice | ConnectionNotice], object]:
        """The function that hears it; None when its tracker is gone."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> Outcome | StoreNotice | ConnectionNotice: ...

@final
class Questions:
    """What a tracker asks a function, for the thread that calls it: an iterator that waits for the next question."""

    @property
    def function(self) -> Callable[..., Any]:
        """The function that is asked; None when its tracker is gone."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> Question: ...

@final
class Question:
    """One question: what goes with the next request?"""

    @property
    def fresh(self) -> bool:
        """Whether the collector has refused the token before."""

    def answer(self, pairs: Sequence[_Pair] | None = None) -> None:
        """Answers it with pairs of a name and a value, or with nothing: then no request is made now."""

@disjoint_base
class Collector:
    """The native half of `snowgauge.testing.Collector`."""

    def __new__(cls) -> Self: ...
    def answer_next(self, *answers: _Answer) -> None:
        """Answers the next requests so, in this order, before what `answer_always` says.

        An answer is an HTTP status; a pair of one and the seconds of its `Retry-After`; or None, where no connection
        comes about.
        """

    def answer_always(self, answer: _Answer, /) -> None:
        """Answers all requests so from now on: with 200, until it is told otherwise."""

    def _received(self) -> list[tuple[list[_Pair], list[_Received], _Answer]]:
        """What came: for each request its headers, its events, and how it was answered."""

@final
class RequestCounts:
    """Adds up what became of requests, until an event takes it along: what a gateway tells of previous requests.

    Requests, errors and accepts are counted per language, model engine and model name. Threads may share one; no call
    blocks.

    `max_keys` is how many different keys are held; the counts of others go to the row without a key, so the totals
    stay right. Counts stop at 2147483647, the largest that the schema allows, and texts of keys are shortened to its
    lengths. None of it is silent: `stats` says how many counts it concerned.

    A forked child begins with nothing: what was counted before is the parent's to tell.

    Example:
        >>> from snowgauge import RequestCounts
        >>> counts = RequestCounts()
        >>> counts.record_request(lang="python", model_engine="vertex-ai")
        >>> counts.record_accept(lang="python", model_engine="vertex-ai")
        >>> counts.take()
        [{'requests': 1, 'errors': 0, 'accepts': 1, 'lang': 'python', 'model_engine': 'vertex-ai'}]
    """

    def __new__(cls, *, max_keys: int = 100) -> Self: ...
    def record_request(
        self,
        *,
        lang: str | None = None,
        model_engine: str | None = None,
        model_name: str | None = None,
        count: int = 1,
    ) -> None:
        """Counts a request, or `count` of them. A part of the key that is None is not known."""

    def record_error(
        self,
        *,
        lang: str | None = None,
        model_engine: str | None = None,
        model_name: str | None = None,
        count: int = 1,
    ) -> None:
        """Counts a request that failed, or `count` of them. That it was made is recorded apart, by `record_request`."""

    def record_accept(
        self,
        *,
        lang: str | None = None,
        model_engine: str | None = None,
        model_name: str | None = None,
        count: int = 1,
    ) -> None:
        """Counts a suggestion that was accepted, or `count` of them."""

    def take(self) -> list[RequestCount]:
        """Gives away what was counted, for an event to take along, and begins anew.

        Returns a list for `CodeSuggestionsContext(request_counts=...)`, in the order of the keys.
        """

    def give_back(self, rows: Iterable[RequestCount]) -> None:
        """Adds counts again that were taken for an event which was then not tracked. What was counted since stays.

        Raises `TypeError`, and adds nothing, where `rows` is not what `take` gives.
        """

    def stats(self) -> dict[str, int]:
        """What could not be counted as it came, since the beginning.

        Counts that are `unattributed`, as there were too many keys; those whose key was `shortened`; those that were
        `dropped`, as their row was at its maximum.
        """

@disjoint_base
class Tracker:
    """The native half of `snowgauge.Tracker`."""

    def __new__(
        cls,
        collector: str | Collector,
        *,
        app_id: str,
        namespace: str | None = None,
        platform: Literal["web", "iot", "app", "mob", "pc", "cnsl", "tv", "srv", "headset"] | None = None,
        framing: Literal["internal_events", "self_describing"] | None = None,
        max_events: int | None = None,
        max_bytes: int | None = None,
        batch_events: int | None = None,
        batch_bytes: int | None = None,
        linger: float | None = None,
        max_attempts: int | None = None,
        max_age: float | None = None,
        on_invalid: Literal["raise", "report"] = "raise",
        on_outcome: Callable[[Outcome], object] | None = None,
        tracker_version: str | None = None,
        schema_versions: Mapping[str, str] | None = None,
        store: str | PathLike[str] | None = None,
        durability: Literal["process", "power"] = "process",
        on_store: Callable[[StoreNotice], object] | None = None,
        subject: Subject | None = None,
        entities: Iterable[Entity] = (),
        too_long: Literal["reject", "truncate"] = "reject",
        base64: bool = False,
        overflow: Literal["reject_new", "drop_oldest"] = "reject_new",
        status_policy: Mapping[int, Literal["deliver", "retry", "reject", "bisect", "split", "auth"]] | None = None,
        connect_timeout: float | None = None,
        send_timeout: float | None = None,
        receive_timeout: float | None = None,
        request_timeout: float | None = None,
        proxy: str | None = None,
        ca_file: str | PathLike[str] | None = None,
        on_connection: Callable[[ConnectionNotice], object] | None = None,
        headers: Callable[[], Mapping[str, str] | Iterable[tuple[str, str]]] | None = None,
        token: Callable[[bool], str] | None = None,
    ) -> Self: ...
    def track(
        self,
        event: Event,
        *,
        entities: Iterable[Entity] = (),
        subject: Subject | None = None,
        true_timestamp: int | datetime | None = None,
    ) -> str | None:
        """Checks an event with its entities and takes it for delivery.

        It does not block and does no IO, but for writing the event to its store, if it has one.

        Returns the event's id, or None when the event was not taken: the queue is full, the user has opted out, the
        tracker was shut down, or the event is invalid and `on_invalid` is "report". `stats` and `on_outcome` tell why.

        `subject` says who and where the user was, before what scopes and the tracker say. `true_timestamp` says when it
        really happened, for events that are told later: an aware datetime, or milliseconds since 1970. Anything else
        makes the event invalid.

        Raises `ValidationError` with all that is wrong with an invalid event, unless `on_invalid` is "report".
        """

    def scope(self, *, subject: Subject | None = None, entities: Iterable[Entity] = ()) -> Scope:
        """A part of the application, such as one request that it serves: for a `with` block.

        What this tracker tracks in it gets the fields of `subject` that it does not set itself, and `entities`. A scope
        is that of its context (`contextvars`): tasks that are started in it have it, other tasks and threads do not.
        Scopes nest: fields of inner ones stand before those of outer ones and of the tracker, entities add up.

        Raises `ValidationError` with all that is wrong with the subject and the entities. Where `on_invalid` is
        "report", it raises nothing: the events that are tracked in it are invalid.
        """

    def flush(self, timeout: float = 5.0) -> bool:
        """Sends what is held without waiting for more. Blocks until all of it has left, for `timeout` seconds at most.

        Returns whether all of it was delivered.
        """

    def shutdown(self, timeout: float = 5.0) -> bool:
        """Takes no more events, and sends what is held. Blocks until all of it has left, for `timeout` seconds at most.

        What is left then is given up, or left to the next start by a store. Harmless when called again.

        Returns whether all of it was delivered.
        """

    def stats(self) -> dict[str, int]:
        """What the tracker has done so far: a count for each way an event can end in, and for what is held now."""

    def set_opt_out(self, opted_out: bool) -> None:
        """Opts the user out of tracking, or in again.

        Out: events that wait are dropped, further ones are not taken, and what a store has of them is erased.
        """

def validate(schema_uri: str, data: object) -> list[Violation]:
    """Checks one datum, any Python value, against the schema with this Iglu URI and the plan's rules about it.

    Returns all that is wrong with it; nothing is tracked.
    """

def check(
    event: Event,
    entities: Iterable[Entity] = (),
    *,
    subject: Subject | None = None,
    true_timestamp: int | datetime | None = None,
) -> list[Violation]:
    """Checks an event with its entities as a tracker would: against their schemas and the tracking plan.

    Returns all that is wrong with them; nothing is tracked.
    """

def request_body(
    event: Event,
    *,
    entities: Iterable[Entity] = (),
    entropy: bytes,
    created: int,
    sent: int,
    app_id: str,
    namespace: str | None = None,
    platform: str | None = None,
    framing: str | None = None,
    tracker_version: str | None = None,
    schema_versions: Mapping[str, str] | None = None,
    subject: Subject | None = None,
    true_timestamp: int | datetime | None = None,
    too_long: Literal["reject", "truncate"] = "reject",
    base64: bool = False,
) -> bytes:
    """The body of the request that would carry this event alone.

    What a tracker takes from the system is given: `entropy`, the 16 random bytes of the event's id, and the times
    `created` and `sent`, in milliseconds since 1970. The other arguments are a tracker's options.

    Raises `ValidationError` for an event that does not fit, and `ConfigError` for an option that cannot be used.
    """
