//! The one-pass writer.

mod array;
mod number;

use alloc::string::String;
use alloc::vec::Vec;

use super::check;
use super::describe;
use super::encoded::Encoded;
use super::escape::{Quoting, push_text};
use super::facts::Facts;
use super::frame::{Frame, Kind, Stack, Written, push_name};
use super::order::put_in_order;
use super::rules;
use super::scratch::Scratch;
use crate::schema::{Code, Node, Object, PropertySet, Report, Schema, Types, UNPLANNED, is_schema_uri};

/// How deeply the data of one event or entity may nest. Enrich refuses JSON nested deeper than 40 by default, and the
/// wrappers around a datum take four levels.
const MOST_DEPTH: usize = 36;

/// Takes one datum token by token, checks each token against the schema's table and appends it to the payload.
///
/// Tokens have to come as a well-formed value: one value, objects as [`begin_object`](Self::begin_object), then
/// [`key`](Self::key) and a value per member, then [`end_object`](Self::end_object). A misfit is reported and writing
/// goes on, so that all misfits are found; what was written is then of no use, and the encoder throws it away.
#[derive(Debug)]
pub struct Writer<'w> {
    out: &'w mut Vec<u8>,
    stack: &'w mut Stack,
    facts: &'w mut Facts,
    report: &'w mut Report,
    schema: &'static Schema,
    /// What violations name as the schema.
    uri: &'w str,
    quoting: Quoting,
    /// How many violations the report held before this datum.
    reported: usize,
    /// How many values were begun that are in no other: one, if the datum is whole.
    values: u32,
    /// Whether a member has its name and not yet its value.
    named: bool,
    /// What that value may be; `None` where anything goes.
    next: Option<&'static Node>,
    /// The field of the root that it belongs to, or [`Written::UNLISTED`].
    noted: u8,
}

