//! The core, compiled for a host that offers nothing: no imports, no clock, no IO.
//!
//! `bare-wasm` of `tests/run.py` builds this, reads the module's sections and runs it.

use std::error::Error;

use snowgauge_core::encode::Text;
use snowgauge_core::{Config, Encoder, EventId, Now, Outbox, Output, Scratch};

/// How long the flush may take, in milliseconds; nothing here waits for it.
const FLUSH_MS: u64 = 5_000;
const NOW: Now = Now { wall: 1_764_000_000_000, mono: 0 };
const EVENT: &str = r#"{"namespace_type":"group","enabled_by_user_id":"8819234"}"#;
const CONTEXT: &str = r#"{"correlation_id":"d3f1a2b4","namespace_id":"14523891","root_namespace_id":"9812345",
    "user_type":"bot","source_type":"cli","tool_name":"query_graph","tier":"ultimate","deployment_type":"com"}"#;

/// Validates, encodes, queues and polls one event with its entity. Returns the length of the request's body in bytes,
/// or 0 if the core refused anything.
#[expect(unsafe_code, reason = "the export needs its plain name; no unsafe operation is involved")]
#[unsafe(no_mangle)]
pub extern "C" fn snowgauge_bare_run() -> u32 {
    first_request().ok().flatten().and_then(|body| u32::try_from(body.len()).ok()).unwrap_or(0)
}

fn first_request() -> Result<Option<Vec<u8>>, Box<dyn Error>> {
    let config = Config { app_id: "bare".into(), ..Config::default() };
    let encoder = Encoder::new(&config)?;
    let mut outbox = Outbox::new(&config)?;

    let event = Text::event("gkg_namespace_enabled", EVENT)?;
    let context = Text::entity("iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0", CONTEXT)?;
    let id = EventId::from_random([7; 16]);
    outbox.track(encoder.encode(&event, &[&context], id, NOW.wall, &mut Scratch::default())?, NOW)?;

    outbox.flush(NOW, FLUSH_MS);
    loop {
        match outbox.poll(NOW) {
            Output::Send(request) => return Ok(Some(request.body)),
            Output::Wait(_) => return Ok(None),
            Output::Notice(_) => {}
        }
    }
}
