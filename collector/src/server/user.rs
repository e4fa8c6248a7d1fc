//! The network user id: what the collector knows a browser by, in the cookie `sp`.

use std::time::{Duration, SystemTime};

use hyper::header::{COOKIE, HeaderMap, HeaderValue};
use uuid::Uuid;

use crate::request::Parameter;

/// The name of the cookie: the collector's default.
const NAME: &str = "sp";

/// How long the cookie lives: 365 days, the collector's default.
const LIFETIME: Duration = Duration::from_hours(365 * 24);

/// The network user id of an anonymous request.
const NIL_USER: &str = "00000000-0000-0000-0000-000000000000";

/// Who sends a request, as far as the collector can tell.
pub(super) struct NetworkUser {
    /// The network user id.
    pub(super) id: String,
    /// What `Set-Cookie` says.
    pub(super) cookie: Option<HeaderValue>,
}

impl NetworkUser {
    /// The one that the query names in `nuid`, else the cookie, else a new one; of an anonymous request nobody, and a
    /// cookie that it brings expires.
    pub(super) fn of(headers: &HeaderMap, query: &[Parameter], anonymous: bool) -> Self {
        let brought = brought(headers);
        if anonymous {
            let expired = brought.and_then(|_| cookie("", SystemTime::UNIX_EPOCH));
            return Self { id: NIL_USER.to_owned(), cookie: expired };
        }
        let named = query.iter().find(|parameter| parameter.name == "nuid").map(|nuid| nuid.value.clone());
        let id = named.or(brought).unwrap_or_else(|| Uuid::new_v4().to_string());
        let cookie = cookie(&id, SystemTime::now() + LIFETIME);
        Self { id, cookie }
    }
}

/// The value of the cookie that a request brings.
fn brought(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|list| list.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .map(|(_, value)| value.trim_matches('"').to_owned())
}

/// `SameSite=None` lets a page of another site send it, for which browsers want `Secure`.
fn cookie(value: &str, expires: SystemTime) -> Option<HeaderValue> {
    let is_value = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
    if !value.bytes().all(is_value) {
        return None;
    }
    let expires = httpdate::fmt_http_date(expires);
    let text = format!("{NAME}={value}; Expires={expires}; Path=/; SameSite=None; Secure; HttpOnly");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(cookie: &str, nuid: Option<&str>, anonymous: bool) -> (String, String) {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(cookie).unwrap());
        let query = nuid.map(|value| Parameter { name: "nuid".to_owned(), value: value.to_owned() });
        let user = NetworkUser::of(&headers, query.as_slice(), anonymous);
        (user.id, user.cookie.map(|cookie| cookie.to_str().unwrap().to_owned()).unwrap_or_default())
    }

    #[test]
    fn is_named_by_query_then_cookie_then_chance() {
        assert_eq!(user("a=b; sp=u1; c=d", Some("u2"), false).0, "u2");
        let (id, cookie) = user("a=b; sp=u1; c=d", None, false);
        assert_eq!(id, "u1");
        assert!(cookie.starts_with("sp=u1; Expires="), "{cookie}");
        assert!(cookie.ends_with(" GMT; Path=/; SameSite=None; Secure; HttpOnly"), "{cookie}");
        let (new, other) = (user("", None, false).0, user("", None, false).0);
        assert!(Uuid::parse_str(&new).is_ok() && new != other);
    }

    #[test]
    fn is_nobody_when_anonymous() {
        let (id, cookie) = user("sp=u1", Some("u2"), true);
        assert_eq!(id, NIL_USER);
        assert!(cookie.starts_with("sp=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), "{cookie}");
        assert_eq!(user("", None, true).1, "");
    }

    #[test]
    fn cannot_smuggle_attributes_into_the_cookie() {
        assert_eq!(
            user("", Some("x; Domain=example"), false),
            ("x; Domain=example".to_owned(), String::new())
        );
    }
}
