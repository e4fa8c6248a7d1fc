//! What came, decoded: the protocol's fields by name, its JSON documents as values.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;
use snowgauge_core::EventId;
use snowgauge_core::payload::field::{self, FIELDS, Field};
use snowgauge_core::schema::Kind;

/// An event that has come to a [`Collector`](super::Collector).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReceivedEvent {
    /// Its id: the one that `track` returned and its outcome bears.
    pub id: EventId,
    /// What it is on the wire; never [`Kind::Framed`].
    pub kind: Kind,
    /// The protocol's fields that it has, by their names: those of [`FIELDS`], such as `category`, `action`, `label`, `user_id`
    /// or `page_url`, and `app_id`, `namespace`, `tracker_version`, `created` and `sent`. All are texts, as on the wire.
    pub fields: BTreeMap<String, String>,
    /// Its own data, where it is self-describing. An event of the plan that is framed as Internal Events are has its data among
    /// its entities, as the first of them.
    pub data: Option<ReceivedData>,
    /// Its entities, in the order in which they were given: its own, then those of its scope, then those of its tracker.
    pub entities: Vec<ReceivedData>,
}

impl ReceivedEvent {
    /// The data under this Iglu URI, whichever way the event is framed: its own, or that of its first such entity.
    pub fn find(&self, schema: &str) -> Option<&Value> {
        let all = self.data.iter().chain(&self.entities);
        all.into_iter().find(|received| received.schema == schema).map(|received| &received.data)
    }
}

/// Self-describing data: an entity, or what a self-describing event is about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReceivedData {
    /// The Iglu URI of its schema.
    pub schema: String,
    /// The data. What was absent is absent, nulls are there, and integers of 64 bits are exact.
    pub data: Value,
}

/// What the tracker writes by itself, and what its option or time is called.
const OF_TRACKER: [(&Field, &str); 5] = [
    (field::APP_ID, "app_id"),
    (field::NAMESPACE, "namespace"),
    (field::TRACKER_VERSION, "tracker_version"),
    (field::CREATED, "created"),
    (field::SENT, "sent"),
];

/// Enrich takes base64 with and without padding; so does this.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The events in the body of a request.
pub(super) fn read(body: &[u8]) -> Option<Vec<ReceivedEvent>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    body.get("data")?.as_array()?.iter().map(read_event).collect()
}

fn read_event(event: &Value) -> Option<ReceivedEvent> {
    let text = |field: &Field| event.get(field.name).and_then(Value::as_str);
    let data = document(text(field::SELF_DESCRIBING), text(field::SELF_DESCRIBING_BASE64))?;
    let entities = document(text(field::ENTITIES), text(field::ENTITIES_BASE64))?;
    let entities = match &entities {
        Value::Null => Vec::new(),
        entities => entities.as_array()?.iter().map(read_data).collect::<Option<_>>()?,
    };
    let named = FIELDS.iter().map(|field| (field, field.property)).chain(OF_TRACKER);
    let fields = named.filter_map(|(field, name)| Some((name.to_owned(), text(field)?.to_owned())));
    Some(ReceivedEvent {
        id: read_id(text(field::EVENT_ID)?)?,
        kind: read_kind(text(field::EVENT)?)?,
        fields: fields.collect(),
        data: if data.is_null() { None } else { Some(read_data(&data)?) },
        entities,
    })
}

/// The data in a wrapper in plain JSON, or in base64; null where there is none.
fn document(plain: Option<&str>, base64: Option<&str>) -> Option<Value> {
    let mut wrapper: Value = match (plain, base64) {
        (Some(plain), _) => serde_json::from_str(plain).ok()?,
        (None, Some(base64)) => serde_json::from_slice(&BASE64.decode(base64).ok()?).ok()?,
        (None, None) => return Some(Value::Null),
    };
    wrapper.get_mut("data").map(Value::take)
}

fn read_data(described: &Value) -> Option<ReceivedData> {
    let schema = described.get("schema")?.as_str()?.to_owned();
    Some(ReceivedData { schema, data: described.get("data")?.clone() })
}

fn read_kind(text: &str) -> Option<Kind> {
    let kinds = [
        (field::STRUCTURED, Kind::Structured),
        (field::UNSTRUCTURED, Kind::SelfDescribing),
        (field::PAGE_VIEW, Kind::PageView),
        (field::PAGE_PING, Kind::PagePing),
    ];
    kinds.into_iter().find(|(name, _)| *name == text).map(|(_, kind)| kind)
}

fn read_id(text: &str) -> Option<EventId> {
    let number = u128::from_str_radix(&text.replace('-', ""), 16).ok()?;
    Some(EventId::from_bytes(number.to_be_bytes()))
}
