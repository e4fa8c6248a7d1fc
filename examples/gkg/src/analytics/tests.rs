//! What the service tells, read back. Its tracker is the one that it has in production; only the collector is in memory.

use std::time::Duration;

use serde_json::{Value, json};
use snowgauge::testing::{Answer, Collector};

use super::*;
use crate::graph::Rows;

fn caller(user_id: Option<&str>) -> Caller {
    Caller {
        correlation_id: "d3f1a2b4".to_owned(),
        namespace_id: "14523891".to_owned(),
        user_id: user_id.map(str::to_owned),
        source: SourceType::Mcp,
        session_id: None,
    }
}

fn execution(result: Result<Rows, QueryError>) -> Execution {
    Execution {
        result,
        compile_ms: 45,
        execute_ms: 115,
        authorize_ms: 180,
        read_rows: 128_400,
        read_bytes: 18_874_368,
        memory_bytes: 4_194_304,
    }
}

/// What is told of this: the data of each entity, by the names of their schemas.
fn told(tell: impl FnOnce(&Analytics)) -> Vec<(String, Value)> {
    let collector = Collector::new();
    let analytics =
        Analytics::new(Tracker::builder("https://snowplow.example").in_memory(&collector)).unwrap();
    tell(&analytics);
    assert!(analytics.tracker().flush(Duration::from_secs(5)).wait().is_complete());
    let [event] = &collector.events()[..] else { panic!("one event: {:?}", collector.events()) };
    assert_eq!((&event.fields["app_id"][..], &event.fields["namespace"][..]), ("gkg", "webserver"));
    event.entities.iter().map(|entity| (entity.schema.clone(), entity.data.clone())).collect()
}

#[test]
fn a_query_that_failed_says_why() {
    let query = Query { kind: QueryKind::Traverse { hops: 3 }, entity_types: &["issues"] };
    let told = told(|analytics| {
        analytics.query_executed(&caller(Some("usr_1")), &query, &execution(Err(QueryError::TimedOut)));
    });
    let [(schema, event), (_, context)] = &told[..] else { panic!("the event and its context") };
    assert_eq!(schema, "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0");
    assert_eq!((&event["result_status"], &event["error_reason"]), (&json!("error"), &json!("timeout")));
    assert_eq!((&event["traversal_depth"], &event["duration_ms"]), (&json!(3), &json!(340)));
    assert_eq!((&context["user_type"], &context["global_user_id"]), (&json!("human"), &json!("usr_1")));
}

#[test]
fn a_query_without_rows_is_empty_and_no_failure() {
    let query = Query { kind: QueryKind::Schema, entity_types: &[] };
    let empty = Rows { found: 0, redacted: 7 };
    let told = told(|analytics| analytics.query_executed(&caller(None), &query, &execution(Ok(empty))));
    let [(_, event), (_, context)] = &told[..] else { panic!("the event and its context") };
    assert_eq!((&event["result_status"], &event["rows_redacted"]), (&json!("empty"), &json!(7)));
    assert_eq!((event.get("error_reason"), event.get("traversal_depth")), (None, None));
    assert_eq!((&context["user_type"], context.get("global_user_id")), (&json!("service_account"), None));
    assert_eq!(context["tool_name"], "get_graph_schema");
}

#[test]
fn a_collector_that_is_down_harms_no_call() {
    let collector = Collector::new();
    collector.answer_always(Answer::NoConnection);
    let analytics =
        Analytics::new(Tracker::builder("https://snowplow.example").in_memory(&collector)).unwrap();
    analytics.namespace_enabled(&caller(None), "8819234");
    assert_eq!(analytics.tracked(), 1);
    assert_eq!(analytics.tracker().shutdown(Duration::from_secs(5)).wait().pending, 1);
    assert_eq!(analytics.tracker().stats().abandoned_at_shutdown, 1);
}
