//! Compares two versions of a schema, keyword by keyword.

use jsonc_parser::ast::{Object, ObjectProp};

use super::change::{Change, Comparison, Pair};
use crate::problem::Source;
use crate::version::Level;

/// Keywords that say something to people only.
const ANNOTATIONS: &[&str] = &["description", "title", "default", "$comment", "example", "examples"];

/// Keywords of Iglu about versions, on which no datum depends.
const OF_VERSIONS: &[&str] = &["$supersedes", "$supersededBy"];

/// Keywords that only ever shut values out: without them no fewer values fit.
const RESTRICTIONS: &[&str] = &["pattern", "format", "allOf", "anyOf", "oneOf", "not", "dependencies"];

/// The changes from one version to the next, in the order of the files.
pub(super) fn changes(old: (&Source, &Object<'_>), new: (&Source, &Object<'_>)) -> Vec<Change> {
    let mut comparison = Comparison { old: old.0, new: new.0, changes: Vec::new() };
    comparison.schema(Pair { old: old.1, new: new.1, pointer: "" });
    comparison.changes
}

impl Comparison<'_> {
    /// Compares what two schemas say of one value.
    pub(super) fn schema(&mut self, pair: Pair<'_>) {
        self.types(pair);
        self.enumeration(pair);
        self.fields(pair);
        self.items(pair);
        self.bounds(pair);
        let old = pair.old.properties.iter();
        let only_new = pair.new.properties.iter().filter(|new| pair.old.get(new.name.as_str()).is_none());
        for property in old.chain(only_new) {
            let keyword = property.name.as_str();
            let names_the_schema = pair.pointer.is_empty() && keyword == "self";
            if !names_the_schema && !is_judged_elsewhere(keyword) {
                self.other_keyword(pair, keyword);
            }
        }
    }

    /// A keyword whose value is not looked into.
    pub(super) fn other_keyword(&mut self, pair: Pair<'_>, keyword: &str) {
        let pointer = pair.to(keyword);
        let is_about_data = !ANNOTATIONS.contains(&keyword) && !OF_VERSIONS.contains(&keyword);
        match pair.keyword(keyword) {
            (Some(old), Some(new)) if self.same(old, new) => {}
            (was, Some(new)) if !is_about_data => {
                let what = format!("`{keyword}` is {}, which no datum feels", another_or_new(was));
                self.changed(Level::Addition, new, &pointer, what);
            }
            (Some(old), None) if !is_about_data => {
                self.gone(
                    Level::Addition,
                    old,
                    &pointer,
                    format!("`{keyword}` is gone, which no datum feels"),
                );
            }
            (Some(old), None) if RESTRICTIONS.contains(&keyword) => {
                let what = format!("`{keyword}` is gone: what fitted still does");
                self.gone(Level::Addition, old, &pointer, what);
            }
            (Some(old), None) => {
                let what = format!("`{keyword}` is gone: what fitted may not any more");
                self.gone(Level::Revision, old, &pointer, what);
            }
            (was, Some(new)) => {
                let what = format!("`{keyword}` is {}: what fitted may not any more", another_or_new(was));
                self.changed(Level::Revision, new, &pointer, what);
            }
            (None, None) => {}
        }
    }

    /// `items`, where it is one schema for all of them; a list of schemas is not looked into.
    fn items(&mut self, pair: Pair<'_>) {
        let pointer = pair.to("items");
        let schema =
            |property: Option<&'_ ObjectProp<'_>>| property.is_none_or(|it| it.value.as_object().is_some());
        let (old, new) = pair.keyword("items");
        if !schema(old) || !schema(new) {
            return self.other_keyword(pair, "items");
        }
        match (old.and_then(|it| it.value.as_object()), new.and_then(|it| it.value.as_object())) {
            (Some(old), Some(new)) => self.schema(Pair { old, new, pointer: &pointer }),
            (None, Some(new)) => {
                self.changed(Level::Revision, new, &pointer, "items could be anything before");
            }
            (Some(old), None) => self.gone(Level::Addition, old, &pointer, "items can be anything now"),
            (None, None) => {}
        }
    }
}

fn another_or_new(was: Option<&ObjectProp<'_>>) -> &'static str {
    if was.is_some() { "another" } else { "new" }
}

fn is_judged_elsewhere(keyword: &str) -> bool {
    let structure = ["type", "enum", "properties", "required", "additionalProperties", "items"];
    structure.contains(&keyword) || super::bounds::is_bound(keyword)
}
