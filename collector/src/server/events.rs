//! `/collector/events`: what a page that watches events asks for, again and again. The README has the answers.

use hyper::{Response, StatusCode};
use serde::Serialize;

use super::State;
use super::answer::{self, Body};
use crate::memory::Totals;
use crate::summary::Summary;

/// How many events are in an answer when the page does not say.
const DEFAULT_LIMIT: usize = 100;

/// How many events are in an answer at most.
const MAX_LIMIT: usize = 1000;

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    totals: Totals,
    /// Number of the oldest event that is kept; 0 when there is none.
    first: u64,
    /// Number of the latest.
    last: u64,
    events: Vec<Summary>,
}

/// Which events are asked for.
pub(super) struct Window {
    /// Those above this number.
    pub(super) after: u64,
    /// At most so many.
    pub(super) limit: usize,
}

impl Window {
    /// Reads a query string, unless it holds something else.
    pub(super) fn parse(query: &str) -> Option<Self> {
        let (mut after, mut limit) = (0_u64, DEFAULT_LIMIT);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let read = match name.as_ref() {
                "after" => value.parse().map(|number| after = number).is_ok(),
                "limit" => value.parse().map(|number: usize| limit = number.min(MAX_LIMIT)).is_ok(),
                _ => true,
            };
            if !read {
                return None;
            }
        }
        Some(Self { after, limit })
    }

    /// What a query string that cannot be read is answered with.
    pub(super) fn unreadable() -> Response<Body> {
        answer::text(StatusCode::BAD_REQUEST, "after and limit: expected whole numbers")
    }
}

/// The events after a number, at most so many of them.
pub(super) fn list(state: &State, query: &str) -> Response<Body> {
    let Some(Window { after, limit }) = Window::parse(query) else { return Window::unreadable() };
    let (parts, totals) = state.memory.parts_from(after.saturating_add(1));
    let numbers =
        parts.iter().flat_map(|part| part.numbers().map(move |(number, index)| (part, number, index)));
    let later = numbers.filter(|(_, number, _)| *number > after).take(limit);
    let events = later.filter_map(|(part, number, index)| Summary::of(number, part.batch(), index)).collect();
    let (first, last) = state.memory.numbers();
    answer::json(&Answer { totals, first, last, events })
}

/// One event with everything that is known of it.
pub(super) fn one(state: &State, number: u64) -> Response<Body> {
    let (parts, _) = state.memory.parts_from(number);
    let found = parts.first().and_then(|part| {
        let (_, index) = part.numbers().find(|(own, _)| *own == number)?;
        Summary::whole(number, part.batch(), index)
    });
    match found {
        Some(summary) => answer::json(&summary),
        None => answer::text(StatusCode::NOT_FOUND, "no such event is kept"),
    }
}
