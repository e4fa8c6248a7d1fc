from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import snowgauge
from snowgauge import (
    Entity,
    Event,
    Outcome,
    PagePing,
    PageView,
    RequestCounts,
    Scope,
    SelfDescribing,
    SelfDescribingJson,
    StoreNotice,
    StructuredEvent,
    Subject,
    Tracker,
    ValidationError,
    Violation,
)
from snowgauge.entities import CodeSuggestionsContext, GitlabStandard, KnowledgeGraphContext, RequestCount
from snowgauge.events import GkgQueryExecuted, SuggestionRequested
from snowgauge.testing import Collector, ReceivedData, ReceivedEvent, ReceivedRequest, request_body


def tell(outcome: Outcome) -> None:
    reason: str = outcome.reason
    status: int | None = outcome.status
    print(reason, status, [violation.code for violation in outcome.violations])


def note(notice: StoreNotice) -> None:
    code: str = notice.code
    print(code, notice.message)


def send(tracker: Tracker, event: Event, entities: Sequence[Entity]) -> str | None:
    try:
        return tracker.track(event, entities=entities)
    except ValidationError as error:
        violations: list[Violation] = error.violations
        print(violations[0].pointer)
        return None


async def main() -> bool:
    async with Tracker("http://127.0.0.1:9090", app_id="gkg", linger=0.5, on_outcome=tell) as tracker:
        send(tracker, SuggestionRequested(), [CodeSuggestionsContext(prefix_length=1, language="python")])
        return await tracker.aflush(timeout=1)


query = GkgQueryExecuted(
    query_type="traverse",
    result_status="success",
    result_row_count=42,
    rows_redacted=3,
    duration_ms=340,
    compile_duration_ms=45,
    execute_duration_ms=115,
    authorization_duration_ms=180,
    ch_read_rows=128400,
    ch_read_bytes=18874368,
    ch_memory_bytes=4194304,
    entity_types_queried=("projects", "pipelines"),
    entity_types=None,
)
duration: int = query.duration_ms
depth: int | None = query.traversal_depth

context = KnowledgeGraphContext(
    correlation_id="a",
    namespace_id="1",
    root_namespace_id="1",
    user_type="bot",
    source_type="cli",
    tool_name="query_graph",
    tier="ultimate",
    deployment_type="com",
)

durable = Tracker("http://127.0.0.1:9090", app_id="gkg", store=Path("store"), durability="power", on_store=note)

reached = Tracker(
    "https://snowplow.example",
    app_id="gkg",
    connect_timeout=1,
    request_timeout=2.5,
    proxy="direct",
    ca_file=Path("ca.pem"),
    on_connection=lambda notice: print(notice.code, notice.message),
    headers=lambda: {"X-Editor": "vim"},
    token=lambda fresh: "fresh" if fresh else "any",
)

with Tracker("http://127.0.0.1:9090", app_id="gkg", framing="self_describing", on_invalid="report") as tracker:
    identifier: str | None = tracker.track(query, entities=(context, GitlabStandard(environment="production")))
    delivered: bool = tracker.shutdown(timeout=1)
    counts: dict[str, int] = tracker.stats()

problems: list[Violation] = snowgauge.check(query, [context]) + snowgauge.validate(
    GitlabStandard.schema, {"a": object()}
)
body: bytes = request_body(query, entities=[context], entropy=bytes(16), created=0, sent=0, app_id="gkg")

previous = RequestCounts(max_keys=10)
previous.record_request(lang="python", model_engine=None, count=2)
taken: list[RequestCount] = previous.take()
previous.give_back(taken)
requests: int = taken[0]["requests"]
suggestion = CodeSuggestionsContext(request_counts=taken)
odd: int = previous.stats()["unattributed"]

subject = Subject(platform="web", user_id="8819234", viewport="1280x720", domain_session_index=2)
user: str | None = subject.user_id
index: int | None = subject.domain_session_index
cluster = SelfDescribingJson("iglu:com.acme/cluster/jsonschema/1-0-0", {"name": "eu-1", "nodes": [1, 2.5, None]})
uri: str = cluster.schema
opened = StructuredEvent(category="search", action="open", label=None, property="sorted", value=2)
value: float | None = opened.value
label: str | None = opened.property
viewed = PageView(page_url="https://gitlab.example/", page_title="Issues", referrer=None)
title: str | None = viewed.page_title
offset: int | None = PagePing(page_url=viewed.page_url, min_x_offset=0).min_x_offset
deployed = SelfDescribing(cluster)
said: SelfDescribingJson = deployed.data
own: list[Event] = [opened, viewed, deployed]

layered = Tracker(
    "http://127.0.0.1:9090", app_id="gkg", subject=subject, entities=[cluster], too_long="truncate", base64=True
)
scope: Scope = layered.scope(subject=subject, entities=(cluster, context))
with scope, layered.scope():
    layered.track(opened, subject=Subject(), true_timestamp=1_764_000_000_000)
    layered.track(viewed, entities=[cluster], true_timestamp=datetime.now(timezone.utc))
problems += snowgauge.check(opened, [cluster], subject=subject, true_timestamp=0)
body += request_body(
    opened, entropy=bytes(16), created=0, sent=0, app_id="gkg", subject=subject, true_timestamp=0, base64=True
)

collector = Collector()
collector.answer_next(503, (429, 3600), (429, 0.5), None)
collector.answer_always(200)
with Tracker(collector, app_id="gkg") as in_memory:
    in_memory.track(opened)
arrived: list[ReceivedEvent] = collector.events
entities: list[ReceivedData] = arrived[0].entities
requests_made: list[ReceivedRequest] = collector.requests
action: str = arrived[0].fields["action"]
