"""A history on its way to the collector, in the words of the independent encoder of the golden vectors."""

import http.client
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from history import Happened

sys.path.append(str(Path(__file__).resolve().parents[1] / "vectors"))
import encoder

_PATH = "/com.snowplowanalytics.snowplow/tp2"
_EVENTS_IN_A_REQUEST = 100


def send_encoded(collector: str, history: list[Happened]) -> int:
    """Sends everything as the history has it, repeated, late and altered; returns how many events that were."""
    sent = 0
    target = urlsplit(collector)
    connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
    for wave in _waves(history):
        for start in range(0, len(wave), _EVENTS_IN_A_REQUEST):
            now = time.time_ns() // 1_000_000
            events = [fields_of(event, now) for event in wave[start : start + _EVENTS_IN_A_REQUEST]]
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


def fields_of(event: Happened, now: int) -> dict[str, str]:
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
