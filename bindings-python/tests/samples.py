"""Events and entities that fit, to be changed by the tests."""

from snowgauge import Tracker
from snowgauge.entities import CodeSuggestionsContext, KnowledgeGraphContext
from snowgauge.events import GkgNamespaceEnabled, GkgQueryExecuted, SuggestionRequested

QUERY = {
    "query_type": "traverse",
    "entity_types": ["Merge Request", "Issue"],
    "result_status": "success",
    "result_row_count": 42,
    "rows_redacted": 3,
    "duration_ms": 340,
    "compile_duration_ms": 45,
    "execute_duration_ms": 115,
    "authorization_duration_ms": 180,
    "ch_read_rows": 128400,
    "ch_read_bytes": 18874368,
    "ch_memory_bytes": 4194304,
    "entity_types_queried": ["projects", "pipelines"],
    "traversal_depth": 3,
}

CONTEXT = {
    "correlation_id": "d3f1a2b4-7e8c-4c11-9f52-3d2c1b0a9f8e",
    "namespace_id": "14523891",
    "root_namespace_id": "9812345",
    "user_type": "bot",
    "source_type": "cli",
    "tool_name": "query_graph",
    "tier": "ultimate",
    "deployment_type": "com",
}

SUGGESTION = {"prefix_length": 120, "suffix_length": 8, "language": "python"}


def query(**changes):
    return GkgQueryExecuted(**{**QUERY, **changes})


def context(**changes):
    return KnowledgeGraphContext(**{**CONTEXT, **changes})


def enabled():
    return GkgNamespaceEnabled(namespace_type="group", enabled_by_user_id="8819234")


def suggestion(**changes):
    return CodeSuggestionsContext(**{**SUGGESTION, **changes})


def track(tracker, count=1):
    """Tracks good events; gives their ids."""
    entities = [suggestion()]
    return [tracker.track(SuggestionRequested(), entities=entities) for _ in range(count)]


def track_in_process(collector, count=1):
    """The same in a process of its own, which does nothing else; prints their ids."""
    tracker = Tracker(collector, app_id="tests", linger=60)
    print(*track(tracker, count), flush=True)
