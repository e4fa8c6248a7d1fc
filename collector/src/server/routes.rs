//! Which path does what.

use std::net::SocketAddr;

use hyper::body::Incoming;
use hyper::header::ORIGIN;
use hyper::{Method, Request, Response, StatusCode};
use tokio::task::spawn_blocking;

use super::State;
use super::answer::{self, Body};
use super::list::List;
use super::suffer::NoAnswer;
use super::{collect, cors, events, page, refused, steer};
use crate::faults::Control;
use crate::judge::fields;
use crate::micro::Filter;
use crate::request::Api;

/// The vendor and version of Snowplow's own endpoint.
const SNOWPLOW: (&str, &str) = ("com.snowplowanalytics.snowplow", "tp2");

/// The version that enrich gives to the endpoint of pixels.
const PIXEL_VERSION: &str = "tp1";

/// How long a path with its query may be, in bytes: the collector's limit of a request line.
const TARGET_BYTES: usize = 20_480;

/// What a path stands for.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    /// A tracker posts here, or gets a pixel.
    Collect(Api),
    /// A tracker gets a pixel here.
    Pixel(Api),
    /// Counts.
    All,
    /// Good events.
    Good,
    /// Bad events.
    Bad,
    /// Forget everything.
    Reset,
    /// The URIs of the schemas.
    Schemas,
    /// One schema, by its path in an Iglu registry.
    Schema(String),
    /// How full the memory is.
    Memory,
    /// Events after a number.
    Events,
    /// One event by its number.
    Event(u64),
    /// Events that trackers refused.
    Refused,
    /// The columns of the protocol's keys.
    Fields,
    /// A file of the page for people.
    Page(String),
    /// Events by id.
    Ids,
    /// What was written.
    Store,
    /// Faults on demand.
    Faults,
    /// Is it up?
    Health,
}

/// Answers a request; not at all when a fault says so.
pub(super) async fn answer(
    state: &State,
    control: &Control,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Body>, NoAnswer> {
    let origin = request.headers().get(ORIGIN).cloned();
    let route = route(request.uri().path());
    control.begin(is_tracker(request.method(), route.as_ref()));
    let mut response = match (request.method(), route) {
        _ if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > TARGET_BYTES) => {
            answer::text(StatusCode::URI_TOO_LONG, "the request line is too long")
        }
        (&Method::OPTIONS, _) => cors::preflight(),
        (_, None) => answer::text(StatusCode::NOT_FOUND, "no such path"),
        (&Method::POST, Some(Route::Collect(api))) => {
            collect::post(state, control, peer, api, request).await?
        }
        (&Method::GET | &Method::HEAD, Some(Route::Collect(api) | Route::Pixel(api))) => {
            collect::pixel(state, control, peer, api, request).await?
        }
        (_, Some(Route::Collect(_))) => answer::method_not_allowed("POST, GET, HEAD, OPTIONS"),
        (_, Some(Route::Pixel(_))) => answer::method_not_allowed("GET, HEAD, OPTIONS"),
        (&Method::POST, Some(Route::Good)) => filtered(state, request, true).await,
        (&Method::POST, Some(Route::Bad)) => filtered(state, request, false).await,
        (&Method::POST, Some(Route::Refused)) => refused::add(state, request).await,
        (_, Some(Route::Faults)) => steer::faults(state, request).await,
        (method, Some(route)) => view(state, method, &route, request.uri().query().unwrap_or_default()),
    };
    cors::allow(origin.as_ref(), &mut response);
    Ok(response)
}

/// Whether a connection begins with a tracker's request, by as much of it as has come.
pub(super) fn begins_as_tracker(first: &[u8]) -> bool {
    let mut words = first.split(|byte| *byte == b' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return false;
    };
    let (Ok(method), Ok(target)) = (Method::from_bytes(method), std::str::from_utf8(target)) else {
        return false;
    };
    let path = target.split('?').next().unwrap_or_default();
    is_tracker(&method, route(path).as_ref())
}

fn is_tracker(method: &Method, route: Option<&Route>) -> bool {
    method != Method::OPTIONS && matches!(route, Some(Route::Collect(_) | Route::Pixel(_)))
}

fn route(path: &str) -> Option<Route> {
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    Some(match *segments.as_slice() {
        ["micro", "all"] => Route::All,
        ["micro", "good"] => Route::Good,
        ["micro", "bad"] => Route::Bad,
        ["micro", "reset"] => Route::Reset,
        // A static Iglu registry, as a resolver expects one at a URI.
        ["schemas"] => Route::Schemas,
        ["schemas", vendor, name, format, version] | ["micro", "iglu", vendor, name, format, version] => {
            Route::Schema(format!("iglu:{vendor}/{name}/{format}/{version}"))
        }
        ["micro", "memory"] => Route::Memory,
        ["collector", "events"] => Route::Events,
        ["collector", "events", number] => Route::Event(number.parse().ok()?),
        ["collector", "refused"] => Route::Refused,
        ["collector", "fields"] => Route::Fields,
        ["collector", "ids"] => Route::Ids,
        [""] => Route::Page("index.html".to_owned()),
        ["page", name] => Route::Page(name.to_owned()),
        ["collector", "store"] => Route::Store,
        ["faults"] => Route::Faults,
        ["health"] => Route::Health,
        ["i" | "ice.png"] => Route::Pixel(api(SNOWPLOW.0, PIXEL_VERSION)),
        // GitLab's Rails application takes events here and hands them on.
        ["-", "collect_events"] => collect_by(SNOWPLOW.0),
        [vendor, version] if version == SNOWPLOW.1 && !vendor.is_empty() => collect_by(vendor),
        _ => return None,
    })
}

