"""For tests: a collector in memory, and an event exactly as it would be sent.

A test needs no double of the tracker. It takes the tracker itself, which checks, frames, batches and retries as ever,
and gives it a `Collector` where production has a URL:

    >>> from snowgauge import Tracker
    >>> from snowgauge.entities import CodeSuggestionsContext
    >>> from snowgauge.events import SuggestionRequested
    >>> from snowgauge.testing import Collector
    >>> collector = Collector()
    >>> tracker = Tracker(collector, app_id="gitlab_ai_gateway", max_attempts=3)
    >>> context = CodeSuggestionsContext(prefix_length=120, language="python")
    >>> event_id = tracker.track(SuggestionRequested(), entities=[context])
    >>> tracker.flush()
    True
    >>> (event,) = collector.events
    >>> event.id == event_id
    True
    >>> event.fields["category"], event.fields["action"]
    ('code_suggestions', 'suggestion_requested')
    >>> event.entities[0].data
    {'language': 'python', 'prefix_length': 120}

There is no socket, and nobody waits: while a flush or shutdown is waited for, pauses and deadlines pass at once. A
pause counts against the deadline as it would in production, and how long it is is drawn by chance: a flush that is to
outlast failures gets an hour, which costs nothing.

    >>> collector.answer_next((429, 3600), None)  # an hour of Retry-After, then no connection; then 200 again
    >>> event_id = tracker.track(SuggestionRequested(), entities=[context])
    >>> tracker.flush(timeout=7200)
    True
    >>> collector.answer_always(503)
    >>> event_id = tracker.track(SuggestionRequested(), entities=[context])
    >>> tracker.shutdown(timeout=600)
    False
    >>> tracker.stats()["delivered"], tracker.stats()["retries_exhausted"]
    (2, 1)

`request_body` gives the bytes of one event's request, with nothing left to the clock or to chance:

    >>> import json
    >>> from snowgauge.testing import request_body
    >>> body = request_body(
    ...     SuggestionRequested(),
    ...     entities=[CodeSuggestionsContext(prefix_length=120, suffix_length=8, language="python")],
    ...     entropy=bytes(16),
    ...     created=1_764_000_000_000,
    ...     sent=1_764_000_000_500,
    ...     app_id="gitlab_ai_gateway",
    ... )
    >>> json.loads(body)["data"][0]["eid"]
    '00000000-0000-4000-8000-000000000000'
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from . import _snowgauge
from ._snowgauge import request_body

__all__ = ["Collector", "ReceivedData", "ReceivedEvent", "ReceivedRequest", "request_body"]


@dataclass(frozen=True)
class ReceivedData:
    """Self-describing data: an entity, or what a self-describing event is about."""

    schema: str
    """The Iglu URI of its schema."""
    data: Any
    """The data. What was absent is absent, nulls are None, and integers of 64 bits are exact."""


@dataclass(frozen=True)
class ReceivedEvent:
    """An event that has come to a `Collector`."""

    id: str
    """Its id: the one that `track` returned and its outcome bears."""
    kind: str
    """What it is on the wire: `structured`, `self_describing`, `page_view` or `page_ping`."""
    fields: dict[str, str]
    """The fields that it has, such as `category`, `action` or `user_id`, and `app_id`, `namespace`, `tracker_version`,
    `created` and `sent`. All are texts, as on the wire.
    """
    data: ReceivedData | None
    """Its own data, where it is self-describing. An event of the plan that is framed as Internal Events are has its
    data among its entities, as the first of them.
    """
    entities: list[ReceivedData]
    """Its entities, in the order in which they were given: its own, those of its scopes, those of its tracker."""

    def find(self, schema: str) -> Any:  # noqa: ANN401  # data may be any JSON
        """The data under this Iglu URI, its own or that of its first such entity; None where there is none."""
        return next(
            (received.data for received in (self.data, *self.entities) if received and received.schema == schema), None
        )


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that a tracker has made."""

    headers: list[tuple[str, str]]
    """The headers that the host has set, a token's `authorization` among them; names in small letters."""
    events: list[ReceivedEvent]
    """The events that it carried."""
    answer: int | tuple[int, float] | None
    """How it was answered, as it was given to `answer_next` or `answer_always`."""


class Collector(_snowgauge.Collector):
    """A collector in memory, for `Tracker(collector, ...)`; any number of trackers may deliver to it.

    It answers 200 until it is told otherwise. A forked child has one of its own, which is as a new one.
    """

    __slots__ = ()

    @property
    def requests(self) -> list[ReceivedRequest]:
        """All requests that were made, in their order, refused ones too."""
        return [
            ReceivedRequest(headers, [_event(*event) for event in events], answer)
            for headers, events, answer in self._received()
        ]

    @property
    def events(self) -> list[ReceivedEvent]:
        """The events that were delivered, in the order in which they came: their requests were answered 200 to 299.

        All that was tracked before a `flush` is among them when that is over.
        """
        return [event for request in self.requests if _takes(request.answer) for event in request.events]


def _takes(answer: int | tuple[int, float] | None) -> bool:
    status = answer[0] if isinstance(answer, tuple) else answer
    return status is not None and 200 <= status <= 299


def _event(
    id: str, kind: str, fields: dict[str, str], data: tuple[str, str] | None, entities: list[tuple[str, str]]
) -> ReceivedEvent:
    own = None if data is None else _data(*data)
    return ReceivedEvent(id, kind, fields, own, [_data(*entity) for entity in entities])


def _data(schema: str, data: str) -> ReceivedData:
    return ReceivedData(schema, json.loads(data))
