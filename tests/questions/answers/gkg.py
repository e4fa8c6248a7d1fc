"""The sixteen questions about the knowledge graph."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from history import Happened

from .figures import at_percent, grouped, last_if_none, ratio

History = list[Happened]
Rows = list[tuple[Any, ...]]


def _all(history: History, name: str) -> History:
    return [event for event in history if event.name == name]


def _queries(history: History) -> History:
    return _all(history, "gkg_query_executed")


def _sessions(history: History) -> History:
    return _all(history, "gkg_dap_session_summary")


def _by_day(history: History) -> list[tuple[date, History]]:
    return sorted(grouped(history, lambda event: event.day).items())


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first; of those that are as frequent, by the alphabet."""
    return sorted(counts.items(), key=lambda it: (-it[1], it[0]))


def weekly_active_namespaces(history: History) -> Rows:
    queries = _queries(history)
    rows = []
    for day, _ in _by_day(queries):
        week = {day - timedelta(days=back) for back in range(7)}
        successes = [event for event in queries if event.result_status == "success" and event.day in week]
        of_people = [event for event in successes if event.user_type == "human"]
        rows.append((day, len({it.namespace_id for it in successes}), len({it.namespace_id for it in of_people})))
    return rows


def daily_active_users(history: History) -> Rows:
    rows = []
    for day, queries in _by_day(_queries(history)):
        users = {event.global_user_id for event in queries if event.user_type == "human"}
        rows.append((day, len(users - {None})))
    return rows


def _shares(counts: Counter[str]) -> Rows:
    return [(name, count, ratio(count, counts.total())) for name, count in _by_count(counts)]


def query_volume_by_access_method(history: History) -> Rows:
    return _shares(Counter(event.source_type for event in _queries(history)))


def query_types(history: History) -> Rows:
    return _shares(Counter(event.query_type for event in _queries(history)))


def entities_queried(history: History) -> Rows:
    touched = Counter(entity for event in _queries(history) for entity in set(event.entity_types_queried))
    return list(_by_count(touched))


def silent_failures(history: History) -> Rows:
    rows = []
    for day, queries in _by_day(_queries(history)):
        empty = [event for event in queries if event.result_status == "empty"]
        rows.append((day, len(queries), len(empty), ratio(len(empty), len(queries))))
    return rows


def authorization_overhead(history: History) -> Rows:
    rows = []
    for kind, queries in sorted(grouped(_queries(history), lambda event: event.query_type).items()):
        authorization = sum(event.authorization_duration_ms for event in queries)
        total = sum(event.duration_ms for event in queries)
        rows.append((kind, len(queries), authorization, total, ratio(authorization, total)))
    return rows


def clickhouse_cost(history: History) -> Rows:
    rows = []
    for kind, queries in grouped(_queries(history), lambda event: event.query_type).items():
        read = sum(event.ch_read_bytes for event in queries)
        rows.append((kind, len(queries), read, ratio(read, len(queries))))
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def indexing_success_by_language(history: History) -> Rows:
    runs = _all(history, "gkg_indexing_completed")
    rows = []
    for language in {language for run in runs for language in run.languages_indexed}:
        statuses = Counter(run.status for run in runs if language in run.languages_indexed)
        ended = [statuses[status] for status in ("success", "partial", "failed")]
        rows.append((language, statuses.total(), *ended, ratio(ended[0], statuses.total())))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def graph_size(history: History) -> Rows:
    latest: dict[tuple[str, str], Happened] = {}
    runs = [run for run in _all(history, "gkg_indexing_completed") if run.status != "failed"]
    for run in sorted(runs, key=lambda run: (run.at, run.event_id)):
        latest[run.namespace_id, run.index_domain] = run
    rows = []
    for (namespace, domain), run in latest.items():
        files, definitions = run.node_count_file, run.node_count_definition
        nodes = run.node_count_directory + files + definitions + run.node_count_imported_symbol
        coverage, missing = ratio(files, run.file_count_processed), run.file_count_skipped + run.file_count_errored
        rows.append((namespace, domain, nodes, run.node_count_edge, definitions, coverage, missing))
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def data_freshness(history: History) -> Rows:
    runs = [run for run in _all(history, "gkg_indexing_completed") if run.index_domain == "sdlc"]
    rows = []
    for entity, own in grouped(runs, lambda run: run.sdlc_entity_type).items():
        lags = [run.watermark_lag_seconds for run in own]
        latest = max(own, key=lambda run: (run.at, run.event_id)).watermark_lag_seconds
        rows.append((entity, len(own), latest, at_percent(50, lags), max(lags)))
    return sorted(rows, key=lambda row: (-row[2], last_if_none(row[0])))


