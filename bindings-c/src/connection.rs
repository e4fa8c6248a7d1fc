//! The way to the collector, as the program sets it and hears of it.

use core::ffi::c_void;
use core::time::Duration;
use std::sync::Arc;

use snowgauge::{Builder, ConnectionNotice, TokenUse};

use crate::argument::reference_mut;
use crate::callback::{Callback, Calls};
use crate::config::{as_config, snowgauge_config};
use crate::error::{Failure, snowgauge_status};
use crate::guard::{fallible, infallible};
use crate::text::snowgauge_str;

/// Why requests fail, or that they succeed again: what to look at when nothing arrives. No event is lost by any of it. It
/// and all that it points to can be read until the callback returns. More members may follow in later versions: only the
/// library makes one.
#[repr(C)]
#[derive(Debug)]
pub struct snowgauge_connection_notice {
    /// What has happened, as a stable text: `working`, `dns`, `connect`, `proxy`, `tls`, `timeout`, `reset`, `protocol`,
    /// `status`, `token` or `headers`.
    pub code: snowgauge_str,
    /// The same as a sentence, with what belongs to it.
    pub message: snowgauge_str,
}

/// Hears when requests begin to fail, when the cause changes, and when they succeed again, under the same conditions as
/// `snowgauge_outcome_callback`.
pub type snowgauge_connection_callback =
    Option<unsafe extern "C" fn(userdata: *mut c_void, notice: *const snowgauge_connection_notice)>;

/// Takes the headers of one request.
#[derive(Debug, Default)]
pub struct snowgauge_headers {
    pairs: Vec<(String, String)>,
}

/// Adds headers to a request, with `snowgauge_headers_add`. It is called for each request, on threads of the library, on two
/// at once too, and may call every function but `snowgauge_tracker_flush`, `snowgauge_tracker_shutdown` and
/// `snowgauge_tracker_free` of the same tracker and its scopes. A C++ exception must not leave it.
///
/// Where it adds one that cannot be sent, no request is made, `on_connection` hears `headers`, and it is called again as
/// after a failed request.
pub type snowgauge_headers_callback =
    Option<unsafe extern "C" fn(userdata: *mut c_void, headers: *mut snowgauge_headers)>;

/// Takes the token of one request.
#[derive(Debug)]
pub struct snowgauge_token_request {
    fresh: bool,
    token: Option<String>,
}

/// Gives the token of a request, with `snowgauge_token_request_answer`: it is sent as `Authorization: Bearer`. It is called
/// for each request, under the same conditions as `snowgauge_headers_callback`; it may take its time, and should keep a token
/// while that holds.
///
/// When the collector answers 401 or 403 it is asked once for a fresh one; only when that is refused too, events end as
/// `SNOWGAUGE_REASON_AUTH`. Where it gives none, or what is no token (RFC 6750), no request is made, `on_connection` hears
/// `token`, and it is called again as after a failed request.
pub type snowgauge_token_callback =
    Option<unsafe extern "C" fn(userdata: *mut c_void, request: *mut snowgauge_token_request)>;

/// Adds a header to a request. The request's own and those of a connection cannot be set: `Host`, `Content-Type`,
/// `Content-Length`, `Connection` and the like. What it is given can be freed or changed afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_headers_add(
    headers: *mut snowgauge_headers,
    name: snowgauge_str,
    value: snowgauge_str,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let headers = reference_mut(headers, "headers")?;
            let pair = (name.as_text("name")?.to_owned(), value.as_text("value")?.to_owned());
            headers.pairs.push(pair);
            Ok(())
        })
    }
}

/// Whether the token has to be a fresh one, as the collector has refused the one before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_token_request_is_fresh(request: *const snowgauge_token_request) -> bool {
    // SAFETY: NULL or what the callback was given (rule 2).
    infallible(false, || unsafe { request.as_ref() }.is_some_and(|request| request.fresh))
}

/// Gives the token. What it is given can be freed or changed afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_token_request_answer(
    request: *mut snowgauge_token_request,
    token: snowgauge_str,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let request = reference_mut(request, "request")?;
            request.token = Some(token.as_text("token")?.to_owned());
            Ok(())
        })
    }
}

/// The options of the way to the collector, once they are read.
pub(crate) struct Connection {
    /// By the options' order in the struct; 0 for the default.
    timeouts: [u64; 4],
    proxy: Option<String>,
    ca_file: Option<String>,
    listener: Option<Callback<*const snowgauge_connection_notice>>,
    headers: Option<Callback<*mut snowgauge_headers>>,
    token: Option<Callback<*mut snowgauge_token_request>>,
}

impl Connection {
    /// # Safety
    ///
    /// The struct's pointers keep to rule 1 of the crate's contract.
    pub(crate) unsafe fn read(given: &snowgauge_config, calls: &Arc<Calls>) -> Result<Self, Failure> {
        let text = |text: snowgauge_str, option: &str| {
            let is_given = !text.data.is_null() || text.len > 0;
            // SAFETY: as the caller vouches.
            let read = || unsafe { text.as_text(option) }.map(str::to_owned).map_err(as_config);
            is_given.then(read).transpose()
        };
        Ok(Self {
            timeouts: [
                given.connect_timeout,
                given.send_timeout,
                given.receive_timeout,
                given.request_timeout,
            ],
            proxy: text(given.proxy, "proxy")?,
            ca_file: text(given.ca_file, "ca_file")?,
            listener: given.on_connection.map(|function| Callback::new(function, given.userdata, calls)),
            headers: given.headers.map(|function| Callback::new(function, given.userdata, calls)),
            token: given.token.map(|function| Callback::new(function, given.userdata, calls)),
        })
    }

    /// Sets what differs from the defaults.
    pub(crate) fn apply(self, mut builder: Builder) -> Builder {
        type Set = fn(Builder, Duration) -> Builder;
        const SETTERS: [Set; 4] = [
            Builder::connect_timeout,
            Builder::send_timeout,
            Builder::receive_timeout,
            Builder::request_timeout,
        ];
        for (set, millis) in SETTERS.into_iter().zip(self.timeouts) {
            if millis > 0 {
                builder = set(builder, Duration::from_millis(millis));
            }
        }
        if let Some(proxy) = self.proxy {
            builder = builder.proxy(proxy.as_str());
        }
        if let Some(path) = self.ca_file {
            builder = builder.ca_file(path);
        }
        if let Some(callback) = self.listener {
            builder = builder.on_connection(move |notice| show(notice, &callback));
        }
        if let Some(callback) = self.headers {
            builder = builder.headers(move || {
                let mut headers = snowgauge_headers::default();
                callback.call(&raw mut headers);
                headers.pairs
            });
        }
        match self.token {
            Some(callback) => builder.token(move |token_use| ask(&callback, token_use).ok_or(())),
            None => builder,
        }
    }
}

fn show(notice: &ConnectionNotice, callback: &Callback<*const snowgauge_connection_notice>) {
    let message = notice.to_string();
    let view = snowgauge_connection_notice {
        code: snowgauge_str::of(notice.code()),
        message: snowgauge_str::of(&message),
    };
    callback.call(&raw const view);
}

fn ask(callback: &Callback<*mut snowgauge_token_request>, token_use: TokenUse) -> Option<String> {
    let mut request = snowgauge_token_request { fresh: token_use == TokenUse::Fresh, token: None };
    callback.call(&raw mut request);
    request.token
}
