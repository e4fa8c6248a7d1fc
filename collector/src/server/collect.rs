//! Takes in what a tracker posts.

use std::net::SocketAddr;

use hyper::body::Incoming;
use hyper::header::{
    AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, PROXY_AUTHORIZATION, REFERER, SET_COOKIE,
    USER_AGENT,
};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

use super::State;
use super::answer::{self, Body};
use super::suffer::{self, NoAnswer};
use super::user::NetworkUser;
use crate::faults::{Action, Control, Turn};
use crate::request::{self, Api, Context, Parameter};
use crate::timestamp::Timestamp;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");
const ANONYMOUS: HeaderName = HeaderName::from_static("sp-anonymous");

/// Headers whose value is a secret; GitLab's trackers send the last one.
const SECRET: [HeaderName; 4] =
    [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, HeaderName::from_static("private-token")];

/// Judges a request and keeps the verdicts. Whatever the body, the answer is 200, as the collector's is; unless a fault
/// is on.
pub(super) async fn post(
    state: &State,
    control: &Control,
    peer: SocketAddr,
    api: Api,
    request: Request<Incoming>,
) -> Result<Response<Body>, NoAnswer> {
    let turn = state.faults.next_request();
    if let Some(turn) = &turn {
        suffer::before_body(turn, control).await?;
    }
    let (parts, body) = request.into_parts();
    let body = match state.bodies.read(body).await {
        Ok(body) => body,
        Err(unread) => return Ok(answer::unread(&unread)),
    };
    let action = turn.and_then(|turn| turn.action(body.as_bytes()).map(|action| (turn, action)));
    finish(state, control, action, Sent { parts, peer, api, body }).await
}

/// The same for a pixel, whose event is in the query.
pub(super) async fn pixel(
    state: &State,
    control: &Control,
    peer: SocketAddr,
    api: Api,
    request: Request<Incoming>,
) -> Result<Response<Body>, NoAnswer> {
    let turn = state.faults.next_request();
    if let Some(turn) = &turn {
        suffer::before_body(turn, control).await?;
    }
    let parts = request.into_parts().0;
    let query = parts.uri.query().unwrap_or_default();
    let action = turn.and_then(|turn| turn.action(query.as_bytes()).map(|action| (turn, action)));
    finish(state, control, action, Sent { parts, peer, api, body: String::new() }).await
}

/// A request that has arrived whole.
struct Sent {
    parts: Parts,
    peer: SocketAddr,
    api: Api,
    body: String,
}

async fn finish(
    state: &State,
    control: &Control,
    action: Option<(Turn<'_>, Action)>,
    sent: Sent,
) -> Result<Response<Body>, NoAnswer> {
    let mut ok = match sent.parts.method {
        Method::POST => answer::text(StatusCode::OK, "ok"),
        _ => answer::pixel(),
    };
    let (request, user) = describe(&sent);
    if let Some(cookie) = user.cookie {
        ok.headers_mut().insert(SET_COOKIE, cookie);
    }
    let store = state.keep(request, sent.body);
    if let Some((turn, action)) = action {
        return suffer::after_body(&turn, control, action, store, ok).await;
    }
    store.await;
    Ok(ok)
}

fn describe(sent: &Sent) -> (request::Request, NetworkUser) {
    let headers = &sent.parts.headers;
    let anonymous = headers.contains_key(ANONYMOUS);
    let query = sent.parts.uri.query().unwrap_or_default().as_bytes();
    let querystring: Vec<Parameter> = form_urlencoded::parse(query)
        .map(|(name, value)| Parameter { name: name.into_owned(), value: value.into_owned() })
        .collect();
    let user = NetworkUser::of(headers, &querystring, anonymous);
    // The collector passes on a pixel's content type to nobody.
    let content_type = text(headers, &CONTENT_TYPE).filter(|_| sent.parts.method == Method::POST);
    let request = request::Request {
        api: sent.api.clone(),
        querystring,
        content_type: content_type.as_deref().map(request::normalise_content_type),
        context: Context {
            timestamp: Timestamp::now(),
            ip_address: (!anonymous).then(|| ip_address(headers, sent.peer)),
            useragent: text(headers, &USER_AGENT),
            referer_uri: text(headers, &REFERER),
            headers: list(headers, anonymous),
            user_id: Some(user.id.clone()),
        },
    };
    (request, user)
}

/// The sender's address: the first that a proxy wrote down, or the peer's.
fn ip_address(headers: &HeaderMap, peer: SocketAddr) -> String {
    let forwarded = text(headers, &FORWARDED_FOR);
    let first = forwarded.as_deref().and_then(|list| list.split(',').next()).map(str::trim);
    first.filter(|address| !address.is_empty()).map_or_else(|| peer.ip().to_string(), str::to_owned)
}

/// The headers as `name: value`. An anonymous request loses those that tell who sent it; a secret loses its value.
fn list(headers: &HeaderMap, anonymous: bool) -> Vec<String> {
    headers
        .iter()
        .filter(|(name, _)| !(anonymous && [&COOKIE, &FORWARDED_FOR, &REAL_IP].contains(name)))
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if SECRET.contains(name) { "<withheld>" } else { &value };
            format!("{name}: {value}")
        })
        .collect()
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn secrets_are_withheld_and_anonymous_requests_stay_so() {
        let headers = headers(&[
            ("authorization", "Bearer s3cret"),
            ("private-token", "s3cret"),
            ("cookie", "sp=s3cret"),
            ("x-forwarded-for", "10.0.0.1"),
            ("accept", "*/*"),
        ]);
        let named = list(&headers, false);
        assert_eq!(named.len(), 5);
        assert!(named.iter().all(|header| !header.contains("s3cret")), "{named:?}");
        let anonymous = list(&headers, true);
        assert!(
            anonymous.iter().all(|h| !h.starts_with("cookie") && !h.starts_with("x-forwarded")),
            "{anonymous:?}"
        );
    }

    #[test]
    fn a_proxy_knows_the_senders_address() {
        let peer = "127.0.0.1:1".parse().unwrap();
        assert_eq!(ip_address(&headers(&[]), peer), "127.0.0.1");
        assert_eq!(ip_address(&headers(&[("x-forwarded-for", "10.0.0.1, 10.0.0.2")]), peer), "10.0.0.1");
        assert_eq!(ip_address(&headers(&[("x-forwarded-for", "")]), peer), "127.0.0.1");
    }
}
