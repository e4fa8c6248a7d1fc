//! Where in a value the writer stands.

use alloc::string::String;
use alloc::vec::Vec;

use crate::message::{push_count, push_token};
use crate::schema::{Node, Object};

/// One object or array that is open.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// Of an array: how many items have begun.
    pub(super) count: u32,
    /// Where its entries in [`Stack::written`] begin.
    pub(super) first: usize,
    /// Where the text of an unlisted member's name begins in [`Stack::names`].
    pub(super) name_start: usize,
}

/// What is open.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// An array; without a node nothing in it is checked.
    Array(Option<&'static Node>),
    /// An object; without a table nothing in it is checked.
    Object(Option<&'static Object>),
}

/// A member that was written, or an item: which, and where it begins in the output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    /// Its place in the object's table, or [`Written::UNLISTED`].
    pub(super) property: u8,
    pub(crate) start: usize,
}

impl Written {
    /// In place of a property's: of a member that the table does not list (its name stands in [`Stack::names`]), and of
    /// items.
    pub(super) const UNLISTED: u8 = u8::MAX;
}

/// All that is open, kept for reuse: after the first few events nothing here allocates.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) frames: Vec<Frame>,
    /// The members of the objects that are open, and the items of those arrays in which no two may be the same.
    pub(super) written: Vec<Written>,
    pub(super) names: String,
    /// Room for putting an object's members in order.
    pub(super) reorder: Vec<u8>,
    /// Room for a string that is read, without its escapes.
    pub(super) text: String,
}

impl Stack {
    pub(super) const fn new() -> Self {
        Self {
            frames: Vec::new(),
            written: Vec::new(),
            names: String::new(),
            reorder: Vec::new(),
            text: String::new(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.frames.clear();
        self.written.clear();
        self.names.clear();
    }

    /// What was written of the object or array whose entries begin here, and is open.
    pub(super) fn written_from(&self, first: usize) -> &[Written] {
        self.written.get(first..).unwrap_or_default()
    }

    /// Closes what is open beyond `depth`.
    pub(super) fn close(&mut self, depth: usize) {
        if let Some(frame) = self.frames.get(depth) {
            self.names.truncate(frame.name_start);
            self.written.truncate(frame.first);
            self.frames.truncate(depth);
        }
    }

    /// Where the value stands that is being written, as a JSON pointer (RFC 6901).
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        push_path(&mut pointer, &self.frames, &self.written, &self.names);
        pointer
    }
}

/// Appends where the last of these frames stands, which is in those before it, and the member or item at hand in it.
fn push_path(pointer: &mut String, frames: &[Frame], written: &[Written], names: &str) {
    let Some((frame, outer)) = frames.split_last() else { return };
    let (outer_written, entries) = written.split_at_checked(frame.first).unwrap_or_default();
    let (outer_names, name) = names.split_at_checked(frame.name_start).unwrap_or_default();
    push_path(pointer, outer, outer_written, outer_names);
    match (frame.kind, entries.last()) {
        (Kind::Array(_), _) => push_index(pointer, frame.count.saturating_sub(1)),
        (Kind::Object(table), Some(member)) => {
            let property = table.and_then(|object| object.property(member.property));
            push_name(pointer, property.map_or(name, |property| property.name));
        }
        _ => {}
    }
}

/// The most characters of a host's own key that a pointer shows.
const SHOWN: usize = 64;

fn push_index(pointer: &mut String, index: u32) {
    *pointer += "/";
    push_count(pointer, index as usize);
}

pub(crate) fn push_name(pointer: &mut String, name: &str) {
    push_token(pointer, name, SHOWN);
}
