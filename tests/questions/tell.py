#!/usr/bin/env python3
"""Tells a collector two weeks of history with the Python tracker, up to yesterday; shows how far it is.

Usage: tell.py COLLECTOR. Ends with a line of JSON, as the examples do (examples/README.md).
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from history import Happened, generate
from tracked import Tracking

_SEED = 7
_SCALE = 0.5
_PLACES = 180
_DAYS = 14
_TELL_EACH = 1000


def main() -> None:
    """Tracks, and reports for each application."""
    start = datetime.now(timezone.utc).date() - timedelta(days=_DAYS)
    history = [_renamed(event) for event in generate(_SEED, start, _DAYS, _SCALE, _PLACES, is_tidy=True)]
    with Tracking(sys.argv[1]) as tracking:
        for event in _watched(history):
            tracking.track(event)
        print(f"tracked {len(history):,} events of {_DAYS} days, delivering ...", file=sys.stderr)
    for app_id, stats in tracking.stats().items():
        tracked = sum(event.app_id == app_id for event in history)
        line = {"app_id": app_id, "expected": tracked, "tracked": tracked, "stats": stats, "mistakes": []}
        print(json.dumps(line))


def _renamed(event: Happened) -> Happened:
    """An application of its own, so that what the examples have sent can be told from it."""
    return replace(event, app_id=f"{event.app_id}_history")


def _watched(history: list[Happened]) -> Iterator[Happened]:
    for number, event in enumerate(history, 1):
        yield event
        if number % _TELL_EACH == 0:
            print(f"history: {number:,} of {len(history):,} events", file=sys.stderr)


if __name__ == "__main__":
    main()
