//! Where in a value the writer stands.

use alloc::string::String;
use alloc::vec::Vec;

use crate::message::{push_count, push_name as push_shown};
use crate::schema::{Node, Object, PropertySet};

/// One object or array that is open.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// How many members or items have begun.
    pub(super) count: u32,
    /// Which member the next value belongs to.
    pub(super) at: Member,
    /// Of an array: what its items may be; `None` where anything goes.
    pub(super) items: Option<&'static Node>,
    /// Where the text of an unlisted member's name begins in [`Stack::names`].
    pub(super) name_start: usize,
}

/// What is open.
#[derive(Debug)]
pub(super) enum Kind {
    /// An array, its node where one is known, and where its entries in [`Stack::starts`] begin, if it has them.
    Array(Option<&'static Node>, Option<usize>),
    /// An object of which nothing is known.
    Free,
    /// An object with a table.
    Listed(Listed),
}

/// An object with a table, as far as it is written.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) object: &'static Object,
    /// The properties that were there.
    pub(super) seen: PropertySet,
    /// Where the members begin in the output.
    pub(super) start: usize,
    /// Where its entries in [`Stack::members`] begin.
    pub(super) first_member: usize,
    /// Whether the members came in the table's order, each once.
    pub(super) in_order: bool,
}

/// The place of a value in its object or array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// Before the first.
    None,
    /// A property of the table.
    Property(u8),
    /// A member that the table does not list; its name stands in [`Stack::names`].
    Other,
}

/// A member that was written: which, and where it begins in the output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) property: Option<u8>,
    pub(super) start: usize,
}

/// All that is open, kept for reuse: after the first few events nothing here allocates.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) frames: Vec<Frame>,
    pub(super) members: Vec<Written>,
    /// Where items begin in the output, of arrays in which no two may be the same.
    pub(super) starts: Vec<usize>,
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
            members: Vec::new(),
            starts: Vec::new(),
            names: String::new(),
            reorder: Vec::new(),
            text: String::new(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.frames.clear();
        self.members.clear();
        self.starts.clear();
        self.names.clear();
    }

    /// Closes what is open beyond `depth`.
    pub(super) fn close(&mut self, depth: usize) {
        if let Some(frame) = self.frames.get(depth) {
            self.names.truncate(frame.name_start);
            self.frames.truncate(depth);
        }
    }

    /// Where the value stands that is being written, as a JSON pointer (RFC 6901).
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for (index, frame) in self.frames.iter().enumerate() {
            let names_end = self.frames.get(index + 1).map_or(self.names.len(), |inner| inner.name_start);
            match (&frame.kind, frame.at) {
                (Kind::Array(..), _) => push_index(&mut pointer, frame.count.saturating_sub(1)),
                (Kind::Listed(listed), Member::Property(property)) => {
                    let property = listed.object.property(property);
                    push_name(&mut pointer, property.map_or("", |property| property.name));
                }
                (_, Member::None) => {}
                _ => push_name(&mut pointer, self.names.get(frame.name_start..names_end).unwrap_or_default()),
            }
        }
        pointer
    }
}

/// The most characters of a host's own key that a pointer shows.
const SHOWN: usize = 64;

fn push_index(pointer: &mut String, index: u32) {
    *pointer += "/";
    push_count(pointer, index as usize);
}

pub(crate) fn push_name(pointer: &mut String, name: &str) {
    push_shown(pointer, name, SHOWN);
}
