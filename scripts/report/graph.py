"""What the answers about the knowledge graph say at a glance."""

from __future__ import annotations

from . import charts, formats
from .card import Finding
from .questions import Answer

_ENOUGH_RUNS = 10


def _weekly_active_namespaces(answer: Answer) -> Finding:
    dates, active, of_people = (answer.column(name) for name in answer.columns)
    return Finding(
        "How many namespaces use the knowledge graph every week?",
        formats.count(active[-1]),
        "weekly active namespaces",
        f"In the seven days up to {formats.day(dates[-1])}, {formats.count(active[-1])} namespaces had at least one "
        f"query that found something; in {formats.count(of_people[-1])} of them a person asked.",
        charts.days(dates, {"all callers": active, "people": of_people}),
    )


def _daily_active_users(answer: Answer) -> Finding:
    dates, users = (answer.column(name) for name in answer.columns)
    best = max(users)
    return Finding(
        "How many people ask it each day?",
        formats.count(users[-1]),
        f"people on {formats.day(dates[-1])}",
        f"Most people on one day: {formats.count(best)}, on {formats.day(dates[users.index(best)])}. Bots and service "
        "accounts are left out.",
        charts.days(dates, {"people": users}),
    )


def _query_volume_by_access_method(answer: Answer) -> Finding:
    sources, queries, shares = (answer.column(name) for name in answer.columns)
    return Finding(
        "How do queries come in?",
        formats.count(sum(queries)),
        "queries",
        f"{formats.percent(shares[0])} of them come by {sources[0]}, the most used way.",
        charts.bars(sources, queries),
    )


def _query_types(answer: Answer) -> Finding:
    types, queries, shares = (answer.column(name) for name in answer.columns)
    return Finding(
        "What kind of questions are asked?",
        types[0],
        "is asked most",
        f"{formats.percent(shares[0])} of all queries are of this type. Many traversals mean that dependencies are "
        "really followed.",
        charts.bars(types, queries),
    )


def _entities_queried(answer: Answer) -> Finding:
    entities, queries = (answer.column(name) for name in answer.columns)
    return Finding(
        "Which parts of the graph are used?",
        entities[0],
        "is queried most",
        f"{formats.count(queries[0])} queries touched it; {len(entities)} entities were queried at all.",
        charts.bars(entities, queries),
    )


def _silent_failures(answer: Answer) -> Finding:
    dates, queries, empty, shares = (answer.column(name) for name in answer.columns)
    return Finding(
        "How often does a query find nothing?",
        formats.percent(sum(empty) / sum(queries)),
        "of queries came back empty",
        "These fail in silence: the query ran, and the asker got nothing. "
        f"It was {formats.percent(shares[-1])} on {formats.day(dates[-1])}.",
        charts.days(dates, {"empty results": shares}, formats.percent),
    )


def _authorization_overhead(answer: Answer) -> Finding:
    types, _, authorization, total, shares = (answer.column(name) for name in answer.columns)
    overall = sum(authorization) / sum(total) if sum(total) else None
    return Finding(
        "How much of the time goes into authorization?",
        formats.percent(overall),
        "of all query time",
        "The share of the time from end to end that each type of query spends on it. A type that takes no measurable "
        "time has none.",
        charts.bars(types, shares, formats.percent),
    )


def _clickhouse_cost(answer: Answer) -> Finding:
    types, _, read, each = (answer.column(name) for name in answer.columns)
    return Finding(
        "What do queries cost in ClickHouse?",
        formats.size(sum(read)),
        "read in all",
        f"{types[0]} reads most of it, {formats.size(each[0])} per query.",
        charts.bars(types, read, formats.size),
    )


def _indexing_success_by_language(answer: Answer) -> Finding:
    languages, runs, good, partial, failed, rates = (answer.column(name) for name in answer.columns)
    # A language that was seen a few times says little, unless there is no other.
    known = [index for index, count in enumerate(runs) if count >= _ENOUGH_RUNS] or range(len(runs))
    worst = min(known, key=lambda index: rates[index])
    return Finding(
        "Does indexing succeed in every language?",
        formats.percent(rates[worst]),
        f"in {languages[worst]}, the worst",
        "Runs that touched each language. A partial run looks indexed, but files are missing.",
        charts.stacks(
            languages,
            list(zip(good, partial, failed, strict=True)),
            ["success", "partial", "failed"],
            [f"{formats.percent(rate)} of {run}" for rate, run in zip(rates, runs, strict=True)],
        ),
    )


def _graph_size(answer: Answer) -> Finding:
    namespaces, domains, nodes, edges, _, coverage, missing = (answer.column(name) for name in answer.columns)
    gaps = sum(share is not None and share < 1 for share in coverage)
    return Finding(
        "How large are the graphs, and are they whole?",
        formats.count(sum(nodes)),
        f"nodes in {formats.count(len(nodes))} graphs",
        f"Half of the graphs have {formats.count(sorted(edges)[len(edges) // 2])} edges or more. {gaps} have "
        f"files without a node; {formats.count(sum(missing))} files were skipped or failed to parse. The largest are "
        "shown.",
        charts.bars([f"{name} ({domain})" for name, domain in zip(namespaces, domains, strict=True)], nodes),
    )


