//! The documents inside a payload: its self-describing event and its entities, each a JSON text in a string.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::value::RawValue;
use snowgauge::Code;
use snowgauge::payload::field::{
    CONTEXTS, ENTITIES, ENTITIES_BASE64, Field, SELF_DESCRIBING, SELF_DESCRIBING_BASE64, UNSTRUCT_EVENT,
};

use super::{Finding, Findings, is_version_of, self_describing};
use crate::input::{Object, kind_of};

/// One datum: its schema's URI and its data as JSON text.
pub(super) type Datum = (String, String);

/// The documents of one payload.
#[derive(Debug, Default)]
pub(super) struct Documents {
    /// The data of the self-describing event.
    pub(super) event: Option<Datum>,
    /// The entities.
    pub(super) entities: Vec<Datum>,
}

impl Documents {
    /// Reads the documents of a payload, whose texts `get` gives by their keys. What cannot be read is a finding.
    pub(super) fn read<'t>(get: impl Fn(&Field) -> Option<&'t str>, findings: &mut Findings) -> Self {
        let mut documents = Self::default();
        for [plain, base64] in [[SELF_DESCRIBING, SELF_DESCRIBING_BASE64], [ENTITIES, ENTITIES_BASE64]] {
            // Where there are both, both are read, and the one in base64 counts.
            if let (Some(text), Some(_)) = (get(plain), get(base64))
                && let Err(more) = wrapper(&format!("/{}", plain.name), text)
            {
                findings.append(more);
            }
        }
        if let Some((pointer, text)) = text(&get, [SELF_DESCRIBING, SELF_DESCRIBING_BASE64]) {
            documents.event = event(&pointer, &text).unwrap_or_else(|more| {
                findings.append(more);
                None
            });
        }
        if let Some((pointer, text)) = text(&get, [ENTITIES, ENTITIES_BASE64]) {
            match entities(&pointer, &text) {
                Ok(entities) => documents.entities = entities,
                Err(more) => findings.append(more),
            }
        }
        documents
    }
}

/// The text of a document and the pointer to it. Of a plain one and one in base64 the latter counts, as in enrich.
fn text<'t>(
    get: &impl Fn(&Field) -> Option<&'t str>,
    [plain, base64]: [&Field; 2],
) -> Option<(String, Cow<'t, str>)> {
    let decoded = get(base64).map(|text| (format!("/{}", base64.name), Cow::Owned(decode(text))));
    decoded.or_else(|| get(plain).map(|text| (format!("/{}", plain.name), Cow::Borrowed(text))))
}

/// Decodes base64 as enrich's library does: either alphabet, padded or not, other characters passed over.
fn decode(text: &str) -> String {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let symbol = |byte| match byte {
        b'+' => Some(b'-'),
        b'/' => Some(b'_'),
        byte => (byte == b'-' || byte == b'_' || byte.is_ascii_alphanumeric()).then_some(byte),
    };
    let mut symbols: Vec<u8> = text.bytes().take_while(|byte| *byte != b'=').filter_map(symbol).collect();
    if symbols.len() % 4 == 1 {
        // One symbol alone holds no whole byte.
        symbols.pop();
    }
    String::from_utf8_lossy(&LENIENT.decode(symbols).unwrap_or_default()).into_owned()
}

fn event(pointer: &str, text: &str) -> Result<Option<Datum>, Findings> {
    let (uri, data) = wrapper(pointer, text)?;
    let version = uri.rsplit('/').next().unwrap_or_default();
    if !is_version_of(&uri, UNSTRUCT_EVENT) || version != "1-0-0" {
        return Err(wrong_wrapper(pointer, &format!("\"{UNSTRUCT_EVENT}\"")));
    }
    datum(data, pointer).map(Some)
}

fn entities(pointer: &str, text: &str) -> Result<Vec<Datum>, Findings> {
    let (uri, data) = wrapper(pointer, text)?;
    let version = uri.rsplit('/').next().unwrap_or_default();
    if !is_version_of(&uri, CONTEXTS) || !["1-0-0", "1-0-1"].contains(&version) {
        return Err(wrong_wrapper(pointer, &format!("\"{CONTEXTS}\" or its version 1-0-0")));
    }
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(data) else {
        let found = format!("{} in its data", kind_of(data));
        return Err(Finding::new(Code::Type, pointer, "an array of entities", found, uri).into());
    };
    if items.is_empty() && version == "1-0-0" {
        let expected = "at least one entity, as contexts 1-0-0 asks for";
        return Err(Finding::new(Code::MinItems, pointer, expected, "none", uri).into());
    }
    items.into_iter().map(|item| datum(item.get(), pointer)).collect()
}

/// Takes `{"schema": …, "data": …}` apart; whatever else stands in the outermost one does not matter to enrich.
fn wrapper<'t>(pointer: &str, text: &'t str) -> Result<(String, &'t str), Findings> {
    let object = Object::read(text);
    let parts =
        object.as_ref().and_then(|object| Some((object.text("schema")?.into_owned(), object.get("data")?)));
    parts.ok_or_else(|| {
        let expected = "JSON text: an object with \"schema\" and \"data\"";
        let found = if object.is_some() { "an object without these" } else { "another text" };
        Finding::new(Code::Syntax, pointer, expected, found, "").into()
    })
}

fn datum(json: &str, pointer: &str) -> Result<Datum, Findings> {
    let Some(object) = Object::read(json) else {
        let expected = "objects with \"schema\" and \"data\" in it";
        return Err(Finding::new(Code::Type, pointer, expected, kind_of(json), "").into());
    };
    self_describing(&object, pointer).map(|(uri, data)| (uri.into_owned(), data.to_owned()))
}

fn wrong_wrapper(pointer: &str, expected: &str) -> Findings {
    Finding::new(Code::UnknownSchema, pointer, expected, "another schema", "").into()
}
