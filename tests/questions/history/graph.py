"""What happens around the knowledge graph in one namespace on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .happened import Data
from .world import AGENTS, AUTOMATIC, Caller, Namespace

if TYPE_CHECKING:
    from .generate import Diary

ENTITIES = ("issues", "merge_requests", "pipelines", "projects", "vulnerabilities", "users", "epics")
LANGUAGES = ("ruby", "python", "rust", "go", "typescript", "java")
ERRORS = (
    "security_rejected",
    "execution_failed",
    "authorization_failed",
    "timeout",
    "rate_limited",
    "validation_failed",
    "allowlist_rejected",
)
STAGES = ("decode", "repository_fetch", "indexing", "arrow_conversion", "write", "checkpoint")
QUERY_TYPES = {"find_nodes": 3.0, "traverse": 4.0, "explore": 1.0, "aggregate": 2.0, "schema": 1.0}
SOURCES = {"dap": 4.0, "mcp": 3.0, "rest_api": 2.0, "cli": 1.0}
_BYTES = {"find_nodes": 2e6, "traverse": 2e7, "explore": 8e6, "aggregate": 6e7, "schema": 0.0}


def queries_of_day(diary: Diary, namespace: Namespace, day_start: int, how_many: int) -> None:
    """Calls of people, and of what calls by itself, at night too."""
    dice = diary.dice
    for _ in range(how_many):
        caller = dice.one(AUTOMATIC) if dice.happens(0.25) else dice.one(namespace.people)
        query(diary, namespace, caller, dice.moment(day_start))


def query(diary: Diary, namespace: Namespace, caller: Caller, at: int, **changes: object) -> None:
    """One call of `query_graph` or `get_graph_schema`; what is given in `changes` is not left to chance."""
    dice = diary.dice
    data: Data = {"query_type": dice.weighted(QUERY_TYPES), **changes}
    data = _result(diary, data) | data
    is_schema = data["query_type"] == "schema"
    source = dice.weighted(SOURCES)
    context = namespace.context(dice, caller, source, "get_graph_schema" if is_schema else "query_graph")
    diary.note("gkg_query_executed", at, data, {"knowledge_graph_context": context})
    if is_schema:
        introspected: Data = {"schema_version": dice.one(("2.0.0", "2.1.0"))}
        if dice.happens(0.6):
            introspected["domain_filter"] = dice.one((None, [], ["code"], ["code", "sdlc"]))
        diary.note("gkg_schema_introspected", at + 1, introspected, {"knowledge_graph_context": dict(context)})


def _result(diary: Diary, data: Data) -> Data:
    """How it ended, and what it took."""
    dice, kind = diary.dice, data["query_type"]
    status = data.get("result_status") or dice.weighted({"success": 8.0, "empty": 1.5, "error": 0.5})
    # Schemas come out of a cache: they take no time that could be measured.
    typical = (30, 90, 160) if kind != "schema" else (0, 0, 0)
    compile_ms, execute_ms, authorization_ms = (dice.about(duration) for duration in typical)
    fields: Data = {
        "result_status": status,
        "result_row_count": dice.about(40) if status == "success" else 0,
        "rows_redacted": dice.number(0, 5),
        "duration_ms": compile_ms + execute_ms + authorization_ms,
        "compile_duration_ms": compile_ms,
        "execute_duration_ms": execute_ms,
        "authorization_duration_ms": authorization_ms,
        "ch_read_rows": dice.about(_BYTES[kind] / 150),
        "ch_read_bytes": dice.about(_BYTES[kind]),
        "ch_memory_bytes": dice.about(_BYTES[kind] / 5),
        "entity_types_queried": dice.some(ENTITIES, 3) if kind != "schema" else [],
    }
    if dice.happens(0.5):
        fields["entity_types"] = dice.one((None, ["Merge Request", "Issue"]))
    if kind == "traverse":
        fields["traversal_depth"] = dice.number(1, 5)
    if status == "error":
        fields["error_reason"] = dice.one(ERRORS)
    elif dice.happens(0.5):
        fields["error_reason"] = None
    return fields


def indexing_of_day(diary: Diary, namespace: Namespace, day_start: int, *, is_first: bool) -> None:
    """The whole code at first, later what changed; SDLC entities several times a day."""
    dice = diary.dice
    for run in range(1 if is_first else dice.number(0, 2)):
        index(diary, namespace, dice.moment(day_start), "initial" if is_first and not run else "incremental", "code")
    for _ in range(dice.number(0, 2)):
        index(diary, namespace, dice.moment(day_start), "incremental", "sdlc")


def index(diary: Diary, namespace: Namespace, at: int, kind: str, domain: str, **changes: object) -> None:
    """One indexing run."""
    dice = diary.dice
    status = dice.weighted({"success": 8.0, "partial": 1.5, "failed": 0.5})
    files = dice.about(3000)
    data: Data = {
        "indexing_type": kind,
        "index_domain": domain,
        "trigger_type": dice.one(("push", "scheduled", "manual")),
        "status": status,
        "languages_indexed": [dice.one(LANGUAGES) for _ in range(dice.number(1, 3))] if domain == "code" else [],
        "file_count_processed": files if domain == "code" else 0,
        "file_count_skipped": dice.number(0, 20),
        "file_count_errored": dice.number(0, 9) if status != "success" else 0,
        "node_count_directory": files // 12,
        "node_count_file": max(0, files - dice.one((0, 0, 0, 3))),
        "node_count_definition": files * 8,
        "node_count_imported_symbol": files * 4,
        "node_count_edge": files * 40,
        "watermark_lag_seconds": dice.about(1200) / 8,
        "repository_resolution": dice.one(("cache_hit", "incremental", "full_download", "full_download_fallback")),
        "duration_ms": dice.about(8000),
    }
    if domain == "sdlc":
        data |= {"sdlc_entity_type": dice.one((*ENTITIES[:4], None)), "sdlc_rows_processed": dice.about(9000)}
    if status != "success":
        data["error_stage"] = dice.one(STAGES)
    context = namespace.context(dice, AUTOMATIC[1], "rest_api")
    diary.note("gkg_indexing_completed", at, data | changes, {"knowledge_graph_context": context})


def sessions_of_day(diary: Diary, namespace: Namespace, day_start: int, how_many: int) -> None:
    """Agents' sessions; what calls the graph more reads fewer tokens."""
    dice = diary.dice
    for _ in range(how_many):
        caller = dice.one(AUTOMATIC) if dice.happens(0.2) else dice.one(namespace.people)
        session(diary, namespace, caller, dice.moment(day_start))


def session(diary: Diary, namespace: Namespace, caller: Caller, at: int, **changes: object) -> None:
    """The end of one session."""
    dice = diary.dice
    calls = dice.one((0, 0, 1, 2, 3, 3, 5, 8))
    data: Data = {
        "total_gkg_calls": calls,
        "total_tool_calls": calls + dice.number(0, 15),
        "tools_used": ["get_graph_schema", "query_graph"][: min(calls, 2)],
        "fallback_to_rest": dice.happens(0.5 if calls == 0 else 0.15),
        "agent_name": dice.one(AGENTS),
        "flow_type": dice.one(("duo_chat", "duo_workflow")),
        "input_tokens": dice.about(14_000 - 900 * calls, 0.3),
        "output_tokens": dice.about(2500, 0.3),
        "cache_read_tokens": dice.about(900 + 300 * calls, 0.4),
    }
    context = namespace.context(dice, caller, "dap")
    diary.note("gkg_dap_session_summary", at, data | changes, {"knowledge_graph_context": context})
