//! `/faults`: switches faults on and off, and tells what they have done.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};

use super::State;
use super::answer::{self, Body};
use crate::faults::Plan;

/// Answers a request to `/faults`.
pub(super) async fn faults(state: &State, request: Request<Incoming>) -> Response<Body> {
    match *request.method() {
        Method::GET => answer::json(&state.faults.report()),
        Method::DELETE => set(state, Plan::default()).await,
        Method::PUT => match state.bodies.read(request.into_body()).await {
            Ok(text) => match Plan::parse(&text) {
                Ok(plan) => set(state, plan).await,
                Err(error) => answer::owned_text(StatusCode::BAD_REQUEST, format!("{error}\n")),
            },
            Err(unread) => answer::unread(&unread),
        },
        _ => answer::method_not_allowed("GET, PUT, DELETE, OPTIONS"),
    }
}

async fn set(state: &State, plan: Plan) -> Response<Body> {
    Arc::clone(&state.faults).set(plan);
    match state.faults.settled().await {
        Ok(()) => answer::json(&state.faults.report()),
        Err(why) => {
            let text = format!("the faults are set, but the collector {why}; it goes on trying\n");
            answer::owned_text(StatusCode::SERVICE_UNAVAILABLE, text)
        }
    }
}
