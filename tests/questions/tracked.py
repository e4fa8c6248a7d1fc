"""A history on its way to the collector, by the Python tracker as the wheel has it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import snowgauge.entities
import snowgauge.events
from history import Happened

_SHUTDOWN_S = 60


class Tracking:
    """The Python trackers of a history's applications, one for each framing; leaving the block delivers all."""

    def __init__(self, collector: str) -> None:
        self._collector = collector
        self._trackers: dict[tuple[str, str], Any] = {}

    def __enter__(self) -> "Tracking":
        return self

    def __exit__(self, *error: object) -> None:
        for tracker in self._trackers.values():
            assert tracker.shutdown(_SHUTDOWN_S), tracker.stats()

    def track(self, event: Happened, *, is_now: bool = False) -> str:
        """Tracks what happened once, at its time or as if it happened now; returns the id that it got."""
        key = (event.app_id, event.framing)
        if key not in self._trackers:
            self._trackers[key] = snowgauge.Tracker(
                self._collector, app_id=event.app_id, namespace="history", framing=event.framing, max_events=100_000
            )
        tracker = self._trackers[key]
        happened_at = None if is_now else event.at
        event_id = tracker.track(typed(event), entities=entities_of(event), true_timestamp=happened_at)
        assert event_id, tracker.stats()
        return str(event_id)

    def stats(self) -> dict[str, dict[str, int]]:
        """What the trackers of each application have counted."""
        totals: dict[str, dict[str, int]] = {}
        for (app_id, _), tracker in self._trackers.items():
            own = totals.setdefault(app_id, {})
            for name, count in tracker.stats().items():
                own[name] = own.get(name, 0) + count
        return totals


def send_tracked(collector: str, history: Iterable[Happened]) -> list[Happened]:
    """Tracks everything once with the Python tracker; returns the history with the ids that the tracker gave."""
    with Tracking(collector) as tracking:
        return [
            replace(event, event_id=tracking.track(event), repeats=0, altered=None, tells_when=True)
            for event in history
        ]


def typed(event: Happened) -> Any:
    """The event of the class that is generated for it."""
    return getattr(snowgauge.events, _class_name(event.name))(**(event.data or {}))


def entities_of(event: Happened) -> list[Any]:
    """Its entities, of the classes that are generated for them."""
    return [getattr(snowgauge.entities, _class_name(name))(**data) for name, data in event.entities.items()]


def _class_name(name: str) -> str:
    """The name of the class that is generated for a schema."""
    return "".join(word.capitalize() for word in name.split("_"))
