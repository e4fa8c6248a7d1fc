//! Request bodies, for hosts that deliver events themselves.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use snowgauge::{Datum, EventId, Scratch};

use crate::argument::{array, required, write};
use crate::config::snowgauge_config;
use crate::datum::{Given, read_entities};
use crate::error::{snowgauge_error, snowgauge_status};
use crate::event::{snowgauge_entity, snowgauge_event};
use crate::generated::snowgauge_event_kind;
use crate::given::read_event;
use crate::guard::{fallible, infallible};
use crate::text::snowgauge_str;

/// Text that the library made and the program frees.
#[derive(Debug)]
pub struct snowgauge_buffer(String);

/// The random bytes that an event's id is made of.
const ENTROPY: usize = 16;

/// Encodes an event with its entities as the body of a request with this event alone, for hosts that deliver events
/// themselves: by POST to `<collector>/com.snowplowanalytics.snowplow/tp2`, with the content type
/// `application/json; charset=UTF-8`. The same arguments give the same bytes in every language of snowgauge.
///
/// `entropy` is 16 random bytes, from which the event's id is made. `created_ms` and `sent_ms` are milliseconds since 1970.
/// Of the options those count that say what is on the wire; `collector` need not be set.
///
/// `*body` is to be freed with `snowgauge_buffer_free`. `error` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_body(
    config: *const snowgauge_config,
    event: snowgauge_event,
    entities: *const snowgauge_entity,
    entities_len: usize,
    entropy: *const u8,
    created_ms: u64,
    sent_ms: u64,
    body: *mut *mut snowgauge_buffer,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract; `entropy` is 16 bytes.
    unsafe {
        fallible(error, || {
            let place = required(body, "body")?;
            let encoder = snowgauge_config::read(config)?.encoder()?;
            let event = read_event(event)?;
            let entities = read_entities(entities, entities_len)?;
            let entities: Vec<&dyn Datum> = entities.iter().map(Given::as_datum).collect();
            let mut random = [0; ENTROPY];
            random.copy_from_slice(array(entropy, ENTROPY, "entropy")?);
            let id = EventId::from_random(random);
            let payload = encoder.encode(&event, &entities, id, created_ms, &mut Scratch::default())?;
            let text = String::from_utf8_lossy(&payload.into_request_body(sent_ms)).into_owned();
            write(place, Box::into_raw(Box::new(snowgauge_buffer(text))));
            Ok(())
        })
    }
}

/// Encodes an event whose data is JSON text; otherwise as `snowgauge_request_body`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_body_json(
    config: *const snowgauge_config,
    event: MaybeUninit<snowgauge_event_kind>,
    json: *const c_char,
    json_len: usize,
    entities: *const snowgauge_entity,
    entities_len: usize,
    entropy: *const u8,
    created_ms: u64,
    sent_ms: u64,
    body: *mut *mut snowgauge_buffer,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    let event = snowgauge_event::json(event, json.cast(), json_len);
    // SAFETY: the same contract, and the same guard.
    unsafe {
        snowgauge_request_body(
            config,
            event,
            entities,
            entities_len,
            entropy,
            created_ms,
            sent_ms,
            body,
            error,
        )
    }
}

/// The text of a buffer; no text for NULL. It can be read until the buffer is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_buffer_text(buffer: *const snowgauge_buffer) -> snowgauge_str {
    // SAFETY: NULL or a buffer of this library (rule 2).
    let text =
        || unsafe { buffer.as_ref() }.map_or(snowgauge_str::NONE, |buffer| snowgauge_str::of(&buffer.0));
    infallible(snowgauge_str::NONE, text)
}

/// Frees a buffer. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_buffer_free(buffer: *mut snowgauge_buffer) {
    infallible((), || {
        if !buffer.is_null() {
            // SAFETY: it was made by `Box::into_raw` and not freed since (rule 2).
            drop(unsafe { Box::from_raw(buffer) });
        }
    });
}