def _data_freshness(answer: Answer) -> Finding:
    entities, _, latest, median, worst = (answer.column(name) for name in answer.columns)
    return Finding(
        "How stale is the data?",
        formats.duration(latest[0]),
        f"behind: {entities[0] or 'runs without an entity'}, the stalest now",
        f"How far the latest run of each entity was behind. Usually it is {formats.duration(max(median))} or less; the "
        f"longest lag was {formats.duration(max(worst))}.",
        charts.bars(entities, latest, formats.duration),
    )


def _activation_funnel(answer: Answer) -> Finding:
    weeks, types, enabled, activated, rates, waits = (answer.column(name) for name in answer.columns)
    known = [wait for wait in waits if wait is not None]
    return Finding(
        "Do namespaces that enable it go on to use it?",
        formats.percent(sum(activated) / sum(enabled)),
        "asked a first query",
        f"{sum(activated)} of {sum(enabled)} enabled namespaces, by the week of enabling. The typical cohort needed "
        f"{formats.duration(sorted(known)[len(known) // 2] if known else None)} to get there.",
        charts.stacks(
            [f"{formats.day(week)}, {kind}" for week, kind in zip(weeks, types, strict=True)],
            [(done, all_ - done) for done, all_ in zip(activated, enabled, strict=True)],
            ["asked", "not yet"],
            [formats.percent(rate) for rate in rates],
        ),
    )


def _dap_adoption(answer: Answer) -> Finding:
    dates, sessions, asked, rates, automated = (answer.column(name) for name in answer.columns)
    overall = sum(asked) / sum(sessions) if sum(sessions) else None
    return Finding(
        "Do agents' sessions use it where they could?",
        formats.percent(overall),
        "of people's DAP sessions",
        f"{formats.count(sum(asked))} of {formats.count(sum(sessions))} sessions in which it was at hand called it. "
        f"{formats.count(sum(automated))} automated sessions are left out.",
        charts.days(dates, {"adoption": rates}, formats.percent),
    )


def _token_cost(answer: Answer) -> Finding:
    calls, sessions, tokens, each, *_ = (answer.column(name) for name in answer.columns)
    without = next((average for number, average in zip(calls, each, strict=True) if number == 0), None)
    used = [(count, total) for number, count, total in zip(calls, sessions, tokens, strict=True) if number]
    with_graph = sum(total for _, total in used) / sum(count for count, _ in used) if used else None
    change = (with_graph - without) / without if with_graph is not None and without else None
    return Finding(
        "Does it save tokens?",
        "–" if change is None else f"{change * 100:+.0f} %".replace("-", "−"),
        "input tokens per session with it",
        f"A session that calls it reads {formats.count(with_graph)} input tokens, one that does not "
        f"{formats.count(without)}. Below: by the number of calls.",
        charts.bars([f"{number:,} calls" for number in calls], each),
    )


def _fallback_to_rest(answer: Answer) -> Finding:
    agents, sessions, fallen, rates = (answer.column(name) for name in answer.columns)
    return Finding(
        "Which agents fall back to REST?",
        formats.percent(sum(fallen) / sum(sessions)),
        "of sessions fell back",
        f"{agents[0]} does so most. A high rate means that data is missing from the graph, or that the agent does not "
        "trust it.",
        charts.bars(agents, rates, formats.percent),
    )


def _schema_discovery(answer: Answer) -> Finding:
    sources, calls, shares, filtered = (answer.column(name) for name in answer.columns)
    return Finding(
        "Who looks at the schema first?",
        formats.count(sum(calls)),
        "schema calls",
        f"{formats.percent(shares[0])} come by {sources[0]}; {formats.count(sum(filtered))} asked for a domain, which "
        "only callers who know their way do.",
        charts.bars(sources, calls),
    )


FINDINGS = {
    "gkg_01_weekly_active_namespaces": _weekly_active_namespaces,
    "gkg_02_daily_active_users": _daily_active_users,
    "gkg_03_query_volume_by_access_method": _query_volume_by_access_method,
    "gkg_04_query_types": _query_types,
    "gkg_05_entities_queried": _entities_queried,
    "gkg_06_silent_failures": _silent_failures,
    "gkg_07_authorization_overhead": _authorization_overhead,
    "gkg_08_clickhouse_cost": _clickhouse_cost,
    "gkg_09_indexing_success_by_language": _indexing_success_by_language,
    "gkg_10_graph_size": _graph_size,
    "gkg_11_data_freshness": _data_freshness,
    "gkg_12_activation_funnel": _activation_funnel,
    "gkg_13_dap_adoption": _dap_adoption,
    "gkg_14_token_cost": _token_cost,
    "gkg_15_fallback_to_rest": _fallback_to_rest,
    "gkg_16_schema_discovery": _schema_discovery,
}
