//! Builds answers.

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::body::Unread;
use super::list::List;

/// `GIF89a`, 1 x 1, two colours, transparent.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\xf0\0\0\xff\xff\xff\0\0\0\x21\xf9\x04\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";

/// A body that is whole, or a list written as it is sent.
pub(super) type Body = Either<Full<Bytes>, List>;

/// Plain text.
pub(super) fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    with_body(status, "text/plain; charset=utf-8", Either::Left(Full::from(text)))
}

/// Plain text that was made for this answer.
pub(super) fn owned_text(status: StatusCode, text: String) -> Response<Body> {
    with_body(status, "text/plain; charset=utf-8", Either::Left(Full::from(text)))
}

/// Why there is no body to look at.
pub(super) fn unread(reason: &Unread) -> Response<Body> {
    match reason {
        Unread::TooLarge => text(StatusCode::PAYLOAD_TOO_LARGE, "more than 2 MiB"),
        Unread::TimedOut => text(StatusCode::REQUEST_TIMEOUT, "the body took too long"),
        Unread::Broken => text(StatusCode::BAD_REQUEST, "the body broke off"),
    }
}

/// An invisible picture of one pixel, which is not to be cached.
pub(super) fn pixel() -> Response<Body> {
    let mut response = with_body(StatusCode::OK, "image/gif", Either::Left(Full::from(PIXEL)));
    let directives = HeaderValue::from_static("no-cache, no-store, must-revalidate");
    response.headers_mut().insert(CACHE_CONTROL, directives);
    response
}

/// One JSON value.
pub(super) fn json(value: &impl Serialize) -> Response<Body> {
    match serde_json::to_vec(value) {
        Ok(json) => with_body(StatusCode::OK, "application/json", Either::Left(Full::from(json))),
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"),
    }
}

/// JSON that is a text already.
pub(super) fn owned_json(text: String) -> Response<Body> {
    with_body(StatusCode::OK, "application/json", Either::Left(Full::from(text)))
}

/// A JSON array.
pub(super) fn list(list: List) -> Response<Body> {
    with_body(StatusCode::OK, "application/json", Either::Right(list))
}

/// No body.
pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::default()));
    *response.status_mut() = status;
    response
}

/// The path is known, and takes only these methods.
pub(super) fn method_not_allowed(allowed: &'static str) -> Response<Body> {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "this path does not take this method");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

fn with_body(status: StatusCode, content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    // What an event says is never taken for a page.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
