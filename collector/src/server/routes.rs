//! Which path does what.

use std::net::SocketAddr;

use hyper::body::Incoming;
use hyper::header::ORIGIN;
use hyper::{Method, Request, Response, StatusCode};

use super::State;
use super::answer::{self, Body};
use super::list::List;
use super::{collect, cors};
use crate::request::Api;

/// The vendor and version of Snowplow's own endpoint.
const SNOWPLOW: (&str, &str) = ("com.snowplowanalytics.snowplow", "tp2");

/// What a path stands for.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    /// A tracker posts here.
    Collect(Api),
    /// Counts.
    All,
    /// Good events.
    Good,
    /// Bad events.
    Bad,
    /// Forget everything.
    Reset,
    /// How full the memory is.
    Memory,
    /// Is it up?
    Health,
}

/// Answers a request.
pub(super) async fn answer(state: &State, peer: SocketAddr, request: Request<Incoming>) -> Response<Body> {
    let origin = request.headers().get(ORIGIN).cloned();
    let mut response = match (request.method(), route(request.uri().path())) {
        (&Method::OPTIONS, _) => cors::preflight(),
        (_, None) => answer::text(StatusCode::NOT_FOUND, "no such path"),
        (&Method::POST, Some(Route::Collect(api))) => collect::post(state, peer, api, request).await,
        (_, Some(Route::Collect(_))) => answer::method_not_allowed("POST, OPTIONS"),
        (method, Some(route)) => view(state, method, &route),
    };
    cors::allow(origin, &mut response);
    response
}

fn route(path: &str) -> Option<Route> {
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    Some(match *segments.as_slice() {
        ["micro", "all"] => Route::All,
        ["micro", "good"] => Route::Good,
        ["micro", "bad"] => Route::Bad,
        ["micro", "reset"] => Route::Reset,
        ["micro", "memory"] => Route::Memory,
        ["health"] => Route::Health,
        // GitLab's Rails application takes events here and hands them on.
        ["-", "collect_events"] => collect_by(SNOWPLOW.0),
        [vendor, version] if version == SNOWPLOW.1 && !vendor.is_empty() => collect_by(vendor),
        _ => return None,
    })
}

fn collect_by(vendor: &str) -> Route {
    Route::Collect(Api { vendor: vendor.to_owned(), version: SNOWPLOW.1.to_owned() })
}

fn view(state: &State, method: &Method, route: &Route) -> Response<Body> {
    match (method, route) {
        (&Method::GET | &Method::POST, Route::All) => answer::json(&state.memory.totals()),
        (&Method::GET | &Method::POST, Route::Reset) => {
            state.memory.reset();
            answer::json(&state.memory.totals())
        }
        (_, Route::All | Route::Reset) => answer::method_not_allowed("GET, POST, OPTIONS"),
        (&Method::GET, Route::Good) => answer::list(List::new(state.memory.verdicts(true))),
        (&Method::GET, Route::Bad) => answer::list(List::new(state.memory.verdicts(false))),
        (&Method::GET, Route::Memory) => answer::json(&state.memory.usage()),
        (&Method::GET, Route::Health) => answer::text(StatusCode::OK, "ok"),
        _ => answer::method_not_allowed("GET, OPTIONS"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let collect = |vendor: &str| Some(collect_by(vendor));
        for (path, expected) in [
            ("/com.snowplowanalytics.snowplow/tp2", collect("com.snowplowanalytics.snowplow")),
            ("/com.snowplowanalytics.snowplow.auth/tp2", collect("com.snowplowanalytics.snowplow.auth")),
            ("/-/collect_events", collect("com.snowplowanalytics.snowplow")),
            ("/micro/all", Some(Route::All)),
            ("/micro/good", Some(Route::Good)),
            ("/micro/bad", Some(Route::Bad)),
            ("/micro/reset", Some(Route::Reset)),
            ("/micro/memory", Some(Route::Memory)),
            ("/health", Some(Route::Health)),
            ("/", None),
            ("/tp2", None),
            ("//tp2", None),
            ("/a/b/tp2", None),
            ("/com.snowplowanalytics.snowplow/tp1", None),
        ] {
            assert_eq!(route(path), expected, "{path}");
        }
    }
}
