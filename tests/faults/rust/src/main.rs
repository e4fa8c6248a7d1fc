//! Tracks events as its one argument, a JSON object, says; see `tests/faults/life.py`.

mod order;

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use order::{End, Order};
use snowgauge::entities::{DeploymentType, KnowledgeGraphContext, SourceType, Tier, ToolName, UserType};
use snowgauge::events::{GkgQueryExecuted, QueryType, ResultStatus};
use snowgauge::{Event, Tracker};

/// Appends lines that outlive the process.
#[derive(Clone)]
struct Log(Arc<File>);

impl Log {
    fn line(&self, line: &str) {
        // Without its log a life proves nothing, and the runner says so.
        drop((&*self.0).write_all(format!("{line}\n").as_bytes()));
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let order: Order = serde_json::from_str(&std::env::args().nth(1).ok_or("expected an order in JSON")?)?;
    let log = Log(Arc::new(OpenOptions::new().append(true).create(true).open(&order.log)?));
    let tracker = order.build(listener(&log, order.listener_raises))?;
    let mut held = track_all(&tracker, &log, &order);
    println!("tracked");
    let begin = Instant::now();
    let timeout = Duration::from_millis(order.timeout_ms);
    let complete = match order.end {
        End::Shutdown => Some(tracker.shutdown(timeout).wait().is_complete()),
        End::Idle => {
            // The pipe closes when it is time to go.
            io::stdin().read_to_end(&mut Vec::new())?;
            Some(tracker.shutdown(timeout).wait().is_complete())
        }
        End::Abrupt => std::process::exit(0),
        End::Nothing => None,
    };
    held.sort_unstable();
    let told = serde_json::json!({
        "held_us": { "0.5": part(&held, 500), "0.99": part(&held, 990), "0.999": part(&held, 999), "1": part(&held, 1000) },
        "complete": complete,
        "ended_ms": u64::try_from(begin.elapsed().as_millis())?,
        "peak_mib": peak_mib()?,
    });
    println!("{told}");
    Ok(())
}

fn listener(log: &Log, raises: bool) -> impl Fn(&snowgauge::Outcome) + Send + Sync + 'static {
    let log = log.clone();
    let raises = AtomicBool::new(raises);
    move |outcome| {
        log.line(&format!("O {} {}", outcome.event_id, outcome.reason));
        assert!(!raises.swap(false, Ordering::Relaxed), "a listener that raises");
    }
}

fn track_all(tracker: &Tracker, log: &Log, order: &Order) -> Vec<Duration> {
    let mut held = Vec::new();
    if order.oversize > 0 {
        held.push(track(tracker, log, 0, &"x".repeat(order.oversize)));
    }
    let begin = Instant::now();
    for index in 0..order.count {
        if order.rate > 0 {
            let due = begin + Duration::from_secs(1) * index / order.rate;
            sleep(due.saturating_duration_since(Instant::now()));
        }
        let text = if order.poison && index == order.count / 2 { "at-fault" } else { "projects" };
        held.push(track(tracker, log, index, text));
    }
    held
}

/// Gives how long the caller was held.
fn track(tracker: &Tracker, log: &Log, rows: u32, text: &str) -> Duration {
    let texts = [text];
    let query = GkgQueryExecuted::builder()
        .query_type(QueryType::FindNodes)
        .result_status(ResultStatus::Success)
        .result_row_count(rows.into())
        .rows_redacted(3)
        .duration_ms(340)
        .compile_duration_ms(45)
        .execute_duration_ms(115)
        .authorization_duration_ms(180)
        .ch_read_rows(128_400)
        .ch_read_bytes(18_874_368)
        .ch_memory_bytes(4_194_304)
        .entity_types_queried(texts)
        .build();
    let context = KnowledgeGraphContext::builder()
        .correlation_id("d3f1a2b4-7e8c")
        .namespace_id("14523891")
        .root_namespace_id("9812345")
        .user_type(UserType::ServiceAccount)
        .source_type(SourceType::Mcp)
        .tool_name(ToolName::QueryGraph)
        .tier(Tier::Ultimate)
        .deployment_type(DeploymentType::Com)
        .build();
    let begin = Instant::now();
    let taken = tracker.track(query.with(&context));
    let held = begin.elapsed();
    match taken {
        Ok(id) => log.line(&format!("T {id}")),
        Err(_) => log.line("N"),
    }
    held
}

/// What this program has needed at most; the kernel's figure for its parent to read begins with the parent's own.
fn peak_mib() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kib: f64 = peak.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}

/// The value below which this part (of a thousand) of the sorted durations is, in microseconds.
#[expect(clippy::cast_precision_loss, reason = "microseconds of one call")]
fn part(held: &[Duration], of_thousand: usize) -> f64 {
    let index = (held.len() * of_thousand / 1000).min(held.len().saturating_sub(1));
    held.get(index).map_or(0.0, |held| held.as_nanos() as f64 / 1000.0)
}
