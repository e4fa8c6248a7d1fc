//! Cross-origin requests, as the collector answers them: any origin, credentials, and two headers. So `Authorization`
//! from a browser fails its preflight here too.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, HeaderValue,
};
use hyper::{Response, StatusCode};

use super::answer::{self, Body};

/// Lets the page that asked, by its `Origin` header, read the answer.
pub(super) fn allow(origin: Option<&HeaderValue>, response: &mut Response<Body>) {
    let headers = response.headers_mut();
    let origin = origin.and_then(named).unwrap_or(HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
}

/// The first origin of a header that names one; `null`, as a sandboxed page sends it, names none.
fn named(header: &HeaderValue) -> Option<HeaderValue> {
    let mut origins = header.to_str().ok()?.split(' ');
    let origin = origins.find(|origin| origin.split_once("://").is_some_and(|(_, host)| !host.is_empty()))?;
    HeaderValue::from_str(origin).ok()
}

/// Answers a preflight; [`allow`] does the rest.
pub(super) fn preflight() -> Response<Body> {
    let mut response = answer::empty(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Content-Type, SP-Anonymous"));
    // 60 minutes, the collector's default.
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600"));
    response
}
