"""What seldom happens, and what an answer is easily wrong about; each has a line that says so."""

from dataclasses import replace

from .dice import Dice
from .gateway import request
from .generate import DAYS, Diary, day_starts
from .graph import index, query, session
from .happened import Happened
from .world import AUTOMATIC, Caller, Namespace

_HOUR_MS = 3_600_000
_LARGEST = 2**63 - 1
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'; DROP TABLE events; --",
    "</title></style><b>bold</b>",
    "naïve 🦀 \u202etxt.exe",
)
"""Texts that must be nothing but text, wherever they are shown."""


def edge_cases(seed: int) -> list[Happened]:
    """The cases, within the days of `generate` and the day after."""
    diary = Diary(Dice(f"edges {seed}"), [], is_tidy=True)
    days = day_starts()
    for add in (_activity, _queries, _activation, _indexing, _sessions, _requests):
        add(diary, days)
    return diary.happened + _travels(diary.dice, diary.happened, days)


def _namespace(name: str, kind: str = "project", root: str | None = None) -> Namespace:
    return Namespace(name, root or f"{name}_root", kind, "premium", "com", 0, (), 1.0)


def _long_after(days: list[int]) -> int:
    return days[DAYS] + 10 * 24 * _HOUR_MS


def _person(user: str | None) -> Caller:
    return Caller("human", user, None)


def _activity(diary: Diary, days: list[int]) -> None:
    """Who is active, and when no longer."""
    bot, user = AUTOMATIC[0], _person("usr_edge")
    # Active through bots alone: the namespace counts, no person does.
    query(diary, _namespace("only_bots"), bot, days[2] + _HOUR_MS, result_status="success", query_type="traverse")
    # The first millisecond of a day and the last of the seventh: seven days see both, the eighth only the second.
    for at in (days[0], days[7] - 1):
        query(diary, _namespace("border"), user, at, result_status="success", query_type="traverse")
    # Lapses after seven days.
    query(diary, _namespace("lapsed"), user, days[1], result_status="success", query_type="find_nodes")
    # Never active: nothing came back, or nothing but errors; yet who asked was active.
    query(diary, _namespace("silent"), _person("usr_silent"), days[3], result_status="empty", query_type="explore")
    query(diary, _namespace("failing"), _person("usr_failing"), days[3], result_status="error", query_type="explore")
    # A person whom nobody knows is no user that could be counted.
    query(diary, _namespace("unknown"), _person(None), days[4], result_status="success", query_type="explore")
    # A day on which nobody but a bot asks, and nothing succeeds.
    query(diary, _namespace("after"), bot, days[DAYS] + 1, result_status="empty", query_type="aggregate")
    # Long after everything, when no namespace is active any more.
    query(diary, _namespace("after"), bot, _long_after(days), result_status="error", query_type="aggregate")


def _queries(diary: Diary, days: list[int]) -> None:
    """What queries touch and cost."""
    user, here = _person("usr_edge"), _namespace("edge")
    # An entity twice in one query; two that are as frequent; texts that are no names.
    for entities in (["issues", "issues"], ["alphas", "betas"], list(HOSTILE)):
        query(diary, here, user, days[5], query_type="aggregate", entity_types_queried=entities)
    # Sums beyond 64 bits.
    for _ in range(3):
        query(diary, here, user, days[5], query_type="explore", ch_read_bytes=_LARGEST, duration_ms=_LARGEST)


def _activation(diary: Diary, days: list[int]) -> None:
    """Who is activated by what."""
    user = _person("usr_edge")

    def enable(namespace: Namespace, at: int) -> None:
        data = {"namespace_type": namespace.type, "enabled_by_user_id": "1"}
        context = namespace.context(diary.dice, user, "rest_api")
        diary.note("gkg_namespace_enabled", at, data, {"knowledge_graph_context": context})

    enable(_namespace("never_queried"), days[1])
    # A query before enabling does not count; one at the same millisecond does.
    query(diary, _namespace("queried_before"), user, days[1], query_type="explore")
    enable(_namespace("queried_before"), days[1] + 1)
    enable(_namespace("queried_at_once"), days[8])
    query(diary, _namespace("queried_at_once"), user, days[8], query_type="explore")
    # A group is activated from below; a project is not.
    for root, kind in (("edge_group", "group"), ("edge_project", "project")):
        enable(_namespace(root, kind, root), days[9])
        query(diary, _namespace(f"below_{root}", root=root), user, days[9] + _HOUR_MS, query_type="explore")
    # Enabled twice: the first time decides, week and type.
    enable(_namespace("twice", "group"), days[6])
    enable(_namespace("twice", "project"), days[10])
    query(diary, _namespace("twice"), user, days[11], query_type="explore")


