//! A day of the service: callers on several threads, each with queries, sessions and indexing jobs.

use std::thread;

use fastrand::Rng;
use snowgauge::entities::SourceType;

use crate::analytics::{Analytics, Caller, Session};
use crate::graph::{self, Query, QueryKind, Target};

/// How many threads answer calls.
pub(crate) const THREADS: u64 = 4;

const QUERIES: u64 = 50;
const SCHEMA_CALLS: u64 = 5;
const CODE_RUNS: u64 = 10;
const SDLC_RUNS: u64 = 10;
const SESSIONS: u64 = 4;
const QUERIES_OF_SESSION: u64 = 6;

/// How many events the day has. A schema call counts twice: as a call, and as an introspection.
pub(crate) const EVENTS: u64 = THREADS
    * (1 + QUERIES + 2 * SCHEMA_CALLS + CODE_RUNS + SDLC_RUNS + SESSIONS * (2 + QUERIES_OF_SESSION + 1));

const KINDS: [QueryKind; 5] = [
    QueryKind::Traverse { hops: 3 },
    QueryKind::FindNodes,
    QueryKind::Traverse { hops: 1 },
    QueryKind::Explore,
    QueryKind::Aggregate,
];
const SOURCES: [SourceType; 3] = [SourceType::Mcp, SourceType::RestApi, SourceType::Cli];
const SDLC_ENTITIES: [&str; 3] = ["merge_requests", "pipelines", "issues"];

/// Runs the day and waits for its end.
pub(crate) fn run(analytics: &Analytics) {
    thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || shift(analytics, thread));
        }
    });
}

/// What one thread does.
fn shift(analytics: &Analytics, thread: u64) {
    let random = &mut Rng::with_seed(thread);
    analytics.namespace_enabled(&administrator(), "8819234");
    for (_, source) in (0..QUERIES).zip(SOURCES.into_iter().cycle()) {
        query(analytics, &caller(source, random), random);
    }
    for _ in 0..SCHEMA_CALLS {
        discover(analytics, &caller(SourceType::Mcp, random), random);
    }
    for _ in 0..CODE_RUNS {
        analytics.indexing_completed(&indexer(random), &graph::index(Target::Code, random));
    }
    for (_, entity) in (0..SDLC_RUNS).zip(SDLC_ENTITIES.into_iter().cycle()) {
        analytics.indexing_completed(&indexer(random), &graph::index(Target::Sdlc(entity), random));
    }
    for _ in 0..SESSIONS {
        session(analytics, random);
    }
}

fn query(analytics: &Analytics, caller: &Caller, random: &mut Rng) {
    let kind = random.choice(KINDS).unwrap_or(QueryKind::Explore);
    let query = Query { kind, entity_types: &["MergeRequest", "Pipeline"] };
    analytics.query_executed(caller, &query, &graph::execute(&query, random));
}

/// A call of `get_graph_schema`: it is a call like any other, and a discovery besides.
fn discover(analytics: &Analytics, caller: &Caller, random: &mut Rng) {
    let schema = Query { kind: QueryKind::Schema, entity_types: &[] };
    analytics.query_executed(caller, &schema, &graph::execute(&schema, random));
    analytics.schema_introspected(caller, random.bool().then_some(&["code", "sdlc"]));
}

/// An agent of DAP: it looks up the schema, asks its questions, and ends.
fn session(analytics: &Analytics, random: &mut Rng) {
    let mut caller = caller(SourceType::Dap, random);
    caller.session_id = Some(format!("sess_{:08x}", random.u32(..)));
    discover(analytics, &caller, random);
    (0..QUERIES_OF_SESSION).for_each(|_| query(analytics, &caller, random));
    let session = Session {
        graph_calls: 1 + QUERIES_OF_SESSION,
        all_calls: 1 + QUERIES_OF_SESSION + random.u64(0..20),
        fell_back_to_rest: random.u8(0..10) == 0,
        input_tokens: random.u64(2_000..20_000),
        output_tokens: random.u64(500..4_000),
        cache_read_tokens: random.u64(0..2_000),
    };
    analytics.session_ended(&caller, &session);
}

fn caller(source: SourceType, random: &mut Rng) -> Caller {
    Caller {
        correlation_id: format!("{:016x}", random.u64(..)),
        namespace_id: random.u64(14_523_000..14_524_000).to_string(),
        user_id: Some(format!("usr_{}", random.u32(1_000_000..9_999_999))),
        source,
        session_id: None,
    }
}

/// The indexer calls on nobody's behalf.
fn indexer(random: &mut Rng) -> Caller {
    Caller { user_id: None, ..caller(SourceType::RestApi, random) }
}

/// Whoever enables GKG for a group.
pub(crate) fn administrator() -> Caller {
    Caller {
        correlation_id: "01JH8Z3V5Q7W9X2B4C6D8F0G1H".into(),
        namespace_id: "14523891".into(),
        user_id: Some("usr_8819234".into()),
        source: SourceType::RestApi,
        session_id: None,
    }
}
