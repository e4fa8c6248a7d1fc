"""A question that is broken has another answer: each line breaks one, and the comparison has to find out."""

import pytest
from answers import true_answer
from conftest import QUESTIONS, SEEDS
from encoded import send_encoded
from history import edge_cases, generate
from report.questions import FOLDER, open_store
from stores import same_rows, store_encoded

VIEWS = (FOLDER / "views" / "duckdb.sql").read_text("utf-8")

# Question, what stands there, what is put in its place.
MUTATIONS = [
    ("gkg_01_weekly_active_namespaces", "WHERE result_status = 'success'", "WHERE result_status <> 'error'"),
    ("gkg_01_weekly_active_namespaces", "INTERVAL '6 days'", "INTERVAL '7 days'"),
    ("gkg_01_weekly_active_namespaces", "INTERVAL '6 days'", "INTERVAL '5 days'"),
    ("gkg_01_weekly_active_namespaces", "LEFT JOIN", "INNER JOIN"),
    ("gkg_01_weekly_active_namespaces", "successes.user_type = 'human'", "TRUE"),
    ("gkg_02_daily_active_users", "CASE WHEN user_type = 'human' THEN global_user_id END", "namespace_id"),
    ("gkg_02_daily_active_users", "COUNT(DISTINCT CASE", "COUNT(CASE"),
    ("gkg_02_daily_active_users", "derived_tstamp", "collector_tstamp"),
    (
        "gkg_03_query_volume_by_access_method",
        "FROM gkg_query_executed",
        "FROM gkg_query_executed WHERE user_type = 'human'",
    ),
    ("gkg_03_query_volume_by_access_method", "OVER ()", "OVER (PARTITION BY source_type)"),
    ("gkg_04_query_types", "FROM gkg_query_executed", "FROM gkg_query_executed WHERE result_status = 'success'"),
    ("gkg_04_query_types", "queries DESC", "queries"),
    ("gkg_05_entities_queried", "COUNT(DISTINCT event_id)", "COUNT(*)"),
    ("gkg_05_entities_queried", "queries DESC, entity_type", "queries DESC, entity_type DESC"),
    (
        "gkg_06_silent_failures",
        "COUNT_IF(result_status = 'empty') AS empty",
        "COUNT_IF(result_status <> 'success') AS empty",
    ),
    ("gkg_06_silent_failures", "/ COUNT(*)", "/ COUNT_IF(result_status <> 'error')"),
    ("gkg_07_authorization_overhead", "SUM(authorization_duration_ms) AS", "SUM(execute_duration_ms) AS"),
    ("gkg_07_authorization_overhead", "NULLIF(CAST(SUM(duration_ms) AS DOUBLE), 0)", "GREATEST(SUM(duration_ms), 1)"),
    ("gkg_08_clickhouse_cost", "SUM(ch_read_bytes) AS read_bytes", "SUM(ch_read_rows) AS read_bytes"),
    ("gkg_08_clickhouse_cost", "FROM gkg_query_executed", "FROM gkg_query_executed WHERE result_status <> 'error'"),
    ("gkg_09_indexing_success_by_language", "SELECT DISTINCT event_id", "SELECT event_id"),
    (
        "gkg_09_indexing_success_by_language",
        "COUNT_IF(run.status = 'success') AS DOUBLE",
        "COUNT_IF(run.status <> 'failed') AS DOUBLE",
    ),
    ("gkg_10_graph_size", "WHERE status <> 'failed'", ""),
    ("gkg_10_graph_size", "event_id DESC", "event_id"),
    ("gkg_10_graph_size", "ORDER BY derived_tstamp DESC", "ORDER BY collector_tstamp DESC"),
    ("gkg_10_graph_size", "namespace_id, index_domain\n    ORDER", "namespace_id\n    ORDER"),
    ("gkg_10_graph_size", "NULLIF(file_count_processed, 0)", "GREATEST(file_count_processed, 1)"),
    ("gkg_11_data_freshness", "WHERE index_domain = 'sdlc'", ""),
    ("gkg_11_data_freshness", "age = 1", "age = 2"),
    ("gkg_11_data_freshness", "PERCENTILE_DISC(0.5)", "PERCENTILE_DISC(0.75)"),
    ("gkg_11_data_freshness", "NULLS LAST", "NULLS FIRST"),
    ("gkg_12_activation_funnel", "queried.queried_at >= enabled.enabled_at", "TRUE"),
    ("gkg_12_activation_funnel", "queried.queried_at >= enabled", "queried.queried_at > enabled"),
    ("gkg_12_activation_funnel", "(enabled.namespace_type = 'group' OR NOT queried.is_below)", "NOT queried.is_below"),
    ("gkg_12_activation_funnel", "(enabled.namespace_type = 'group' OR NOT queried.is_below)", "TRUE"),
    (
        "gkg_12_activation_funnel",
        "ORDER BY derived_tstamp, event_id) = 1",
        "ORDER BY derived_tstamp DESC, event_id) = 1",
    ),
    ("gkg_12_activation_funnel", "LEFT JOIN activated", "INNER JOIN activated"),
    ("gkg_12_activation_funnel", "DATE_TRUNC('week'", "DATE_TRUNC('day'"),
    ("gkg_13_dap_adoption", "COUNT_IF(user_type = 'human' AND total_gkg_calls > 0)", "COUNT_IF(total_gkg_calls > 0)"),
    ("gkg_13_dap_adoption", "total_gkg_calls > 0", "total_tool_calls > 0"),
    ("gkg_13_dap_adoption", "NULLIF(COUNT_IF(user_type = 'human'), 0)", "COUNT(*)"),
    ("gkg_14_token_cost", "SUM(input_tokens) AS total", "SUM(output_tokens) AS total"),
    ("gkg_14_token_cost", "FROM gkg_dap_session_summary", "FROM gkg_dap_session_summary WHERE user_type = 'human'"),
    (
        "gkg_15_fallback_to_rest",
        "FROM gkg_dap_session_summary",
        "FROM gkg_dap_session_summary WHERE total_gkg_calls > 0",
    ),
    ("gkg_15_fallback_to_rest", "COUNT_IF(fallback_to_rest) AS fallback", "COUNT_IF(NOT fallback_to_rest) AS fallback"),
    ("gkg_16_schema_discovery", "domain_filter IS NOT NULL", "LEN(domain_filter) > 0"),
    (
        "gkg_16_schema_discovery",
        "FROM gkg_schema_introspected",
        "FROM gkg_schema_introspected WHERE user_type = 'human'",
    ),
    ("gateway_1_requests", "LEFT JOIN", "INNER JOIN"),
    ("gateway_1_requests", "SUM(requests) AS requests", "MAX(requests) AS requests"),
    (
        "gateway_2_shown",
        "COALESCE(SUM(counted.requests - counted.errors), 0)",
        "SUM(counted.requests - counted.errors)",
    ),
    ("gateway_2_shown", "SUM(errors) AS errors", "0 AS errors"),
    ("gateway_3_accepted", "SUM(requests - errors) AS shown", "SUM(requests) AS shown"),
    ("gateway_3_accepted", "NULLIF(SUM(counted.shown), 0)", "COUNT(*)"),
    ("gateway_4_errored", "SUM(errors) AS errors", "SUM(accepts) AS errors"),
    ("gateway_4_errored", "derived_tstamp", "collector_tstamp"),
    ("gateway_5_prompt_length", "SUM(prefix_length)", "SUM(suffix_length)"),
    ("gateway_5_prompt_length", "COUNT(prefix_length) AS", "COUNT(*) AS"),
    ("gateway_5_prompt_length", "PERCENTILE_DISC(0.95)", "PERCENTILE_DISC(0.96)"),
    ("gateway_6_suffix_length", "MAX(suffix_length)", "MAX(prefix_length)"),
    ("gateway_6_suffix_length", "PERCENTILE_DISC(0.5)", "PERCENTILE_DISC(0.51)"),
    ("gateway_7_language", "FROM suggestion_requested", "FROM suggestion_requested WHERE language <> ''"),
    ("gateway_7_language", "NULLS LAST", "DESC NULLS LAST"),
    ("gateway_8_origin", "CASE WHEN is_in_comment THEN SPLIT_PART(detail, ':', 1)", "CASE WHEN FALSE THEN ''"),
    ("gateway_8_origin", "NOT LIKE '%/%'", "LIKE '%'"),
    ("gateway_8_origin", "')', 1) AS detail", "'/', 1) AS detail"),
]