fn collect_by(vendor: &str) -> Route {
    Route::Collect(api(vendor, SNOWPLOW.1))
}

fn api(vendor: &str, version: &str) -> Api {
    Api { vendor: vendor.to_owned(), version: version.to_owned() }
}

/// The good or the bad events that pass the filter in a body.
async fn filtered(state: &State, request: Request<Incoming>, good: bool) -> Response<Body> {
    let filter = match state.bodies.read(request.into_body()).await {
        Ok(text) => Filter::parse(&text),
        Err(unread) => return answer::unread(&unread),
    };
    let filter = match filter {
        Ok(filter) => filter,
        Err(error) => return answer::owned_text(StatusCode::BAD_REQUEST, format!("filter: {error}\n")),
    };
    let parts = state.memory.parts();
    // Every event is read: not on a thread that others wait for.
    match spawn_blocking(move || List::filtered(&parts, good, &filter)).await {
        Ok(list) => answer::list(list),
        Err(_) => answer::text(StatusCode::INTERNAL_SERVER_ERROR, "the events could not be read"),
    }
}

fn view(state: &State, method: &Method, route: &Route, query: &str) -> Response<Body> {
    match (method, route) {
        (&Method::GET | &Method::POST, Route::All) => answer::json(&state.memory.totals()),
        (&Method::GET | &Method::POST, Route::Reset) => {
            state.memory.reset();
            state.refused.reset();
            answer::json(&state.memory.totals())
        }
        (&Method::GET, Route::Good) => answer::list(List::all(state.memory.parts(), true)),
        (&Method::GET, Route::Bad) => answer::list(List::all(state.memory.parts(), false)),
        (_, Route::All | Route::Reset | Route::Good | Route::Bad) => {
            answer::method_not_allowed("GET, POST, OPTIONS")
        }
        (&Method::GET, Route::Events) => events::list(state, query),
        (&Method::GET, Route::Event(number)) => events::one(state, *number),
        (&Method::GET, Route::Refused) => refused::list(state, query),
        (_, Route::Refused) => answer::method_not_allowed("GET, POST, OPTIONS"),
        (&Method::GET, Route::Fields) => answer::json(&fields::columns()),
        (&Method::GET, Route::Page(name)) => {
            page::file(name).unwrap_or_else(|| answer::text(StatusCode::NOT_FOUND, "no such file"))
        }
        (&Method::GET, Route::Schemas) => answer::json(&state.judge.registry().uris().collect::<Vec<_>>()),
        (&Method::GET, Route::Schema(uri)) => match state.judge.registry().text(uri) {
            Some(text) => answer::owned_json(text.to_owned()),
            None => answer::text(StatusCode::NOT_FOUND, "no such schema"),
        },
        (&Method::GET, Route::Memory) => answer::json(&state.memory.usage()),
        (&Method::GET, Route::Ids) => answer::owned_text(StatusCode::OK, state.memory.ids_as_text()),
        (&Method::GET, Route::Store) => match &state.store {
            Some(store) => answer::json(&store.report()),
            None => answer::text(StatusCode::NOT_FOUND, "started without --store"),
        },
        (&Method::GET, Route::Health) => answer::text(StatusCode::OK, "OK"),
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
            ("/i", Some(Route::Pixel(api(SNOWPLOW.0, "tp1")))),
            ("/ice.png", Some(Route::Pixel(api(SNOWPLOW.0, "tp1")))),
            ("/micro/all", Some(Route::All)),
            ("/micro/good", Some(Route::Good)),
            ("/micro/bad", Some(Route::Bad)),
            ("/micro/reset", Some(Route::Reset)),
            ("/schemas", Some(Route::Schemas)),
            ("/schemas/a/b/jsonschema/1-0-0", Some(Route::Schema("iglu:a/b/jsonschema/1-0-0".to_owned()))),
            ("/micro/iglu/a/b/jsonschema/1-0-0", Some(Route::Schema("iglu:a/b/jsonschema/1-0-0".to_owned()))),
            ("/schemas/a/b/jsonschema", None),
            ("/micro/memory", Some(Route::Memory)),
            ("/health", Some(Route::Health)),
            ("/faults", Some(Route::Faults)),
            ("/collector/events", Some(Route::Events)),
            ("/collector/events/12", Some(Route::Event(12))),
            ("/collector/events/x", None),
            ("/collector/store", Some(Route::Store)),
            ("/collector/ids", Some(Route::Ids)),
            ("/collector/refused", Some(Route::Refused)),
            ("/collector/fields", Some(Route::Fields)),
            ("/", Some(Route::Page("index.html".to_owned()))),
            ("/page/main.js", Some(Route::Page("main.js".to_owned()))),
            ("/page/", Some(Route::Page(String::new()))),
            ("/tp2", None),
            ("//tp2", None),
            ("/a/b/tp2", None),
            ("/com.snowplowanalytics.snowplow/tp1", None),
        ] {
            assert_eq!(route(path), expected, "{path}");
        }
    }

    #[test]
    fn a_tracker_is_known_by_its_first_bytes() {
        for (first, expected) in [
            ("POST /com.snowplowanalytics.snowplow/tp2 HTTP/1.1\r\n", true),
            ("POST /-/collect_events?a=b HTTP/1.1\r\n", true),
            ("GET /i?e=pv HTTP/1.1\r\n", true),
            ("OPTIONS /com.snowplowanalytics.snowplow/tp2 HTTP/1.1\r\n", false),
            ("PUT /faults HTTP/1.1\r\n", false),
            ("GET /micro/all HTTP/1.1\r\n", false),
            ("POS", false),
            ("\u{16}\u{3}", false),
        ] {
            assert_eq!(begins_as_tracker(first.as_bytes()), expected, "{first}");
        }
    }
}
