//! One order for the members of an object, whatever order its host keeps them in.

use alloc::vec::Vec;

use super::frame::{Stack, Written};
use crate::schema::Object;

/// Writes the members again in the table's order, unlisted ones last, so that the same object has the same bytes
/// whatever order its host keeps members in. Of a repeated member the last stays, as in Snowplow's pipeline.
pub(super) fn put_in_order(out: &mut Vec<u8>, stack: &mut Stack, object: &Object, first: usize) {
    let Stack { written, reorder, .. } = stack;
    let members = written.get(first..).unwrap_or_default();
    let Some(Written { start, .. }) = members.first() else { return };
    reorder.clear();
    let mut append = |index: usize, member: &Written| {
        // A member ends where the comma before the next one stands.
        let end = members.get(index + 1).map_or(out.len(), |next| next.start - 1);
        if !reorder.is_empty() {
            reorder.push(b',');
        }
        reorder.extend_from_slice(out.get(member.start..end).unwrap_or_default());
    };
    for property in 0..object.properties.len() {
        if let Some(index) = members.iter().rposition(|member| usize::from(member.property) == property)
            && let Some(member) = members.get(index)
        {
            append(index, member);
        }
    }
    for (index, member) in members.iter().enumerate() {
        if member.property == Written::UNLISTED {
            append(index, member);
        }
    }
    out.truncate(*start);
    out.extend_from_slice(reorder);
}
