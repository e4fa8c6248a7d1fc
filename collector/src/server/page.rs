//! The page for people: its files, as they are in `collector/page`.

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::Response;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};

use super::answer::Body;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Nothing but its own files and the collector's answers; no text can become a script, whatever an event holds.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// Names of the files, and what they are.
macro_rules! files {
    ($($name:literal $kind:ident,)+) => {
        &[$(($name, $kind, include_str!(concat!("../../page/", $name))),)+]
    };
}

const FILES: &[(&str, &str, &str)] = files! {
    "index.html" HTML,
    "page.css" CSS,
    "detail.js" JAVASCRIPT,
    "dom.js" JAVASCRIPT,
    "events.js" JAVASCRIPT,
    "feed.js" JAVASCRIPT,
    "list.js" JAVASCRIPT,
    "main.js" JAVASCRIPT,
    "read.js" JAVASCRIPT,
    "schemas.js" JAVASCRIPT,
    "sparkline.js" JAVASCRIPT,
};

/// The file with this name, if the page has one.
pub(super) fn file(name: &str) -> Option<Response<Body>> {
    let (_, kind, text) = FILES.iter().find(|(known, ..)| *known == name)?;
    let mut response = Response::new(Either::Left(Full::new(Bytes::from_static(text.as_bytes()))));
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, *kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        // Another version of the program may answer at the same address tomorrow.
        (CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/page");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        found.sort();
        let mut served: Vec<&str> = FILES.iter().map(|(name, ..)| *name).collect();
        served.sort_unstable();
        assert_eq!(found, served);
    }

    #[test]
    fn no_file_leads_elsewhere() {
        for (name, _, text) in FILES {
            for scheme in ["http://", "https://", "//cdn", "innerHTML", "eval("] {
                let is_namespace = text.replace("http://www.w3.org/2000/svg", "");
                assert!(!is_namespace.contains(scheme), "{name}: {scheme}");
            }
        }
    }
}
