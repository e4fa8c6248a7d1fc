#!/usr/bin/env python3
"""Keeps the local collector up and feeds it events as they happen, so that its page has something to show.

Most events are right and come by the Python tracker. Some are wrong: as from a tracker that checks nothing, so that one
can see what the collector says of them; or refused by the tracker, whose host then tells the collector. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import snowgauge
from local_collector import LocalCollector

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "questions"))
from history import Happened, generate
from snowgauge.testing import request_body
from tracked import Tracking, entities_of, typed

_PATH = "/com.snowplowanalytics.snowplow/tp2"
_TIMEOUT_S = 10
_WRONG_EACH = 9
_REFUSED_EACH = 14
Fields = dict[str, str]


def main() -> None:
    """Feeds until it is told to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9090, help="where the page is; 0 for any free port")
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between two events")
    parser.add_argument("--events", type=int, help="end after so many events, and do not wait for Ctrl-C")
    options = parser.parse_args()
    # A program that was started in the background was told to ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        started = LocalCollector(port=options.port, outlives_interrupt=True)
    except RuntimeError:
        # Why, it has said itself.
        sys.exit("explore.py: no collector; another port may be free: make explore PORT=0")
    with started as collector:
        print(f"the page: {collector.url}/   events arrive while this runs; Ctrl-C ends it", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            _feed(collector.url, options.pause, options.events)
        received, refused = collector.received(), collector.refused()
    print(f"\n{received.good} good and {received.bad} bad events arrived, {refused} were refused", flush=True)


def _feed(collector: str, pause: float, most: int | None) -> None:
    with Tracking(collector) as tracking, _careless_tracker(collector) as careless:
        for number, event in zip(_numbers(most), _endless(), strict=False):
            if number % _WRONG_EACH == 0:
                _send_wrong(collector, event, _MISTAKES[number // _WRONG_EACH % len(_MISTAKES)])
            elif number % _REFUSED_EACH == 0:
                careless.track(typed(event), entities=entities_of(_without_a_field(event)))
            else:
                tracking.track(event, is_now=True)
            time.sleep(pause)


def _careless_tracker(collector: str) -> snowgauge.Tracker:
    """A tracker whose host tells the collector which events were refused, and why."""

    def tell(outcome: snowgauge.Outcome) -> None:
        if outcome.reason != "invalid":
            return
        names = ("code", "pointer", "message", "schema")
        violations = [{name: getattr(violation, name) for name in names} for violation in outcome.violations]
        told = {"event_id": outcome.event_id, "name": "a careless event", "app_id": "careless", "reason": "invalid"}
        _post(f"{collector}/collector/refused", told | {"violations": violations})

    return snowgauge.Tracker(collector, app_id="careless", on_invalid="report", on_outcome=tell)


def _without_a_field(event: Happened) -> Happened:
    """The same, but each of its entities has lost a field and got another one."""
    entities = {name: {**dict(list(data.items())[1:]), "colour": "red"} for name, data in event.entities.items()}
    return replace(event, entities=entities)


def _numbers(most: int | None) -> Iterator[int]:
    return iter(range(1, most + 1)) if most else count(1)


def _endless() -> Iterator[Happened]:
    """One history after the other, as if all of it happened now."""
    for seed in count(1):
        yield from generate(seed, is_tidy=True)


def _send_wrong(collector: str, event: Happened, spoil: Callable[[Fields], None]) -> None:
    """Sends an event past the tracker's checks, with one mistake in it."""
    now = time.time_ns() // 1_000_000
    body = request_body(
        typed(event),
        entities=entities_of(event),
        entropy=os.urandom(16),
        created=now,
        sent=now,
        app_id="careless",
        namespace="explore",
    )
    request = json.loads(body)
    for fields in request["data"]:
        spoil(fields)
    _post(collector + _PATH, request)


def _post(url: str, told: object) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(url, json.dumps(told).encode(), headers)
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
        answer.read()


def _misspell(fields: Fields) -> None:
    """A field's name that no schema has."""
    for name in ("namespace_id", "prefix_length"):
        fields["co"] = fields["co"].replace(f'"{name}"', f'"{name}s"')
    # An event that has neither of them.
    fields["co"] = fields["co"].replace('"request_counts":[', '"request_count":[')


def _invent_a_version(fields: Fields) -> None:
    """A schema that nobody has published."""
    fields["co"] = fields["co"].replace("_context/jsonschema/1-0-0", "_context/jsonschema/2-0-0")


def _break_the_id(fields: Fields) -> None:
    """An event id that is no UUID."""
    fields["eid"] = "<b>not-a-uuid</b>"


_MISTAKES = (_misspell, _invent_a_version, _break_the_id)


if __name__ == "__main__":
    main()
