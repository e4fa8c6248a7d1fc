//! Checking without tracking.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use snowgauge::encode::read;
use snowgauge::{Datum, Violations};

use crate::argument::{array, unusable};
use crate::datum::{Given, read_entities};
use crate::error::{Failure, snowgauge_error, snowgauge_status};
use crate::event::{snowgauge_entity, snowgauge_event};
use crate::generated::snowgauge_event_kind;
use crate::given::read_event;
use crate::guard::fallible;

/// Checks one datum, as JSON text, against the schema with this Iglu URI and the plan's rules about it.
///
/// Gives `SNOWGAUGE_INVALID` with all violations if there are any. `error` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_validate_json(
    schema_uri: *const c_char,
    schema_uri_len: usize,
    json: *const c_char,
    json_len: usize,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(error, || {
            let uri = array(schema_uri.cast::<u8>(), schema_uri_len, "schema_uri")?;
            let uri = core::str::from_utf8(uri)
                .map_err(|_| unusable("schema_uri", "UTF-8", "bytes that are not"))?;
            let text = core::str::from_utf8(array(json.cast::<u8>(), json_len, "json")?);
            fit(snowgauge::validate(uri, |to| match text {
                Ok(text) => read(text, to),
                Err(_) => to.not_json("text that is not UTF-8"),
            }))
        })
    }
}

/// Checks an event with its entities against schemas and plan, as a tracker with the default options would.
///
/// Gives `SNOWGAUGE_INVALID` with all violations if there are any. `error` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_check(
    event: snowgauge_event,
    entities: *const snowgauge_entity,
    entities_len: usize,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(error, || {
            let event = read_event(event)?;
            let entities = read_entities(entities, entities_len)?;
            let entities: Vec<&dyn Datum> = entities.iter().map(Given::as_datum).collect();
            fit(snowgauge::check(&event, &entities))
        })
    }
}

/// Checks an event whose data is JSON text; otherwise as `snowgauge_check`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_check_json(
    event: MaybeUninit<snowgauge_event_kind>,
    json: *const c_char,
    json_len: usize,
    entities: *const snowgauge_entity,
    entities_len: usize,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    let event = snowgauge_event::json(event, json.cast(), json_len);
    // SAFETY: the same contract, and the same guard.
    unsafe { snowgauge_check(event, entities, entities_len, error) }
}

fn fit(violations: Option<Violations>) -> Result<(), Failure> {
    violations.map_or(Ok(()), |violations| Err(violations.into()))
}
