//! Encoding with everything given, for tests.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use snowgauge::{Encoder, EventId};

use crate::datum::with_scratch;
use crate::errors::validation_error;
use crate::event::PyEvent;
use crate::given::{optional, texts};
use crate::options::{Identity, config_failed};
use crate::planned::{Along, Planned};
use crate::subject::PySubject;

/// The body of the request that would carry this event alone.
///
/// What a tracker takes from the system is given: `entropy`, the 16 random bytes of the event's id, and the times
/// `created` and `sent`, in milliseconds since 1970. The other arguments are a tracker's options.
///
/// Raises `ValidationError` for an event that does not fit, and `ConfigError` for an option that cannot be used.
#[pyfunction]
#[pyo3(signature = (
    event, *, entities=None, entropy, created, sent, app_id, namespace=None, platform=None, framing=None,
    tracker_version=None, schema_versions=None, subject=None, true_timestamp=None, too_long=None, base64=false
))]
#[pyo3(
    text_signature = "(event, *, entities=(), entropy, created, sent, app_id, namespace=None, platform=None, \
                         framing=None, tracker_version=None, schema_versions=None, subject=None, true_timestamp=None, \
                         too_long='reject', base64=False)"
)]
#[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn request_body<'py>(
    event: &Bound<'py, PyEvent>,
    entities: Option<&Bound<'py, PyAny>>,
    entropy: &[u8],
    created: u64,
    sent: u64,
    app_id: String,
    namespace: Option<String>,
    platform: Option<String>,
    framing: Option<String>,
    tracker_version: Option<String>,
    schema_versions: Option<&Bound<'_, PyAny>>,
    subject: Option<&Bound<'_, PySubject>>,
    true_timestamp: Option<&Bound<'_, PyAny>>,
    too_long: Option<String>,
    base64: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    let py = event.py();
    let entropy =
        <[u8; 16]>::try_from(entropy).map_err(|_| PyValueError::new_err("entropy: expected 16 bytes"))?;
    let schema_versions = optional("schema_versions", schema_versions, texts)?;
    let base64 = Some(base64);
    let identity =
        Identity { app_id, namespace, platform, framing, tracker_version, schema_versions, too_long, base64 };
    let encoder = Encoder::new(&identity.into_config(py)?).map_err(|error| config_failed(py, &error))?;
    let along = Along::from_python(entities, subject, true_timestamp, Vec::new())?;
    let payload = match Planned::new(event, &along) {
        Ok(planned) => {
            let id = EventId::from_random(entropy);
            with_scratch(|scratch| encoder.encode(&planned, &planned.entities, id, created, scratch))
                .map_err(Some)
        }
        Err(report) => Err(report.into_violations()),
    };
    match payload {
        Ok(payload) => Ok(PyBytes::new(py, &payload.into_request_body(sent))),
        Err(violations) => Err(validation_error(py, violations.as_ref())),
    }
}
