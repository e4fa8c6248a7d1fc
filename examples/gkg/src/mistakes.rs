//! Wrong events, and what is said of each. Most mistakes do not even compile in Rust: a missing field, a misspelt one, a
//! value of another type or none of an enum's. These are the ones that remain.

use snowgauge::encode::Text;
use snowgauge::events::{
    ErrorReason, GkgDapSessionSummary, GkgNamespaceEnabled, GkgQueryExecuted, GkgSchemaIntrospected,
    NamespaceType, QueryType, ResultStatus,
};
use snowgauge::{Code, Event, TrackError, Tracker};

use crate::signature;

/// A mistake that was made, and how it went.
pub(crate) struct Mistake {
    /// What is wrong with the event.
    pub(crate) title: &'static str,
    /// The codes that it has to be refused with.
    pub(crate) expected: &'static [Code],
    /// What `track` said.
    pub(crate) error: Option<TrackError>,
}

impl Mistake {
    /// The codes that it was refused with.
    pub(crate) fn found(&self) -> Vec<Code> {
        match &self.error {
            Some(TrackError::Invalid(violations)) => {
                violations.as_slice().iter().map(|violation| violation.code).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Makes all the mistakes.
pub(crate) fn make(tracker: &Tracker) -> Vec<Mistake> {
    let context = &signature::context();
    let attempt = |title, expected, event: &dyn Event| Mistake {
        title,
        expected,
        error: tracker.track_with(event, &[]).err(),
    };
    let mut lag = signature::event();
    lag.watermark_lag_seconds = f64::NAN;
    let mut rows = signature::event();
    rows.sdlc_rows_processed = Some(u64::MAX);
    let long = "8819234".repeat(40);
    let enabled = GkgNamespaceEnabled::builder().namespace_type(NamespaceType::Group);
    let introspected = GkgSchemaIntrospected::builder().schema_version("2.1.0").build();
    vec![
        attempt("NaN", &[Code::NotJson], &lag.with(context)),
        attempt("an integer that no 64-bit column holds", &[Code::Maximum], &rows.with(context)),
        attempt(
            "a too long text",
            &[Code::MaxLength],
            &enabled.enabled_by_user_id(&long).build().with(context),
        ),
        attempt(
            "an error on success, a depth without traversal",
            &[Code::PlanNull; 2],
            &contradictory().with(context),
        ),
        attempt("a DAP session that is none", &[Code::PlanValue], &summary().with(context)),
        attempt("no context at all", &[Code::EntityMissing], &introspected),
        raw(tracker),
    ]
}

/// Events from another program come as JSON text; they pass the same checks, and all that is wrong is told at once.
fn raw(tracker: &Tracker) -> Mistake {
    let json = r#"{"namespace_type":"team","enabled_by":8819234}"#;
    let event = Text::event("gkg_namespace_enabled", json).map_err(TrackError::Invalid);
    Mistake {
        title: "JSON text with a wrong enum, an unknown field and a missing one",
        expected: &[Code::Enum, Code::UnknownField, Code::Required],
        error: event.and_then(|event| tracker.track(event.with(&signature::context()))).err(),
    }
}

/// Breaks two rules of the tracking plan, though each field fits its schema.
fn contradictory() -> GkgQueryExecuted<'static> {
    GkgQueryExecuted::builder()
        .query_type(QueryType::Aggregate)
        .traversal_depth(3)
        .result_status(ResultStatus::Success)
        .error_reason(ErrorReason::Timeout)
        .result_row_count(42)
        .rows_redacted(3)
        .duration_ms(340)
        .compile_duration_ms(45)
        .execute_duration_ms(115)
        .authorization_duration_ms(180)
        .ch_read_rows(128_400)
        .ch_read_bytes(18_874_368)
        .ch_memory_bytes(4_194_304)
        .entity_types_queried(["projects"])
        .build()
}

fn summary() -> GkgDapSessionSummary<'static> {
    GkgDapSessionSummary::builder()
        .total_gkg_calls(9)
        .total_tool_calls(23)
        .tools_used(["query_graph"])
        .fallback_to_rest(false)
        .agent_name("orbit_agent")
        .flow_type("duo_chat")
        .input_tokens(8940)
        .output_tokens(2810)
        .cache_read_tokens(1200)
        .build()
}
