//! Collectors behind TLS: who is trusted, and that whoever is not gets no event.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod tls_server;

use std::sync::mpsc::channel;
use std::time::Duration;

use rustls::ServerConfig;
use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{Builder, ConnectionNotice, Event, Tracker};
use tls_server::{Authority, TlsServer};

const SOON: Duration = Duration::from_secs(10);

fn builder(host: &str, port: u16) -> Builder {
    Tracker::builder(format!("https://{host}:{port}"))
        .app_id("test")
        .proxy("direct")
        .linger(Duration::from_millis(1))
}

fn track(tracker: &Tracker) -> String {
    let context = CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).build();
    tracker.track(SuggestionRequested::new().with(&context)).unwrap().to_string()
}

#[test]
fn a_collector_of_an_own_authority_gets_its_events() {
    let authority = Authority::new();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    for host in ["localhost", "127.0.0.1"] {
        let server = TlsServer::start(authority.certify(host));
        for builder in
            [builder(host, server.port).ca_file(&file), builder(host, server.port).ca_pem(authority.pem())]
        {
            let tracker = builder.build().unwrap();
            let id = track(&tracker);
            assert!(tracker.shutdown(SOON).wait().is_complete());
            assert!(server.next().contains(&id));
        }
    }
}

#[test]
fn a_file_with_several_authorities_trusts_each() {
    let (one, other) = (Authority::new(), Authority::new());
    let server = TlsServer::start(other.certify("localhost"));
    let tracker = builder("localhost", server.port).ca_pem(one.pem() + &other.pem()).build().unwrap();
    track(&tracker);
    assert!(tracker.shutdown(SOON).wait().is_complete());
}

/// The collector is not trusted, for this reason: it gets nothing, the event is kept, and who listens knows why.
fn is_not_trusted(config: ServerConfig, trusted: Option<&Authority>, why: &'static str) {
    let server = TlsServer::start(config);
    let (sender, notices) = channel();
    let mut builder = builder("localhost", server.port).on_connection(move |notice| {
        let _ = sender.send(*notice);
    });
    if let Some(authority) = trusted {
        builder = builder.ca_pem(authority.pem());
    }
    let tracker = builder.build().unwrap();
    track(&tracker);
    let notice = notices.recv_timeout(SOON).expect("a notice within ten seconds");
    assert_eq!(notice, ConnectionNotice::Tls(why));
    assert_eq!(notice.to_string(), format!("the collector is not trusted: {why}"));
    let stats = tracker.stats();
    assert_eq!((stats.queued + stats.in_flight, stats.delivered), (1, 0));
    assert!(stats.failed_requests > 0);
    let flushed = tracker.shutdown(Duration::ZERO).wait();
    assert_eq!((flushed.delivered, server.further()), (0, 0));
}

#[test]
fn a_collector_of_an_unknown_authority_gets_nothing() {
    let config = || Authority::new().certify("localhost");
    let why = "the certificate is of an authority that is not trusted";
    is_not_trusted(config(), Some(&Authority::new()), why);
    is_not_trusted(config(), None, why);
}

#[test]
fn a_collector_whose_certificate_has_expired_gets_nothing() {
    let authority = Authority::new();
    let config = authority.certify_until_2020("localhost");
    is_not_trusted(config, Some(&authority), "the certificate has expired");
}

#[test]
fn a_collector_with_the_certificate_of_another_host_gets_nothing() {
    let authority = Authority::new();
    let config = authority.certify("collector.example");
    is_not_trusted(config, Some(&authority), "the certificate is for another host name");
}

#[test]
fn an_authority_that_cannot_be_read_is_an_error_at_once() {
    let error = builder("localhost", 443).ca_file("/no/such/file.pem").build().unwrap_err();
    assert_eq!(error.message(), "ca_file: expected certificates in PEM, found \"entity not found\"");
}
