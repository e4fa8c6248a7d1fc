"""The two ways in which a history reaches the collector: told by an independent encoder, and by the Python tracker."""

import http.client
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from history import Happened

sys.path.append(str(Path(__file__).resolve().parents[1] / "vectors"))
import encoder

_PATH = "/com.snowplowanalytics.snowplow/tp2"
_EVENTS_IN_A_REQUEST = 100
_SHUTDOWN_S = 60


def send_encoded(collector: str, history: list[Happened]) -> int:
    """Sends everything as the history has it, repeated, late and altered; returns how many events that were."""
    sent = 0
    target = urlsplit(collector)
    connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
    for wave in _waves(history):
        for start in range(0, len(wave), _EVENTS_IN_A_REQUEST):
            now = time.time_ns() // 1_000_000
            events = [_fields(event, now) for event in wave[start : start + _EVENTS_IN_A_REQUEST]]
            body = json.dumps({"schema": encoder.PAYLOAD_DATA, "data": events})
            connection.request("POST", _PATH, body.encode(), {"Content-Type": "application/json; charset=utf-8"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            sent += len(events)
    connection.close()
    return sent


def _waves(history: list[Happened]) -> Iterator[list[Happened]]:
    """What arrives in time, what arrives late, and then again and again what arrives more than once."""
    yield [event for event in history if not event.is_late]
    yield [event for event in history if event.is_late]
    yield [replace(event, data=event.altered) for event in history if event.altered]
    for repetition in range(max((event.repeats for event in history), default=0)):
        yield [event for event in history if event.repeats > repetition]


def _fields(event: Happened, now: int) -> dict[str, str]:
    """The fields of one event, as the encoder of the golden vectors writes them."""
    names = {"app_id": event.app_id, "namespace": "history", "platform": "srv", "tracker_version": "history-1"}
    case = {
        "config": names | {"framing": event.framing},
        "event": {"name": event.name, "data": event.data},
        "entities": [{"schema": encoder.URI[name], "data": data} for name, data in event.entities.items()],
        "entropy": event.event_id.replace("-", ""),
        "created": event.at,
        "sent": now,
        "true_timestamp": event.at if event.tells_when else None,
    }
    fields: dict[str, str] = json.loads(encoder.request_body(case))["data"][0]
    return fields


def send_tracked(collector: str, history: Iterable[Happened]) -> list[Happened]:
    """Tracks everything once with the Python tracker; returns the history with the ids that the tracker gave."""
    import snowgauge

    trackers: dict[tuple[str, str], Any] = {}
    tracked = []
    for event in history:
        key = (event.app_id, event.framing)
        if key not in trackers:
            trackers[key] = snowgauge.Tracker(
                collector, app_id=event.app_id, namespace="history", framing=event.framing, max_events=100_000
            )
        event_id = trackers[key].track(_typed(event), entities=_entities(event), true_timestamp=event.at)
        assert event_id, trackers[key].stats()
        tracked.append(replace(event, event_id=event_id, repeats=0, altered=None, tells_when=True))
    for tracker in trackers.values():
        assert tracker.shutdown(_SHUTDOWN_S), tracker.stats()
    return tracked


def _typed(event: Happened) -> Any:
    import snowgauge.events

    return getattr(snowgauge.events, _class_name(event.name))(**(event.data or {}))


def _entities(event: Happened) -> list[Any]:
    import snowgauge.entities

    return [getattr(snowgauge.entities, _class_name(name))(**data) for name, data in event.entities.items()]


def _class_name(name: str) -> str:
    """The name of the class that is generated for a schema."""
    return "".join(word.capitalize() for word in name.split("_"))
