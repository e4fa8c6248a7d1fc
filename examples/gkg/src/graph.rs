//! Stands in for the work of GKG: the query engine and the indexer, with numbers of the right size.

use std::time::Duration;

use fastrand::Rng;
use snowgauge::events::{ErrorStage, IndexingType, RepositoryResolution, Status, TriggerType};

/// A query of the graph.
pub(crate) struct Query {
    pub(crate) kind: QueryKind,
    pub(crate) entity_types: &'static [&'static str],
}

/// What a query does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryKind {
    FindNodes,
    Traverse { hops: u64 },
    Explore,
    Aggregate,
    Schema,
}

impl QueryKind {
    /// How far it goes along the edges, if it does.
    pub(crate) fn hops(self) -> Option<u64> {
        if let Self::Traverse { hops } = self { Some(hops) } else { None }
    }
}

/// Why a query was not answered.
#[derive(Clone, Copy)]
pub(crate) enum QueryError {
    Denied,
    Failed,
    Unauthorized,
    TimedOut,
    TooMany,
    Malformed,
    NotAllowed,
}

const ERRORS: [QueryError; 7] = [
    QueryError::Denied,
    QueryError::Failed,
    QueryError::Unauthorized,
    QueryError::TimedOut,
    QueryError::TooMany,
    QueryError::Malformed,
    QueryError::NotAllowed,
];

/// The rows that a query found, and how many of them the caller may not see.
pub(crate) struct Rows {
    pub(crate) found: u64,
    pub(crate) redacted: u64,
}

/// A query's answer and what it took.
pub(crate) struct Execution {
    pub(crate) result: Result<Rows, QueryError>,
    pub(crate) compile_ms: u64,
    pub(crate) execute_ms: u64,
    pub(crate) authorize_ms: u64,
    pub(crate) read_rows: u64,
    pub(crate) read_bytes: u64,
    pub(crate) memory_bytes: u64,
}

/// Answers a query: one in ten fails, one in ten finds nothing.
pub(crate) fn execute(query: &Query, random: &mut Rng) -> Execution {
    let hops = query.kind.hops().unwrap_or(1);
    let read_rows = hops * random.u64(2_000..80_000);
    let result = match random.u8(0..10) {
        0 => Err(random.choice(ERRORS).unwrap_or(QueryError::Failed)),
        1 => Ok(Rows { found: 0, redacted: random.u64(0..20) }),
        _ => Ok(Rows { found: random.u64(1..500), redacted: random.u64(0..4) }),
    };
    Execution {
        result,
        compile_ms: random.u64(5..60),
        execute_ms: hops * random.u64(20..120),
        authorize_ms: random.u64(40..250),
        read_rows,
        read_bytes: read_rows * 147,
        memory_bytes: hops * random.u64(1..8) * 1024 * 1024,
    }
}

/// What is indexed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Code,
    Sdlc(&'static str),
}

impl Target {
    /// The kind of records, where it is not code.
    pub(crate) fn sdlc_entity(self) -> Option<&'static str> {
        if let Self::Sdlc(entity) = self { Some(entity) } else { None }
    }
}

/// A finished indexing job.
pub(crate) struct IndexingRun {
    pub(crate) target: Target,
    pub(crate) indexing_type: IndexingType,
    pub(crate) trigger: TriggerType,
    pub(crate) status: Status,
    pub(crate) failed_at: Option<ErrorStage>,
    pub(crate) languages: &'static [&'static str],
    pub(crate) files: u64,
    pub(crate) files_skipped: u64,
    pub(crate) files_errored: u64,
    pub(crate) edges: u64,
    pub(crate) rows: u64,
    pub(crate) watermark_lag: Duration,
    pub(crate) resolution: RepositoryResolution,
    pub(crate) duration_ms: u64,
}

/// Indexes a namespace: one run in five stops half-way, one in ten fails.
pub(crate) fn index(target: Target, random: &mut Rng) -> IndexingRun {
    let (status, failed_at) = match random.u8(0..10) {
        0 => (Status::Failed, Some(ErrorStage::RepositoryFetch)),
        1 => (Status::Partial, Some(ErrorStage::ArrowConversion)),
        2 => (Status::Partial, Some(ErrorStage::Write)),
        _ => (Status::Success, None),
    };
    let code = target == Target::Code;
    let files = if code { random.u64(200..9_000) } else { 0 };
    let initial = random.u8(0..8) == 0;
    IndexingRun {
        target,
        indexing_type: if initial { IndexingType::Initial } else { IndexingType::Incremental },
        trigger: if code { TriggerType::Push } else { TriggerType::Scheduled },
        status,
        failed_at,
        languages: if code { &["ruby", "go", "typescript"] } else { &[] },
        files,
        files_skipped: files / 300,
        files_errored: if failed_at.is_some() { files / 90 } else { 0 },
        edges: files * 40,
        rows: if code { 0 } else { random.u64(50..20_000) },
        watermark_lag: Duration::from_millis(random.u64(500..300_000)),
        resolution: if initial { RepositoryResolution::FullDownload } else { RepositoryResolution::CacheHit },
        duration_ms: random.u64(300..20_000),
    }
}