def activation_funnel(history: History) -> Rows:
    enabled: dict[str, Happened] = {}
    events = _all(history, "gkg_namespace_enabled")
    for event in sorted(events, key=lambda event: (event.at, event.event_id)):
        enabled.setdefault(event.namespace_id, event)
    cohorts: dict[tuple[date, str], list[int | None]] = {}
    for event in enabled.values():
        monday = event.day - timedelta(days=event.day.weekday())
        cohorts.setdefault((monday, event.namespace_type), []).append(_wait(event, _queries(history)))
    rows = []
    for (week, kind), waits in sorted(cohorts.items()):
        known = [wait for wait in waits if wait is not None]
        rows.append((week, kind, len(waits), len(known), ratio(len(known), len(waits)), at_percent(50, known)))
    return rows


def _wait(enabled: Happened, queries: History) -> int | None:
    """Seconds, by the clock, until the first query in what was enabled."""
    times = []
    for query in queries:
        is_here = query.namespace_id == enabled.namespace_id
        is_below = enabled.namespace_type == "group" and query.root_namespace_id == enabled.namespace_id
        if (is_here or is_below) and query.at >= enabled.at:
            times.append(query.at)
    return min(times) // 1000 - enabled.at // 1000 if times else None


def dap_adoption(history: History) -> Rows:
    rows = []
    for day, sessions in _by_day(_sessions(history)):
        own = [event for event in sessions if event.user_type == "human"]
        asked = [event for event in own if event.total_gkg_calls > 0]
        rows.append((day, len(own), len(asked), ratio(len(asked), len(own)), len(sessions) - len(own)))
    return rows


def token_cost(history: History) -> Rows:
    rows = []
    for calls, sessions in sorted(grouped(_sessions(history), lambda event: event.total_gkg_calls).items()):
        tokens = [
            sum(getattr(event, field) for event in sessions)
            for field in ("input_tokens", "output_tokens", "cache_read_tokens")
        ]
        rows.append((calls, len(sessions), tokens[0], *(ratio(total, len(sessions)) for total in tokens)))
    return rows


def fallback_to_rest(history: History) -> Rows:
    rows = []
    for agent, sessions in grouped(_sessions(history), lambda event: event.agent_name).items():
        fallen = sum(event.fallback_to_rest for event in sessions)
        rows.append((agent, len(sessions), fallen, ratio(fallen, len(sessions))))
    return sorted(rows, key=lambda row: (-row[3], row[0]))


def schema_discovery(history: History) -> Rows:
    calls = _all(history, "gkg_schema_introspected")
    filtered = Counter(event.source_type for event in calls if event.domain_filter is not None)
    return [(*row, filtered[row[0]]) for row in _shares(Counter(event.source_type for event in calls))]


ANSWERS = {
    "gkg_01_weekly_active_namespaces": weekly_active_namespaces,
    "gkg_02_daily_active_users": daily_active_users,
    "gkg_03_query_volume_by_access_method": query_volume_by_access_method,
    "gkg_04_query_types": query_types,
    "gkg_05_entities_queried": entities_queried,
    "gkg_06_silent_failures": silent_failures,
    "gkg_07_authorization_overhead": authorization_overhead,
    "gkg_08_clickhouse_cost": clickhouse_cost,
    "gkg_09_indexing_success_by_language": indexing_success_by_language,
    "gkg_10_graph_size": graph_size,
    "gkg_11_data_freshness": data_freshness,
    "gkg_12_activation_funnel": activation_funnel,
    "gkg_13_dap_adoption": dap_adoption,
    "gkg_14_token_cost": token_cost,
    "gkg_15_fallback_to_rest": fallback_to_rest,
    "gkg_16_schema_discovery": schema_discovery,
}
