"""Validated Snowplow events, delivered without hurting the host and without losing one in silence.

Example:
    >>> from snowgauge import Tracker
    >>> from snowgauge.entities import CodeSuggestionsContext
    >>> from snowgauge.events import SuggestionRequested
    >>> tracker = Tracker("http://127.0.0.1:9090", app_id="gitlab_ai_gateway")
    >>> context = CodeSuggestionsContext(prefix_length=120, suffix_length=8, language="python")
    >>> event_id = tracker.track(SuggestionRequested(), entities=[context])
    >>> tracker.stats()["accepted"]
    1

`snowgauge.events` and `snowgauge.entities` hold a class for everything in the tracking plan. `StructuredEvent`,
`SelfDescribing`, `PageView` and `PagePing` are events of your own; `SelfDescribingJson` is an entity of your own.
"""

from . import entities, events
from ._errors import ConfigError, SnowgaugeError, ValidationError
from ._kinds import PagePing, PageView, StructuredEvent, Subject
from ._snowgauge import (
    ConnectionNotice,
    Entity,
    Event,
    Outcome,
    RequestCounts,
    Scope,
    SelfDescribing,
    SelfDescribingJson,
    StoreNotice,
    Violation,
    __version__,
    check,
    validate,
)
from ._tracker import Tracker

__all__ = [
    "ConfigError",
    "ConnectionNotice",
    "Entity",
    "Event",
    "Outcome",
    "PagePing",
    "PageView",
    "RequestCounts",
    "Scope",
    "SelfDescribing",
    "SelfDescribingJson",
    "SnowgaugeError",
    "StoreNotice",
    "StructuredEvent",
    "Subject",
    "Tracker",
    "ValidationError",
    "Violation",
    "__version__",
    "check",
    "entities",
    "events",
    "validate",
]
