//! One event as one line: flat JSON with the columns of a warehouse.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use super::names::{Carrier, column};
use crate::atomic::AtomicEvent;
use crate::judge::entities::{Documents, SelfDescribing};
use crate::judge::{Bad, Good, Verdict};

/// Appends one verdict as a line.
pub(super) fn write(verdict: &Verdict<'_>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    match verdict {
        Verdict::Good(good) => write_good(good, out)?,
        Verdict::Bad(bad) => serde_json::to_writer(&mut *out, &BadLine(bad))?,
    }
    out.push(b'\n');
    Ok(())
}

fn write_good(good: &Good<'_>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let documents = Documents::of(&good.parameters);
    let event = documents.event().ok().flatten().map(|(_, event)| event);
    let contexts = documents.entities().ok().flatten().map(|(_, list)| list).unwrap_or_default();
    let atomic = AtomicEvent::new(good, event.as_ref(), &contexts);
    serde_json::to_writer(out, &GoodLine { atomic: &atomic, event: event.as_ref(), contexts: &contexts })
}

/// A good event.
struct GoodLine<'a> {
    atomic: &'a AtomicEvent<'a>,
    event: Option<&'a SelfDescribing<'a>>,
    contexts: &'a [SelfDescribing<'a>],
}

impl Serialize for GoodLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.atomic.values() {
            map.serialize_entry(name, value)?;
        }
        if let Some(event) = self.event {
            map.serialize_entry(&column(Carrier::Event, &event.schema), &event.data)?;
        }
        for (name, entities) in by_column(self.contexts) {
            map.serialize_entry(&name, &Entities(entities))?;
        }
        map.end()
    }
}

/// The entities of each column, in the order in which the columns first come.
fn by_column<'a>(contexts: &'a [SelfDescribing<'a>]) -> Vec<(String, Vec<&'a SelfDescribing<'a>>)> {
    let mut columns: Vec<(String, Vec<&SelfDescribing<'_>>)> = Vec::new();
    for entity in contexts {
        let name = column(Carrier::Entity, &entity.schema);
        match columns.iter_mut().find(|(known, _)| *known == name) {
            Some((_, entities)) => entities.push(entity),
            None => columns.push((name, vec![entity])),
        }
    }
    columns
}

/// The entities of one column.
struct Entities<'a>(Vec<&'a SelfDescribing<'a>>);

impl Serialize for Entities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for entity in &self.0 {
            list.serialize_element(&Entity(entity))?;
        }
        list.end()
    }
}

/// The member that tells which version of its schema an entity has.
const SCHEMA_VERSION: &str = "_schema_version";

/// An entity's data with its version; data that is no object stays what it is.
struct Entity<'a>(&'a SelfDescribing<'a>);

impl Serialize for Entity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(members) = self.0.data.as_object() else {
            return self.0.data.serialize(serializer);
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(SCHEMA_VERSION, self.0.schema.version())?;
        for (name, value) in members.iter().filter(|(name, _)| *name != SCHEMA_VERSION) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A bad event, or a request that is lost as a whole.
struct BadLine<'a>(&'a Bad<'a>);

/// The columns of a bad event that are fields as they were received.
const RECEIVED: [(&str, &str); 6] = [
    ("event_id", "eid"),
    ("app_id", "aid"),
    ("v_tracker", "tv"),
    ("event", "e"),
    ("se_category", "se_ca"),
    ("se_action", "se_ac"),
];

impl Serialize for BadLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(bad) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("collector_tstamp", &bad.request.context.timestamp)?;
        if let Some(parameters) = &bad.parameters {
            for (column, key) in RECEIVED {
                if let Some(text) = parameters.get(key) {
                    map.serialize_entry(column, text)?;
                }
            }
        }
        map.serialize_entry("errors", bad.faults)?;
        if let Some(parameters) = &bad.parameters {
            map.serialize_entry("parameters", parameters)?;
        }
        if let Some(body) = &bad.body {
            map.serialize_entry("body", body)?;
        }
        map.end()
    }
}
