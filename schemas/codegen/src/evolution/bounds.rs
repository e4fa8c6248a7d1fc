//! Bounds and flags: keywords whose values can be compared.

use std::cmp::Ordering;

use jsonc_parser::ast::ObjectProp;

use super::change::{Comparison, Pair};
use crate::version::Level;

/// Lower bounds: more is narrower.
const LEAST: &[&str] = &["minimum", "minLength", "minItems", "minProperties"];

/// Upper bounds: less is narrower.
const MOST: &[&str] = &["maximum", "maxLength", "maxItems", "maxProperties"];

/// Flags: true is narrower, and absent is false.
const FLAGS: &[&str] = &["exclusiveMinimum", "exclusiveMaximum", "uniqueItems"];

const MULTIPLE: &str = "multipleOf";

/// Whether the keyword is compared here.
pub(super) fn is_bound(keyword: &str) -> bool {
    keyword == MULTIPLE || [LEAST, MOST, FLAGS].iter().any(|list| list.contains(&keyword))
}

impl Comparison<'_> {
    /// Every bound of one value.
    pub(super) fn bounds(&mut self, pair: Pair<'_>) {
        for keyword in LEAST {
            self.bound(pair, keyword, |was, is| compare(was, is) != Some(Ordering::Less));
        }
        for keyword in MOST {
            self.bound(pair, keyword, |was, is| compare(was, is) != Some(Ordering::Greater));
        }
        self.bound(pair, MULTIPLE, is_multiple);
        for keyword in FLAGS {
            self.flag(pair, keyword);
        }
    }

    /// A bound; `is_wider` says whether all values within the older one are within the newer one.
    fn bound(&mut self, pair: Pair<'_>, keyword: &str, is_wider: impl Fn(&str, &str) -> bool) {
        let pointer = pair.to(keyword);
        match pair.keyword(keyword) {
            (Some(old), Some(new)) => {
                let (was, is) = (self.old_text(old), self.new_text(new));
                if compare(&was, &is) == Some(Ordering::Equal) || was == is {
                    return;
                }
                let is_number = number(&was).is_some() && number(&is).is_some();
                let (level, meaning) = if is_number && is_wider(&was, &is) {
                    (Level::Addition, "what fitted still does")
                } else {
                    (Level::Revision, "what fitted may not any more")
                };
                self.changed(level, new, &pointer, format!("was {was}, is {is}: {meaning}"));
            }
            (None, Some(new)) => {
                let what = format!("is new, and {}: what fitted may not any more", self.new_text(new));
                self.changed(Level::Revision, new, &pointer, what);
            }
            (Some(old), None) => {
                let what = format!("is gone, and was {}: what fitted still does", self.old_text(old));
                self.gone(Level::Addition, old, &pointer, what);
            }
            (None, None) => {}
        }
    }

    fn flag(&mut self, pair: Pair<'_>, keyword: &str) {
        let pointer = pair.to(keyword);
        // What is no boolean (newer drafts have numbers here) may shut out anything.
        let is_set = |property: Option<&ObjectProp<'_>>| {
            property.is_some_and(|property| property.value.as_boolean_lit().is_none_or(|flag| flag.value))
        };
        match pair.keyword(keyword) {
            (Some(old), Some(new)) if self.same(old, new) => {}
            (old, Some(new)) if is_set(Some(new)) => {
                let how = if is_set(old) { "is another" } else { "holds now" };
                let what = format!("`{keyword}` {how}: what fitted may not any more");
                self.changed(Level::Revision, new, &pointer, what);
            }
            (Some(old), new) if is_set(Some(old)) => {
                let what = format!("`{keyword}` holds no more: what fitted still does");
                match new {
                    Some(new) => self.changed(Level::Addition, new, &pointer, what),
                    None => self.gone(Level::Addition, old, &pointer, what),
                }
            }
            (_, Some(new)) => self.changed(Level::Addition, new, &pointer, "no datum feels the difference"),
            (Some(old), None) => self.gone(Level::Addition, old, &pointer, "no datum feels the difference"),
            (None, None) => {}
        }
    }
}

/// A number of a schema: exact where it is whole, as bounds of 64 bits are no exact floats.
#[derive(Clone, Copy)]
enum Number {
    Whole(i128),
    Float(f64),
}

fn number(text: &str) -> Option<Number> {
    let whole = text.parse().ok().map(Number::Whole);
    whole.or_else(|| text.parse().ok().filter(|float: &f64| float.is_finite()).map(Number::Float))
}

/// `None` where one of the two is no number.
fn compare(was: &str, is: &str) -> Option<Ordering> {
    match (number(was)?, number(is)?) {
        (Number::Whole(was), Number::Whole(is)) => Some(was.cmp(&is)),
        (was, is) => as_float(was).partial_cmp(&as_float(is)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "compared with a float, which is no more exact")]
fn as_float(number: Number) -> f64 {
    match number {
        Number::Whole(whole) => whole as f64,
        Number::Float(float) => float,
    }
}

/// Whether every multiple of `was` is one of `is`. Of fractions nothing is claimed.
fn is_multiple(was: &str, is: &str) -> bool {
    match (number(was), number(is)) {
        (Some(Number::Whole(was)), Some(Number::Whole(is))) => was.checked_rem(is) == Some(0),
        _ => false,
    }
}
