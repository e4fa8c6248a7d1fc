//! One order for the members of an object, whatever order its host keeps them in.

use alloc::vec::Vec;

use super::frame::{Listed, Stack, Written};

/// Writes the members again in the table's order, unlisted ones last, so that the same object has the same bytes
/// whatever order its host keeps members in. Of a repeated member the last stays, as in Snowplow's pipeline.
pub(super) fn put_in_order(out: &mut Vec<u8>, stack: &mut Stack, listed: &Listed) {
    let Stack { members, reorder, .. } = stack;
    reorder.clear();
    reorder.extend_from_slice(out.get(listed.start..).unwrap_or_default());
    out.truncate(listed.start);
    let members = members.get(listed.first_member..).unwrap_or_default();
    let text = |index: usize, member: &Written| {
        // A member ends where the comma before the next one stands.
        let end = members.get(index + 1).map_or(reorder.len(), |next| next.start - listed.start - 1);
        reorder.get(member.start - listed.start..end).unwrap_or_default()
    };
    for property in 0..listed.object.properties.len() {
        if !listed.seen.has(property) {
            continue;
        }
        let of_property = |member: &Written| member.property.map(usize::from) == Some(property);
        if let Some(index) = members.iter().rposition(of_property)
            && let Some(member) = members.get(index)
        {
            append_member(out, listed.start, text(index, member));
        }
    }
    for (index, member) in members.iter().enumerate() {
        if member.property.is_none() {
            append_member(out, listed.start, text(index, member));
        }
    }
}

fn append_member(out: &mut Vec<u8>, start: usize, text: &[u8]) {
    if out.len() > start {
        out.push(b',');
    }
    out.extend_from_slice(text);
}
