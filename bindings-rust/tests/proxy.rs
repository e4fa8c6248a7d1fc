//! Proxies: by the option, and by the environment of a process of its own.
#![cfg(feature = "tls")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[allow(dead_code, reason = "other tests use the rest")]
mod collector;
#[allow(dead_code, reason = "other tests use the rest")]
mod tls_server;

use std::env;
use std::io::{BufRead, BufReader, Read, Write, copy};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use collector::{Collector, NOBODY};
use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{ConnectionNotice, Event, Tracker};
use tls_server::{Authority, TlsServer};

const SOON: Duration = Duration::from_secs(10);

/// A forward proxy on loopback that connects anywhere, and tells what it was asked for.
struct ForwardProxy {
    port: u16,
    asked: Receiver<Vec<String>>,
}

impl ForwardProxy {
    /// Starts a proxy that answers CONNECT with this status.
    fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, asked) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                thread::spawn(move || forward(&stream, status, &sender));
            }
        });
        Self { port, asked }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The heads of the requests that it got.
    fn asked(&self) -> Vec<Vec<String>> {
        self.asked.try_iter().collect()
    }
}

/// Reads the head of a request, then carries bytes both ways.
fn forward(stream: &TcpStream, status: u16, asked: &Sender<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let lines = reader.by_ref().lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let target = head[0].split(' ').nth(1).unwrap().to_owned();
    let _ = asked.send(head);
    let mut writer = stream.try_clone().unwrap();
    write!(writer, "HTTP/1.1 {status} x\r\n\r\n").unwrap();
    let Ok(onward) = TcpStream::connect(target) else { return };
    if status != 200 {
        return;
    }
    let mut to = onward.try_clone().unwrap();
    thread::spawn(move || {
        let _ = copy(&mut reader, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
    let _ = copy(&mut &onward, &mut writer);
}

fn deliver(tracker: &Tracker) -> bool {
    let context = CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).build();
    tracker.track(SuggestionRequested::new().with(&context)).unwrap();
    tracker.shutdown(SOON).wait().is_complete()
}

#[test]
fn all_goes_through_the_proxy_that_is_set() {
    let (proxy, collector) = (ForwardProxy::start(200), Collector::start(&[]));
    let url = format!("http://us%65r:pass@127.0.0.1:{}", proxy.port);
    let tracker = Tracker::builder(&collector.url).app_id("test").proxy(url.as_str()).build().unwrap();
    assert!(deliver(&tracker));
    assert_eq!(collector.rest().len(), 1);
    let [head] = &proxy.asked()[..] else { panic!("one connection") };
    assert_eq!(head[0], format!("CONNECT {} HTTP/1.1", collector.url.replace("http://", "")));
    // user:pass
    assert!(head.contains(&"Proxy-Authorization: Basic dXNlcjpwYXNz".to_owned()), "{head:?}");
}

#[test]
fn what_goes_to_a_collector_behind_tls_is_closed_to_the_proxy() {
    let (proxy, authority) = (ForwardProxy::start(200), Authority::new());
    let server = TlsServer::start(authority.certify("localhost"));
    let collector = format!("https://localhost:{}", server.port);
    let builder = Tracker::builder(collector).app_id("test").ca_pem(authority.pem());
    assert!(deliver(&builder.proxy(proxy.url().as_str()).build().unwrap()));
    assert!(server.next().contains("\"aid\":\"test\""));
    let [head] = &proxy.asked()[..] else { panic!("one connection") };
    assert_eq!(head[0], format!("CONNECT localhost:{} HTTP/1.1", server.port));
}

#[test]
fn a_proxy_that_refuses_or_is_not_there_is_told() {
    let collector = Collector::start(&[]);
    for url in [ForwardProxy::start(407).url(), NOBODY.to_owned(), "http://proxy.invalid".to_owned()] {
        let (sender, notices) = channel();
        let builder = Tracker::builder(&collector.url).app_id("test").proxy(url.as_str());
        let tracker = builder
            .linger(Duration::from_millis(1))
            .on_connection(move |notice| {
                let _ = sender.send(*notice);
            })
            .build()
            .unwrap();
        let context = CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).build();
        tracker.track(SuggestionRequested::new().with(&context)).unwrap();
        assert_eq!(notices.recv_timeout(SOON), Ok(ConnectionNotice::Proxy), "{url}");
        assert!(!tracker.shutdown(Duration::ZERO).wait().is_complete());
    }
    assert_eq!(collector.rest().len(), 0);
}

/// What a process says that sends one event to this collector with this environment.
fn send(collector: &str, variables: &[(&str, &str)]) -> String {
    let tests = env::current_exe().unwrap();
    let program = tests.parent().and_then(Path::parent).unwrap().join("examples/send");
    assert!(program.exists(), "cargo build --package snowgauge --example send makes {}", program.display());
    let mut command = Command::new(program);
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    let output = command.arg(collector).envs(variables.iter().copied()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_environment_names_the_proxy() {
    let (proxy, collector) = (ForwardProxy::start(200), Collector::start(&[]));
    let (url, by_proxy) = (proxy.url(), "127.0.0.1,localhost");
    let cases: [(&[(&str, &str)], usize); 7] = [
        (&[], 0),
        (&[("HTTP_PROXY", &url)], 1),
        (&[("http_proxy", &url)], 1),
        (&[("ALL_PROXY", &url)], 1),
        (&[("HTTPS_PROXY", NOBODY)], 0),
        (&[("HTTP_PROXY", &url), ("NO_PROXY", by_proxy)], 0),
        (&[("HTTP_PROXY", &url), ("no_proxy", "*")], 0),
    ];
    for (variables, count) in cases {
        assert_eq!(send(&collector.url, variables), "delivered\n", "{variables:?}");
        assert_eq!(proxy.asked().len(), count, "{variables:?}");
    }
    assert_eq!(collector.rest().len(), cases.len());
}

#[test]
fn a_collector_behind_tls_has_a_proxy_of_its_own_in_the_environment() {
    let (proxy, authority) = (ForwardProxy::start(200), Authority::new());
    let server = TlsServer::start(authority.certify("localhost"));
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    // The platform's certificates are where the variable says.
    let variables = [("HTTPS_PROXY", proxy.url()), ("SSL_CERT_FILE", file.display().to_string())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(send(&format!("https://localhost:{}", server.port), &variables), "delivered\n");
    assert_eq!(proxy.asked().len(), 1);
    let said = send(&format!("https://localhost:{}", server.port), &variables[..1]);
    assert!(said.starts_with("tls: the collector is not trusted: "), "{said}");
}
