"""Delivers events, and tells how long that took: `deliver.py WHO URL EVENTS`, where WHO is a function here."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

SAMPLE = json.loads(Path(__file__).with_name("sample.json").read_text(encoding="utf-8"))
QUERY = "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0"
CONTEXT = "iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0"

Deliver = Callable[[], None]


def snowgauge(url: str, events: int, **options: int) -> Deliver:
    """Ours, with its defaults and room for all events."""
    from snowgauge import Tracker
    from snowgauge.entities import KnowledgeGraphContext
    from snowgauge.events import GkgQueryExecuted

    def deliver() -> None:
        room = {"max_events": events, "max_bytes": 4096 * events}
        with_options = {"app_id": "gkg", "framing": "self_describing", **room, **options}
        tracker = Tracker(url, **with_options)
        for _ in range(events):
            tracker.track(GkgQueryExecuted(**SAMPLE["event"]), entities=[KnowledgeGraphContext(**SAMPLE["entity"])])
        tracker.shutdown(timeout=60)

    return deliver


def snowgauge_tuned(url: str, events: int) -> Deliver:
    """Ours, 250 events in a request."""
    return snowgauge(url, events, batch_events=250, batch_bytes=500_000)


def snowplow_tracker(url: str, events: int) -> Deliver:
    """The published tracker as it is best: 250 in a request, one connection, no base64."""
    import logging

    import requests
    from snowplow_tracker import AsyncEmitter, SelfDescribing, SelfDescribingJson, Tracker

    # It tells of each request otherwise.
    logging.disable()
    collector = urlsplit(url)

    def deliver() -> None:
        emitter = AsyncEmitter(
            collector.hostname or "",
            port=collector.port,
            batch_size=250,
            request_timeout=5,
            buffer_capacity=2 * events,
            session=requests.Session(),
        )
        tracker = Tracker("snowgauge", emitter, app_id="gkg", encode_base64=False)
        for _ in range(events):
            event = SelfDescribing(
                SelfDescribingJson(QUERY, dict(SAMPLE["event"])),
                context=[SelfDescribingJson(CONTEXT, dict(SAMPLE["entity"]))],
            )
            tracker.track(event)
        tracker.flush()

    return deliver


def main() -> None:
    """Delivers; what was imported before does not count."""
    who, url, events = sys.argv[1:]
    choices = {choice.__name__: choice for choice in (snowgauge, snowgauge_tuned, snowplow_tracker)}
    deliver = choices[who](url, int(events))
    began, before = time.time_ns(), time.process_time_ns()
    deliver()
    print(began, time.process_time_ns() - before)


if __name__ == "__main__":
    main()
