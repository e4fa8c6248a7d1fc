#!/usr/bin/env python3
"""Keeps the local collector up and feeds it events as they happen, so that its page has something to show.

Most events are right and come by the Python tracker. Some are wrong and come as from a tracker that checks nothing, so
that one can see what the collector says of them. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from local_collector import LocalCollector

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "questions"))
from history import Happened, generate
from snowgauge.testing import request_body
from tracked import Tracking, entities_of, typed

_PATH = "/com.snowplowanalytics.snowplow/tp2"
_TIMEOUT_S = 10
_WRONG_EACH = 9
Fields = dict[str, str]


def main() -> None:
    """Feeds until it is told to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9090, help="where the page is; 0 for any free port")
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between two events")
    parser.add_argument("--events", type=int, help="end after so many events, and do not wait for Ctrl-C")
    options = parser.parse_args()
    with LocalCollector(port=options.port, outlives_interrupt=True) as collector:
        print(f"the page: {collector.url}/   events arrive while this runs; Ctrl-C ends it", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            _feed(collector.url, options.pause, options.events)
        received = collector.received()
    print(f"\n{received.good} good and {received.bad} bad events arrived", flush=True)


def _feed(collector: str, pause: float, most: int | None) -> None:
    with Tracking(collector) as tracking:
        for number, event in zip(_numbers(most), _endless(), strict=False):
            if number % _WRONG_EACH == 0:
                _send_wrong(collector, event, _MISTAKES[number // _WRONG_EACH % len(_MISTAKES)])
            else:
                tracking.track(event, is_now=True)
            time.sleep(pause)


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
    headers = {"Content-Type": "application/json; charset=utf-8"}
    told = urllib.request.Request(collector + _PATH, json.dumps(request).encode(), headers)
    with urllib.request.urlopen(told, timeout=_TIMEOUT_S) as answer:
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
