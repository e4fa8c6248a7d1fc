//! `/collector/refused`: hosts tell of events that their trackers refused, and a page asks for them.

use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};

use super::State;
use super::answer::{self, Body};
use super::events::Window;
use crate::refused::Told;

/// Takes a list of them, or one.
pub(super) async fn add(state: &State, request: Request<Incoming>) -> Response<Body> {
    let text = match state.bodies.read(request.into_body()).await {
        Ok(text) => text,
        Err(unread) => return answer::unread(&unread),
    };
    match Told::read(&text) {
        Ok(told) => {
            state.refused.add(told);
            answer::empty(StatusCode::NO_CONTENT)
        }
        Err(error) => answer::owned_text(StatusCode::BAD_REQUEST, format!("refused: {error}\n")),
    }
}

/// Those after a number, at most so many of them.
pub(super) fn list(state: &State, query: &str) -> Response<Body> {
    match Window::parse(query) {
        Some(Window { after, limit }) => answer::json(&state.refused.after(after, limit)),
        None => Window::unreadable(),
    }
}
