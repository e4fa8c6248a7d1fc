//! A token that another service issues: it is asked for asynchronously, on the host's own runtime, from the tracker's thread.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

use std::future::Future;
use std::io;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use snowgauge::testing::{Answer, Collector};
use snowgauge::{ConnectionNotice, Reason, StructuredEvent, TokenUse, Tracker};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Handle, Runtime};

const DEADLINE: Duration = Duration::from_secs(10);

/// The runtimes that hosts have.
fn runtimes() -> [Runtime; 2] {
    [Builder::new_current_thread(), Builder::new_multi_thread()]
        .map(|mut builder| builder.enable_all().build().unwrap())
}

/// An issuer over HTTP that numbers its tokens. It answers one request per connection, and none after `most`.
async fn issuer(most: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for number in 0..most {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            let mut line = String::new();
            stream.read_line(&mut line).await.unwrap();
            let path = line.split(' ').nth(1).unwrap_or_default();
            let answer = format!("HTTP/1.0 200 OK\r\n\r\ntoken-{number}{}", path.replace('/', "-"));
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        // Further connections are taken by the system, and nobody answers.
        std::future::pending::<()>().await;
        drop(listener);
    });
    port
}

/// What a host's client does.
async fn fetch(port: u16, token_use: TokenUse) -> io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let path = if token_use == TokenUse::Fresh { "fresh" } else { "any" };
    stream.write_all(format!("GET /{path} HTTP/1.0\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    answer.rsplit("\r\n").next().map(str::to_owned).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// A tracker whose token comes from this future, on this runtime.
fn tracker<F>(
    collector: &Collector,
    runtime: Handle,
    fetch: impl Fn(TokenUse) -> F + Send + Sync + 'static,
) -> snowgauge::Builder
where
    F: Future<Output = io::Result<String>>,
{
    Tracker::builder("https://snowplow.example")
        .app_id("gkg")
        .token(move |token_use| runtime.block_on(fetch(token_use)))
        .in_memory(collector)
}

fn track(tracker: &Tracker) {
    tracker.track(StructuredEvent::builder().category("orbit").action("query").build()).unwrap();
}

fn tokens(collector: &Collector) -> Vec<String> {
    let requests = collector.requests().into_iter();
    requests.flat_map(|request| request.headers).map(|(_, value)| value).collect()
}

#[test]
fn a_source_does_its_work_on_the_host_s_runtime() {
    for runtime in runtimes() {
        let collector = Collector::new();
        collector.answer_next([Answer::Status(401)]);
        runtime.block_on(async {
            let port = issuer(2).await;
            let source = move |token_use| fetch(port, token_use);
            let tracker = tracker(&collector, Handle::current(), source).build().unwrap();
            track(&tracker);
            let flushed = tokio::time::timeout(DEADLINE, tracker.shutdown(DEADLINE)).await;
            assert!(flushed.unwrap().is_complete());
        });
        assert_eq!(tokens(&collector), ["Bearer token-0-any", "Bearer token-1-fresh"]);
    }
}

/// With a timeout of its own it is an error, and errors end as auth.
#[test]
fn a_source_that_fails_is_asked_again_and_then_means_auth() {
    for runtime in runtimes() {
        let collector = Collector::new();
        let (sender, outcomes) = channel();
        let (told, notices) = channel();
        runtime.block_on(async {
            let port = issuer(0).await;
            let source = move |token_use| async move {
                tokio::time::timeout(Duration::from_millis(20), fetch(port, token_use)).await?
            };
            let tracker = tracker(&collector, Handle::current(), source)
                .max_attempts(3)
                .on_outcome(move |outcome| sender.send((outcome.reason, outcome.attempts)).unwrap())
                .on_connection(move |notice| told.send(*notice).unwrap())
                .build()
                .unwrap();
            track(&tracker);
            assert_eq!(tracker.shutdown(Duration::from_mins(10)).await.failed, 1);
        });
        assert_eq!(outcomes.try_iter().collect::<Vec<_>>(), [(Reason::Auth, 3)]);
        assert_eq!(notices.try_iter().collect::<Vec<_>>(), [ConnectionNotice::Token]);
        assert!(collector.requests().is_empty(), "no request was made");
    }
}

/// A runtime of one thread does nothing while that thread is blocked: then only the deadline ends the wait.
#[test]
fn an_issuer_that_never_answers_holds_up_neither_an_awaited_nor_a_blocking_shutdown() {
    let deadline = Duration::from_millis(200);
    for blocks in [false, true] {
        for runtime in runtimes() {
            let collector = Collector::new();
            let start = Instant::now();
            runtime.block_on(async {
                let port = issuer(0).await;
                let source = move |token_use| fetch(port, token_use);
                let tracker = tracker(&collector, Handle::current(), source).build().unwrap();
                track(&tracker);
                let shutdown = tracker.shutdown(deadline);
                let flushed = if blocks { shutdown.wait() } else { shutdown.await };
                assert_eq!(flushed.pending, 1);
            });
            assert!((190..10_000).contains(&start.elapsed().as_millis()), "it took {:?}", start.elapsed());
            assert!(collector.requests().is_empty());
        }
    }
}

/// The runtime may be gone before the tracker is: its sources fail, and nothing panics or hangs.
#[test]
fn a_tracker_that_outlives_the_runtime_has_no_token() {
    for runtime in runtimes() {
        let collector = Collector::new();
        let (sender, outcomes) = channel();
        let port = runtime.block_on(issuer(1));
        let source = move |token_use| fetch(port, token_use);
        let tracker = tracker(&collector, runtime.handle().clone(), source)
            .max_attempts(2)
            .on_outcome(move |outcome| sender.send(outcome.reason).unwrap())
            .build()
            .unwrap();
        drop(runtime);
        track(&tracker);
        assert_eq!(tracker.shutdown(DEADLINE).wait().failed, 1);
        assert_eq!(outcomes.try_iter().collect::<Vec<_>>(), [Reason::Auth]);
    }
}
