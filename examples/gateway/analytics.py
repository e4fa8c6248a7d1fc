"""What the gateway tracks: the one module that knows snowgauge, and the one that a service of yours would have."""

import json
import logging
from typing import Literal

from snowgauge import Outcome, Tracker
from snowgauge.entities import CodeSuggestionsContext, GitlabStandard, RequestCount
from snowgauge.events import SuggestionRequested
from starlette.datastructures import Headers

from completions import CompletionRequest, Telemetry

APP_ID = "gitlab_ai_gateway"
# What clients say, and what the schema lists.
REALMS: dict[str, Literal["saas", "self-managed"]] = {"saas": "saas", "self-managed": "self-managed"}

log = logging.getLogger(__name__)


def make_tracker(endpoint: str) -> Tracker:
    """A tracker for this process. It starts its thread with the first event."""
    return Tracker(
        endpoint,
        app_id=APP_ID,
        namespace="snowplow_tracker",
        # A client's odd header must not fail its request: in production an invalid event is reported to
        # `on_outcome`. In tests leave the default: then `track` raises, and you see the mistake where it is made.
        on_invalid="report",
        on_outcome=log_loss,
    )


def suggestion_requested(tracker: Tracker, body: CompletionRequest, headers: Headers) -> None:
    """Tracks a request for code suggestions. Returns at once: the event is sent later, on another thread."""
    file = body.current_file
    tracker.track(
        SuggestionRequested(),
        entities=[
            CodeSuggestionsContext(
                request_counts=[_request_count(counts) for counts in body.telemetry],
                prefix_length=len(file.content_above_cursor),
                suffix_length=len(file.content_below_cursor),
                language=file.language_identifier,
                user_agent=headers.get("User-Agent", ""),
                gitlab_realm=headers.get("X-Gitlab-Realm", ""),
            ),
            GitlabStandard(
                environment="production",
                realm=REALMS.get(headers.get("X-Gitlab-Realm", "")),
                host_name=headers.get("X-Gitlab-Host-Name"),
                instance_id=headers.get("X-Gitlab-Instance-Id"),
                global_user_id=headers.get("X-Gitlab-Global-User-Id"),
                correlation_id=headers.get("X-Request-Id"),
                source=APP_ID,
            ),
        ],
    )


def _request_count(counts: Telemetry) -> RequestCount:
    return RequestCount(
        requests=counts.requests,
        errors=counts.errors,
        accepts=counts.accepts,
        lang=counts.lang,
        model_engine=counts.model_engine,
        model_name=counts.model_name,
    )


def log_loss(outcome: Outcome) -> None:
    """Hears how each event ended, on the tracker's thread. Only losses are worth a line in the log."""
    if outcome.reason != "delivered":
        # A violation says where and why without telling the value, so it may be logged.
        reasons = [{"code": violation.code, "message": violation.message} for violation in outcome.violations]
        record = {"log": "event lost", "event_id": outcome.event_id, "reason": outcome.reason, "violations": reasons}
        log.warning(json.dumps(record))


def log_end(tracker: Tracker, delivered: bool) -> None:
    """The last word of a worker process: what became of all its events."""
    log.info(json.dumps({"log": "analytics ended", "delivered": delivered, "stats": tracker.stats()}))
