"""What the gateway tracks: the one module that knows snowgauge, and the one that a service of yours would have."""

import json
import logging
from typing import Literal

from snowgauge import Entity, Outcome, RequestCounts, Tracker
from snowgauge.entities import CodeSuggestionsContext, GitlabStandard, RequestCount
from snowgauge.events import SuggestionRequested
from starlette.datastructures import Headers

from completions import MODEL_ENGINE, MODEL_NAME, CompletionRequest

APP_ID = "gitlab_ai_gateway"
# What clients say, and what the schema lists.
REALMS: dict[str, Literal["saas", "self-managed"]] = {"saas": "saas", "self-managed": "self-managed"}

log = logging.getLogger(__name__)


class Analytics:
    """What a process of the gateway tracks with: a tracker, and what it has counted since the last event."""

    def __init__(self, endpoint: str) -> None:
        """Does no IO. The tracker starts its thread with the first event."""
        self.tracker = Tracker(
            endpoint,
            app_id=APP_ID,
            namespace="snowplow_tracker",
            # A client's odd header must not fail its request: in production an invalid event is reported to
            # `on_outcome`. In tests leave the default: then `track` raises, and you see the mistake where it is made.
            on_invalid="report",
            on_outcome=log_loss,
        )
        self._counts = RequestCounts()

    def suggestion_requested(self, body: CompletionRequest, headers: Headers) -> None:
        """Tracks a request for code suggestions, with what became of the requests since the last event.

        Returns at once: the event is sent later, on another thread.
        """
        for told in body.telemetry:
            self._counts.record_accept(
                lang=told.lang, model_engine=told.model_engine, model_name=told.model_name, count=told.accepts
            )
        previous = self._counts.take()
        event_id = self.tracker.track(SuggestionRequested(), entities=_entities(body, headers, previous))
        if event_id is None:
            # The event was not taken, so the next one has to tell of them.
            self._counts.give_back(previous)

    def completed(self, body: CompletionRequest, *, failed: bool) -> None:
        """Counts a request that the model has answered, or failed to."""
        lang = body.current_file.language_identifier
        self._counts.record_request(lang=lang, model_engine=MODEL_ENGINE, model_name=MODEL_NAME)
        if failed:
            self._counts.record_error(lang=lang, model_engine=MODEL_ENGINE, model_name=MODEL_NAME)

    def metrics(self) -> dict[str, int]:
        """Counters for Prometheus. Every counter is there from the start, at zero."""
        counts = {f"request_counts_{name}": count for name, count in self._counts.stats().items()}
        return self.tracker.stats() | counts

    async def end(self) -> None:
        """Sends the last events and waits for them no longer than five seconds; logs what became of all events."""
        delivered = await self.tracker.ashutdown(timeout=5)
        record = {"log": "analytics ended", "delivered": delivered, "stats": self.tracker.stats()}
        # What came after the last event: no event tells of it any more.
        log.info(json.dumps(record | {"untold": self._counts.take()}))


def _entities(body: CompletionRequest, headers: Headers, previous: list[RequestCount]) -> list[Entity]:
    file = body.current_file
    context = CodeSuggestionsContext(
        request_counts=previous,
        prefix_length=len(file.content_above_cursor),
        suffix_length=len(file.content_below_cursor),
        language=file.language_identifier,
        user_agent=headers.get("User-Agent", ""),
        gitlab_realm=headers.get("X-Gitlab-Realm", ""),
    )
    standard = GitlabStandard(
        environment="production",
        realm=REALMS.get(headers.get("X-Gitlab-Realm", "")),
        host_name=headers.get("X-Gitlab-Host-Name"),
        instance_id=headers.get("X-Gitlab-Instance-Id"),
        global_user_id=headers.get("X-Gitlab-Global-User-Id"),
        correlation_id=headers.get("X-Request-Id"),
        source=APP_ID,
    )
    return [context, standard]


def log_loss(outcome: Outcome) -> None:
    """Hears how each event ended, on the tracker's thread. Only losses are worth a line in the log."""
    if outcome.reason != "delivered":
        # A violation says where and why without telling the value, so it may be logged.
        reasons = [{"code": violation.code, "message": violation.message} for violation in outcome.violations]
        record = {"log": "event lost", "event_id": outcome.event_id, "reason": outcome.reason, "violations": reasons}
        log.warning(json.dumps(record))