def _indexing(diary: Diary, days: list[int]) -> None:
    """Which run tells the size of a graph."""
    here = _namespace("edge")
    at = days[12]
    # At the same millisecond; then one that failed, and tells of nothing.
    index(diary, here, at, "initial", "code", status="success", error_stage=None, node_count_edge=1)
    index(diary, here, at, "incremental", "code", status="partial", error_stage=None, node_count_edge=2)
    index(diary, here, at + 1, "incremental", "code", status="failed", error_stage="write", node_count_edge=3)
    # One language twice, none at all, and names that are none.
    for languages in (["cobol", "cobol"], [], [*HOSTILE, "ada", "awk"]):
        index(diary, here, days[2], "incremental", "code", languages_indexed=languages)
    # No file at all: no coverage. As many nodes as fit.
    nothing = _namespace("nothing_processed")
    index(diary, nothing, at, "initial", "code", status="success", error_stage=None, file_count_processed=0)
    counts = ("node_count_directory", "node_count_file", "node_count_definition", "node_count_imported_symbol")
    largest = dict.fromkeys(counts, _LARGEST)
    index(diary, _namespace("huge"), at, "initial", "sdlc", status="success", error_stage=None, **largest)
    # A namespace whose only run failed has no graph. A lag below zero, and no entity.
    index(
        diary, _namespace("broken"), at, "initial", "sdlc", status="failed", error_stage="decode", sdlc_entity_type=None
    )
    index(diary, here, at, "incremental", "sdlc", watermark_lag_seconds=-0.1, sdlc_entity_type="wikis")
    # As stale as each other, the one without a name too.
    for entity in (None, "epics", "boards"):
        index(diary, here, days[DAYS], "incremental", "sdlc", watermark_lag_seconds=7.5, sdlc_entity_type=entity)


def _sessions(diary: Diary, days: list[int]) -> None:
    """Whose sessions count."""
    here, user = _namespace("edge"), _person("usr_edge")
    # A day without a session of a person: no rate.
    for caller in AUTOMATIC:
        session(diary, here, caller, days[DAYS] + 5, total_gkg_calls=4)
    for agent in HOSTILE:
        session(diary, here, user, days[6], agent_name=agent, flow_type=agent, total_gkg_calls=0)
    session(diary, here, user, days[6], total_gkg_calls=_LARGEST, input_tokens=_LARGEST, output_tokens=0)


def _requests(diary: Diary, days: list[int]) -> None:
    """What the gateway may not be told, or be told in odd words."""
    # A day on which nothing is told: no rate, no length.
    request(diary, days[DAYS] + 7, request_counts=None, prefix_length=None, suffix_length=None, language=None)
    request(diary, _long_after(days), request_counts=None)
    nothing = {"requests": 0, "errors": 0, "accepts": 0}
    request(diary, days[DAYS] + 8, request_counts=[nothing], prefix_length=None, suffix_length=None)
    # More errors than requests, and an acceptance without a showing: the schema allows both.
    odd = {"requests": 1, "errors": 3, "accepts": 2, "lang": None, "unknown": HOSTILE[0]}
    request(diary, days[3], request_counts=[odd, odd], prefix_length=2**31 - 1, suffix_length=0)
    # 20 lengths, of which the 95th percentile is exactly the nineteenth.
    for length in range(20):
        request(diary, days[DAYS] + 9 + length, request_counts=[], prefix_length=length, suffix_length=20 - length)
    agents = (
        "",
        " ",
        "/1.0",
        "a/b/c",
        "(x:1)",
        "tool (y:2",
        "tool (y:2)",
        "tool (y:2:3; z)",
        "tool/1 (y:2)",
        "näme/1.ö",
        *HOSTILE,
    )
    for agent in agents:
        request(diary, days[4], user_agent=agent, language=agent[:32])


def _travels(dice: Dice, known: list[Happened], days: list[int]) -> list[Happened]:
    """How events travel: told again, told again otherwise, told late, told without the true time."""
    seen = {event.name: event for event in known}
    query_, run, summary = (seen[f"gkg_{it}"] for it in ("query_executed", "indexing_completed", "dap_session_summary"))
    told = [
        # Another event under the same id: the first counts.
        _again(dice, query_, altered={**(query_.data or {}), "query_type": "schema", "result_status": "success"}),
        _again(dice, summary, altered={**(summary.data or {}), "fallback_to_rest": True, "agent_name": "impostor"}),
        # Many times over, across the days.
        _again(dice, query_, repeats=5),
        # A run that is older than the latest, though it arrives after it.
        _again(dice, run, at=days[11], is_late=True, data={**(run.data or {}), "node_count_edge": 99}),
        # Long ago by the device's clock, which is right, and sent only now.
        _again(dice, summary, at=days[5] + 12 * _HOUR_MS, tells_when=False),
        _again(dice, seen["suggestion_requested"], at=days[5] + 12 * _HOUR_MS, tells_when=False),
        # An optional entity on top.
        _again(dice, query_, entities={**query_.entities, "gitlab_standard": {"environment": "production"}}),
    ]
    return told


def _again(dice: Dice, event: Happened, **changes: object) -> Happened:
    """Another event like this one."""
    return replace(event, event_id=dice.event_id(), **changes)  # type: ignore[arg-type]
