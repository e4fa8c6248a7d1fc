//! Arrays: how many items, and whether one is there twice.

use super::Writer;
use crate::encode::frame::Kind;
use crate::message::counted;
use crate::schema::{Code, Node, Types};

impl Writer<'_> {
    /// Begins an array. False: it would nest too deeply; its items and its end have to be left out.
    #[must_use]
    pub fn begin_array(&mut self) -> bool {
        let node = self.begin_value(Types::ARRAY);
        if self.is_too_deep("an array at level 37") {
            return false;
        }
        let node = self.check_container(node, Types::ARRAY, "an array");
        self.out.push(b'[');
        let items = node.and_then(Node::items);
        let starts = items.and_then(|items| items.unique).map(|_| self.stack.starts.len());
        self.open(Kind::Array(node, starts), items.and_then(|items| items.node));
        true
    }

    /// Ends the array that was begun last.
    pub fn end_array(&mut self) {
        let Some(frame) = self.stack.frames.pop() else { return };
        if let Kind::Array(Some(node), starts) = frame.kind {
            self.check_items(node, frame.count, starts);
        }
        self.out.push(b']');
    }

    fn check_items(&mut self, node: &'static Node, count: u32, starts: Option<usize>) {
        let Some(items) = node.items() else { return };
        let is_repeated = items.unique.zip(starts).is_some_and(|(unique, first)| {
            let is_repeated = unique.has_twins(self.out, self.stack.starts.get(first..).unwrap_or_default());
            self.stack.starts.truncate(first);
            is_repeated
        });
        let code = match count {
            found if found > items.count.most => Code::MaxItems,
            found if found < items.count.least => Code::MinItems,
            _ if is_repeated => Code::UniqueItems,
            _ => return,
        };
        let mut found = counted("an array of ", count as usize, "item");
        if is_repeated {
            found.push_str(", one of them twice");
        }
        self.misfit_node(code, Some(node), &found);
    }
}