# What every question stands on.
VIEW_MUTATIONS = [
    (
        "repetitions count",
        "QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY collector_tstamp, dvce_sent_tstamp) = 1",
        "",
    ),
    (
        "the last one counts",
        "ORDER BY collector_tstamp, dvce_sent_tstamp",
        "ORDER BY collector_tstamp DESC, dvce_sent_tstamp DESC",
    ),
    ("no self-describing query", "unstruct_event_com_gitlab_gkg_query_executed_1 IS NOT NULL OR", ""),
    ("no structured query", "OR (se_category = 'gkg' AND se_action = 'gkg_query_executed')", ""),
    ("no structured session", "OR (se_category = 'gkg' AND se_action = 'gkg_dap_session_summary')", ""),
    ("any action is a request", "(se_category = 'code_suggestions' AND se_action = 'suggestion_requested')", "TRUE"),
]


@pytest.fixture(scope="module")
def histories(tmp_path_factory):
    stored = []
    for seed in SEEDS[:2]:
        file = tmp_path_factory.mktemp("sabotage") / "events.ndjson"
        stored.append(store_encoded(file, generate(seed) + edge_cases(seed), send_encoded))
    return [(one.history, one.database()) for one in stored]


def is_found_out(histories, name: str, sql: str) -> bool:
    return any(
        not same_rows(database.execute(sql).fetchall(), true_answer(name, history)) for history, database in histories
    )


@pytest.mark.parametrize(("name", "right", "wrong"), MUTATIONS, ids=[f"{it[0]}: {it[2][:40]}" for it in MUTATIONS])
def test_a_broken_question_is_found_out(name, right, wrong, histories):
    question = next(question for question in QUESTIONS if question.name == name)
    assert right in question.sql
    assert not is_found_out(histories, name, question.sql)
    assert is_found_out(histories, name, question.sql.replace(right, wrong))


def test_every_question_is_broken_twice():
    broken = [name for name, _, _ in MUTATIONS]
    assert {name for name in broken if broken.count(name) >= 2} == {question.name for question in QUESTIONS}


@pytest.mark.parametrize(("what", "right", "wrong"), VIEW_MUTATIONS, ids=[it[0] for it in VIEW_MUTATIONS])
def test_a_broken_view_is_found_out(what, right, wrong, histories):
    assert right in VIEWS
    found = []
    for history, database in histories:
        table = VIEWS.index("CREATE OR REPLACE VIEW events_once")
        database.execute(VIEWS[table:].replace(right, wrong))
        try:
            found += [it.name for it in QUESTIONS if is_found_out([(history, database)], it.name, it.sql)]
        finally:
            database.execute(VIEWS[table:])
    assert found, what


def test_a_store_is_what_is_read(histories):
    assert open_store(None).execute("SELECT COUNT(*) FROM events").fetchone() == (0,)
    assert all(database.execute("SELECT COUNT(*) FROM events").fetchone()[0] > 0 for _, database in histories)
