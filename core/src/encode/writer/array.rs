//! Arrays: how many items, and whether one is there twice.

use super::Writer;
use crate::message::counted;
use crate::schema::{Code, Node, Types};

impl Writer<'_> {
    /// Begins an array. False: it would nest too deeply; its items and its end have to be left out.
    #[must_use]
    pub fn begin_array(&mut self) -> bool {
        self.open(Types::ARRAY, "an array", "an array at level 37", b'[')
    }

    /// Ends the array that was begun last.
    pub fn end_array(&mut self) {
        self.close();
    }

    /// Reports too few or too many items, or one that is there twice.
    pub(super) fn end_items(&mut self, node: &'static Node, count: u32, first: usize) {
        let Some(items) = node.items() else { return };
        let written = self.stack.written_from(first);
        let is_repeated = items.unique.is_some_and(|unique| unique.has_twins(self.out, written));
        self.stack.written.truncate(first);
        let code = match count {
            found if found > items.count.most => Code::MaxItems,
            found if found < items.count.least => Code::MinItems,
            _ if is_repeated => Code::UniqueItems,
            _ => return,
        };
        let mut found = counted("an array of ", count as usize, "item");
        found.push_str(if is_repeated { ", one of them twice" } else { "" });
        self.misfit_node(code, Some(node), &found);
    }
}
