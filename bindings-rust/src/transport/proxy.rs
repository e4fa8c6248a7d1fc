//! Through which proxy requests go.

use std::env;
use std::fmt;

use snowgauge_core::ConfigError;
use ureq::http::Uri;

/// Through which proxy requests go: as the environment says, unless told otherwise.
///
/// # Examples
///
/// ```
/// use snowgauge::Proxy;
/// assert_eq!(Proxy::from("direct"), Proxy::direct());
/// assert_eq!(Proxy::from("http://proxy.example:3128"), Proxy::url("http://proxy.example:3128"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxy(Choice);

#[derive(Clone, Default, PartialEq, Eq)]
enum Choice {
    #[default]
    Environment,
    Direct,
    Url(String),
}

impl Proxy {
    /// As the environment says when the tracker is made: `HTTPS_PROXY` for a collector behind `https://`, `HTTP_PROXY` for
    /// one behind `http://`, else `ALL_PROXY`; none for the hosts and domains in `NO_PROXY`. Each may be in small letters.
    pub fn environment() -> Self {
        Self(Choice::Environment)
    }

    /// None, whatever the environment says.
    pub fn direct() -> Self {
        Self(Choice::Direct)
    }

    /// Through this one, whatever the environment says: `http://proxy.example:3128`, or with `https`, `socks4`, `socks4a`,
    /// `socks5` or `socks5h`. It may hold a user's name and password, percent-encoded.
    pub fn url(url: impl Into<String>) -> Self {
        Self(Choice::Url(url.into()))
    }
}

impl From<&str> for Proxy {
    /// `environment`, `direct`, or a URL.
    fn from(text: &str) -> Self {
        match text {
            "environment" => Self::environment(),
            "direct" => Self::direct(),
            url => Self::url(url),
        }
    }
}

/// A URL may hold a password; it is not shown.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Choice::Environment => "Proxy(environment)",
            Choice::Direct => "Proxy(direct)",
            Choice::Url(_) => "Proxy(a URL)",
        })
    }
}

impl Proxy {
    /// The proxy for requests to this endpoint.
    ///
    /// # Errors
    ///
    /// It is none. The error does not show it: it may hold a password.
    pub(super) fn resolve(&self, endpoint: &Uri) -> Result<Option<ureq::Proxy>, ConfigError> {
        let (url, found) = match &self.0 {
            Choice::Direct => return Ok(None),
            Choice::Url(url) => (url.clone(), "another text"),
            Choice::Environment => match from_environment(endpoint, |name| env::var(name).ok()) {
                Some(url) => (url, "another text in the environment"),
                None => return Ok(None),
            },
        };
        let proxy = ureq::Proxy::new(&url).ok().filter(|proxy| !proxy.host().is_empty());
        let expected = "environment, direct, or a URL such as http://proxy.example:3128";
        proxy.map(Some).ok_or_else(|| ConfigError::new("proxy", expected, found))
    }
}

/// The proxy that the environment names for this endpoint, as curl and most others read it.
fn from_environment(endpoint: &Uri, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let either = |name: &str| set(&name.to_ascii_lowercase()).or_else(|| set(name));
    let host = endpoint.host()?;
    if either("NO_PROXY").is_some_and(|list| list.split(',').any(|entry| is_named(host, entry.trim()))) {
        return None;
    }
    let own = match endpoint.scheme_str() {
        Some("https") => either("HTTPS_PROXY"),
        // In a CGI program this one comes from a request's header `Proxy` (httpoxy, CVE-2016-5385).
        _ if set("REQUEST_METHOD").is_some() => set("http_proxy"),
        _ => either("HTTP_PROXY"),
    };
    own.or_else(|| either("ALL_PROXY"))
}

/// Whether an entry of `NO_PROXY` names this host: itself, a domain of it, or all.
fn is_named(host: &str, entry: &str) -> bool {
    let domain = entry.strip_prefix('*').unwrap_or(entry);
    if domain.is_empty() {
        return !entry.is_empty();
    }
    let domain = domain.strip_prefix('.').unwrap_or(domain);
    let Some((before, end)) = host.len().checked_sub(domain.len()).and_then(|at| host.split_at_checked(at))
    else {
        return false;
    };
    end.eq_ignore_ascii_case(domain) && (before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(endpoint: &str, variables: &[(&str, &str)]) -> Option<String> {
        let find =
            |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        from_environment(&endpoint.parse().unwrap(), find)
    }

    #[test]
    fn the_scheme_decides_which_variable_holds() {
        let all = [("HTTP_PROXY", "plain"), ("HTTPS_PROXY", "secure"), ("ALL_PROXY", "any")];
        assert_eq!(chosen("https://c.example", &all).as_deref(), Some("secure"));
        assert_eq!(chosen("http://c.example", &all).as_deref(), Some("plain"));
        assert_eq!(chosen("http://c.example", &all[1..]).as_deref(), Some("any"));
        assert_eq!(chosen("http://c.example", &all[1..2]), None);
        let small = [("https_proxy", "small"), ("HTTPS_PROXY", "large")];
        assert_eq!(chosen("https://c.example", &small).as_deref(), Some("small"));
        assert_eq!(chosen("https://c.example", &[("HTTPS_PROXY", "")]), None);
    }

    #[test]
    fn the_header_of_a_cgi_request_is_no_proxy() {
        let cgi = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "from a header")];
        assert_eq!(chosen("http://c.example", &cgi), None);
    }

    #[test]
    fn no_proxy_names_hosts_and_domains() {
        let cases = [
            ("c.example", true),
            ("C.Example", true),
            ("example", true),
            (".example", true),
            ("*.example", true),
            ("xample", false),
            ("a.c.example", false),
            ("other, c.example ,third", true),
            ("*", true),
            ("", false),
            (",", false),
        ];
        for (list, is_direct) in cases {
            let variables = [("NO_PROXY", list), ("ALL_PROXY", "any")];
            assert_eq!(chosen("http://c.example:9090", &variables).is_none(), is_direct, "{list}");
        }
        let addresses = [("no_proxy", "127.0.0.1,[::1]"), ("ALL_PROXY", "any")];
        assert_eq!(chosen("http://127.0.0.1:9090", &addresses), None);
        assert_eq!(chosen("http://[::1]:9090", &addresses), None);
    }

    #[test]
    fn what_is_no_proxy_is_not_shown() {
        let endpoint = "http://c.example".parse().unwrap();
        for wrong in ["", "gopher://x", "http://user:hunter2@", "http://user:hunter2@ho st"] {
            let error = Proxy::from(wrong).resolve(&endpoint).unwrap_err();
            assert_eq!(
                error.message(),
                "proxy: expected environment, direct, or a URL such as http://proxy.example:3128, found \"another text\"",
                "{wrong}"
            );
        }
        assert_eq!(format!("{:?}", Proxy::from("http://user:hunter2@host")), "Proxy(a URL)");
        assert_eq!(Proxy::from("direct").resolve(&endpoint).unwrap(), None);
    }
}
