//! TLS beside a host's own: the process's cryptographic provider is the host's to choose, before or after. A program of its own,
//! as the choice holds for the whole process.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[allow(dead_code, reason = "other tests use the rest")]
mod tls_server;

use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustls::crypto::{CryptoProvider, GetRandomFailed, SecureRandom, ring};
use snowgauge::{StructuredEvent, Tracker};
use tls_server::{Authority, TlsServer};

/// Stands for the provider of a host, such as aws-lc-rs: it counts how often it is asked.
#[derive(Debug)]
struct Counting(AtomicUsize);

static RANDOM: Counting = Counting(AtomicUsize::new(0));

impl SecureRandom for Counting {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        self.0.fetch_add(1, Ordering::SeqCst);
        ring::default_provider().secure_random.fill(buffer)
    }
}

fn deliver(authority: &Authority) {
    let server = TlsServer::start(authority.certify("localhost"));
    let tracker = Tracker::builder(format!("https://localhost:{}", server.port))
        .app_id("gkg")
        .proxy("direct")
        .ca_pem(authority.pem())
        .build()
        .unwrap();
    let id = tracker.track(StructuredEvent::builder().category("orbit").action("query").build()).unwrap();
    assert!(tracker.shutdown(Duration::from_secs(10)).wait().is_complete());
    assert!(server.next().contains(&id.to_string()));
}

#[test]
fn the_process_s_provider_is_the_host_s_to_choose_and_then_used() {
    let authority = Authority::new();
    deliver(&authority);
    assert!(CryptoProvider::get_default().is_none(), "a tracker chooses none for the process");

    let provider = CryptoProvider { secure_random: &RANDOM, ..ring::default_provider() };
    provider.install_default().expect("nobody was there before the host");
    deliver(&authority);
    assert!(RANDOM.0.load(Ordering::SeqCst) > 0, "the host's provider was used");
    let kept = CryptoProvider::get_default().unwrap();
    assert!(ptr::addr_eq(ptr::from_ref(kept.secure_random), &raw const RANDOM), "and is still there");
}