/// Lets `push` write one datum behind what the scratch holds, and reports all that is wrong with it. The URI is the
/// schema's, unless that is no schema of the tracking plan.
pub(crate) fn write(
    schema: &'static Schema,
    uri: &str,
    quoting: Quoting,
    scratch: &mut Scratch,
    report: &mut Report,
    push: &mut dyn FnMut(&mut Writer<'_>),
) {
    let Scratch { out, stack, facts, .. } = scratch;
    stack.clear();
    *facts = Facts::NONE;
    let reported = report.len();
    if core::ptr::eq(schema, &raw const UNPLANNED) && !is_schema_uri(uri) {
        let expected = "an Iglu URI with a full version, such as iglu:com.acme/thing/jsonschema/1-0-0";
        report.add_name(Code::Format, expected, "another text", uri);
    }
    let (values, named, next, noted) = (0, false, None, Written::UNLISTED);
    let mut writer =
        Writer { out, stack, facts, report, schema, uri, quoting, reported, values, named, next, noted };
    push(&mut writer);
    writer.finish();
}

impl Writer<'_> {
    /// Reports a datum that is not one whole value: what a host's own [`Datum`](crate::Datum) can get wrong. On the wire
    /// it would take the whole request with it.
    fn finish(&mut self) {
        let is_whole = self.values == 1 && self.stack.frames.is_empty();
        if !is_whole && self.report.len() == self.reported {
            self.stack.frames.clear();
            self.misfit_node(Code::Syntax, Some(self.schema.root), "no value, half of one, or several");
        }
    }

    /// Begins an object. False: it would nest too deeply; its members and its end have to be left out.
    #[must_use]
    pub fn begin_object(&mut self) -> bool {
        self.open(Types::OBJECT, "an object", "an object at level 37", b'{')
    }

    /// Begins an object or array: `found` is what it is called, and what it is called where it nests too deeply.
    fn open(&mut self, types: Types, found: &str, found_deep: &str, bracket: u8) -> bool {
        let node = self.begin_value(types);
        if self.stack.frames.len() >= MOST_DEPTH {
            self.misfit(Code::MaxDepth, "nesting of at most 36 levels", found_deep);
            return false;
        }
        let node = self.check_type(node, types, found);
        let is_array = types == Types::ARRAY;
        let kind = if is_array { Kind::Array(node) } else { Kind::Object(node.and_then(Node::object)) };
        let Stack { frames, written, names, .. } = &mut *self.stack;
        frames.push(Frame { kind, count: 0, first: written.len(), name_start: names.len() });
        self.out.push(bracket);
        true
    }

    /// Ends the object that was begun last: what it lacks is reported, its members are put in the table's order.
    pub fn end_object(&mut self) {
        self.close();
    }

    /// Ends the object or array that was begun last, whichever it is.
    fn close(&mut self) {
        self.end_member();
        let Some(Frame { kind, count, first, name_start }) = self.stack.frames.pop() else { return };
        self.stack.names.truncate(name_start);
        match kind {
            Kind::Object(Some(object)) => self.end_members(object, first),
            Kind::Array(Some(node)) => self.end_items(node, count, first),
            _ => self.stack.written.truncate(first),
        }
        self.out.push(if matches!(kind, Kind::Object(_)) { b'}' } else { b']' });
        if self.stack.frames.is_empty() {
            rules::check(self.schema, self.facts, self.report);
        }
    }

    fn end_members(&mut self, object: &'static Object, first: usize) {
        let mut seen = PropertySet::default();
        let (mut in_order, mut next) = (true, 0);
        for member in self.stack.written_from(first) {
            seen.add(member.property.into());
            in_order &= member.property >= next;
            // Each property once; unlisted members last, as many as they are.
            next = member.property.saturating_add(1);
        }
        if !in_order {
            put_in_order(self.out, self.stack, object, first);
        }
        self.stack.written.truncate(first);
        self.report_missing(object, &seen);
    }

    fn report_missing(&mut self, object: &Object, seen: &PropertySet) {
        let missing = object.required.without(seen);
        if missing.is_empty() {
            return;
        }
        for (place, property) in object.properties.iter().enumerate() {
            if !missing.has(place) {
                continue;
            }
            let mut pointer = self.stack.pointer();
            push_name(&mut pointer, property.name);
            let expected = property.node.words.into();
            self.report.add(Code::Required, pointer, expected, "nothing", self.uri);
        }
    }

    /// Says which member of the open object the next value is, by its name.
    pub fn key(&mut self, name: &str) {
        self.end_member();
        let object = match self.stack.frames.last() {
            Some(Frame { kind: Kind::Object(Some(object)), .. }) => object,
            Some(Frame { kind: Kind::Object(None), .. }) => return self.other_member(name, None),
            _ => return self.misfit_node(Code::Syntax, None, "a field's name"),
        };
        let hint = self.stack.written.last().map_or(0, |last| usize::from(last.property) + 1);
        match position(object, name, hint) {
            Some(index) => self.listed_member(object, index),
            None => self.other_member(name, Some(object)),
        }
    }

    /// Says which member of the open object the next value is, by its index in the schema's table: what typed values
    /// do, which know it.
    pub fn field(&mut self, index: usize) {
        self.end_member();
        if let Some(Frame { kind: Kind::Object(Some(object)), .. }) = self.stack.frames.last() {
            self.listed_member(object, index);
        }
    }

    /// A member that the object's table has, by its index there.
    fn listed_member(&mut self, object: &'static Object, index: usize) {
        let Some(property) = object.properties.get(index) else { return };
        let Ok(place) = u8::try_from(index) else { return };
        self.next = Some(property.node);
        self.noted = if self.stack.frames.len() == 1 { place } else { Written::UNLISTED };
        self.begin_member(place);
        if self.report.len() > self.reported {
            self.retract(place);
        }
        // The generator takes names of letters, digits and underscores: nothing in them needs an escape.
        self.quoting.push_quote(self.out);
        self.out.extend_from_slice(property.name.as_bytes());
        self.end_name();
    }

    fn begin_member(&mut self, property: u8) {
        self.separate();
        self.stack.written.push(Written { property, start: self.out.len() });
    }

    /// Takes back what was said about the former value of the member that was begun last: the last one wins.
    #[cold]
    fn retract(&mut self, property: u8) {
        let Some(frame) = self.stack.frames.last() else { return };
        let [earlier @ .., _] = self.stack.written_from(frame.first) else { return };
        // From the end: of a member that is repeated again and again, the one before is near.
        if earlier.iter().rev().any(|member| member.property == property) {
            self.report.retract(self.reported, &self.stack.pointer());
        }
    }

    /// A member that no table lists: reported where the table is closed, written as it is where it is open.
    ///
    /// One whose name begins with `#` may always be there and be anything: Snowplow's validator passes over it.
    fn other_member(&mut self, name: &str, object: Option<&'static Object>) {
        let Some(frame) = self.stack.frames.last() else { return };
        self.stack.names.truncate(frame.name_start);
        self.stack.names.push_str(name);
        self.begin_member(Written::UNLISTED);
        (self.next, self.noted) = (None, Written::UNLISTED);
        if let Some(object) = object
            && name.as_bytes().first() != Some(&b'#')
        {
            self.next = object.additional;
            if object.additional.is_none() {
                self.misfit(Code::UnknownField, &describe::known_fields(object), "an unknown field");
            }
        }
        self.quoting.push_quote(self.out);
        push_text(self.out, name.as_bytes(), self.quoting);
        self.end_name();
    }

    fn end_name(&mut self) {
        self.quoting.push_name_end(self.out);
        self.named = true;
    }

    /// Reports a member that was named and given no value; `null` stands in for it.
    fn end_member(&mut self) {
        if self.named {
            self.unwritable(Code::Syntax, "a field without a value");
        }
    }

    fn write_string(&mut self, text: &str) {
        self.quoting.push_quote(self.out);
        push_text(self.out, text.as_bytes(), self.quoting);
        self.quoting.push_quote(self.out);
    }

    /// Writes the comma before every member or item but the first.
    fn separate(&mut self) {
        if !matches!(self.out.last(), Some(b'{' | b'[')) {
            self.out.push(b',');
        }
    }

    /// Called before every value of this type: what it may be. Notes that its field has a value.
    fn begin_value(&mut self, types: Types) -> Option<&'static Node> {
        let node = if self.named { self.next } else { self.begin_unnamed() };
        self.named = false;
        self.note(Facts::OTHER);
        node.map(|node| node.about(types))
    }

    /// Called before a value that is no member of an object: what it may be.
    // Apart, so that what most values need is small enough to stand in each of its callers.
    #[inline(never)]
    fn begin_unnamed(&mut self) -> Option<&'static Node> {
        self.noted = Written::UNLISTED;
        let Some(frame) = self.stack.frames.last_mut() else {
            self.values += 1;
            return Some(self.schema.root);
        };
        let Kind::Array(node) = frame.kind else {
            self.misfit_node(Code::Syntax, None, "a value without a field's name");
            return None;
        };
        frame.count = frame.count.saturating_add(1);
        self.separate();
        let items = node.and_then(Node::items)?;
        if items.unique.is_some() {
            self.stack.written.push(Written { property: Written::UNLISTED, start: self.out.len() });
        }
        items.node
    }

    /// Notes the state of a field of the root.
    fn note(&mut self, state: u8) {
        self.facts.set(self.noted, state);
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.word(Types::NULL, "null", "null");
        self.note(Facts::NULL);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.word(Types::BOOLEAN, "a boolean", if value { "true" } else { "false" });
    }

    fn word(&mut self, types: Types, found: &str, word: &str) {
        let node = self.begin_value(types);
        self.check_type(node, types, found);
        self.out.extend_from_slice(word.as_bytes());
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        let node = self.begin_value(Types::STRING);
        if let Some(node) = node {
            match check::string(node, text) {
                Ok(None) => {}
                Ok(Some(index)) => self.note(Facts::of_value(index.into())),
                Err(code) => self.misfit_node(code, Some(node), &describe::found_string(text, node)),
            }
        }
        self.write_string(text);
    }

    /// Writes a value of the field's enum, by its index in the schema's table: what typed values do, which know it. Its text
    /// has to be one that needs no escape. An index that the table does not have is reported.
    pub fn value(&mut self, index: usize) {
        let node = self.begin_value(Types::STRING);
        let Some(text) = node.and_then(|node| node.values().get(index)) else {
            self.note(Facts::ABSENT);
            return self.misfit_node(Code::Enum, node, "a value that is not listed");
        };
        self.note(Facts::of_value(index));
        self.quoting.push_quote(self.out);
        self.out.extend_from_slice(text.as_bytes());
        self.quoting.push_quote(self.out);
    }

    /// Reports a value that JSON does not have, such as `NaN`, a function or an object of the host's language.
    ///
    /// `found` says what kind of value it is, never which: `NaN`, `a function`, `an object of type Decimal`.
    pub fn not_json(&mut self, found: &str) {
        self.unwritable(Code::NotJson, found);
    }

    /// Reports a string with half of a surrogate pair, which no UTF-8 text can carry.
    pub fn unpaired_surrogate(&mut self) {
        self.unwritable(Code::UnpairedSurrogate, "a string with an unpaired surrogate");
    }

    /// Reports half of a surrogate pair in the name of the member that was begun last.
    pub fn unpaired_name(&mut self) {
        self.misfit(
            Code::UnpairedSurrogate,
            "a field's name in whole characters",
            "one with an unpaired surrogate",
        );
    }

    fn unwritable(&mut self, code: Code, found: &str) {
        let node = self.begin_value(Types::ANY);
        self.misfit_node(code, node, found);
        self.out.extend_from_slice(b"null");
    }

    /// Where a reader may put together a string, so that it allocates none for each datum.
    pub(super) const fn room_for_text(&mut self) -> &mut String {
        &mut self.stack.text
    }

    /// How many objects and arrays are open.
    pub(super) fn depth(&self) -> usize {
        self.stack.frames.len()
    }

    /// Reports that the text a host gave is not JSON, and closes all that it left open beyond `depth`. Where a member
    /// or an item would have to begin, the fault is in what holds it, not in the one before.
    pub(super) fn syntax(&mut self, depth: usize, is_behind_value: bool, expected: &str, found: &str) {
        if !is_behind_value && !self.named {
            self.stack.close(depth.max(self.stack.frames.len().saturating_sub(1)));
        }
        self.misfit(Code::Syntax, expected, found);
        self.stack.close(depth);
    }

    /// Takes over a datum that was encoded before, with all that was found wrong with it.
    pub(crate) fn encoded(&mut self, encoded: &Encoded) {
        self.values += 1;
        self.facts.clone_from(&encoded.facts);
        match self.quoting {
            Quoting::Plain => self.out.extend_from_slice(encoded.json.as_bytes()),
            Quoting::Inside => push_text(self.out, encoded.json.as_bytes(), Quoting::Plain),
        }
        if let Some(violations) = &encoded.violations {
            // A URI that is none is among them, and was reported when this datum began.
            self.report.retract(self.reported, "");
            self.report.extend(violations.clone());
        }
    }

    /// Reports a value of a type that may not stand here: nothing inside of it is checked then.
    fn check_type(
        &mut self,
        node: Option<&'static Node>,
        types: Types,
        found: &str,
    ) -> Option<&'static Node> {
        let fitting = node.filter(|node| node.types.has(types));
        if node.is_some() && fitting.is_none() {
            self.misfit_node(Code::Type, node, found);
        }
        fitting
    }

    /// Reports a value that does not fit its node; without one anything would have, if it were JSON.
    fn misfit_node(&mut self, code: Code, node: Option<&'static Node>, found: &str) {
        self.misfit(code, node.unwrap_or(&Node::ANY).words, found);
    }

    fn misfit(&mut self, code: Code, expected: &str, found: &str) {
        if self.report.is_full() {
            return self.report.omit();
        }
        self.report.add(code, self.stack.pointer(), expected.into(), found, self.uri);
    }
}

/// Where a property stands; `hint` is where it stands if the members come in the table's order.
fn position(object: &Object, name: &str, hint: usize) -> Option<usize> {
    let mut index = hint;
    // Once around, where the turn takes a step too.
    for _ in 0..=object.properties.len() {
        match object.properties.get(index) {
            Some(property) if property.name == name => return Some(index),
            Some(_) => index += 1,
            None => index = 0,
        }
    }
    None
}
