//! What is held takes no more memory than the options say, in an outage too: measured by an allocator that counts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Tests may fail.

use allocation_counter::{AllocationInfo, measure};
use snowgauge_core::{Config, EventId, Now, Outbox, Output, Overflow, Payload, Response};

/// Payloads as large as real events and their entities: an event of GKG's with its context has 1.5 to 2 kB.
const SIZES: [usize; 5] = [300, 500, 1_000, 1_800, 10_000];

/// What the issue allows: a tenth more than the option.
fn assert_bounded(allocated: AllocationInfo, max_bytes: usize, what: &str) {
    let most = max_bytes as u64 + max_bytes as u64 / 10;
    let (held, peak) = (allocated.bytes_current.unsigned_abs(), allocated.bytes_max);
    assert!(held <= most && peak <= most, "{what}: {held} bytes, at most {peak}, of {max_bytes}");
}

fn payload(number: usize, size: usize) -> Payload {
    let id = EventId::from_bytes((number as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Payload::from_store(id, vec![b'x'; size].into())
}

/// An outbox that nobody answers: it takes events until this many have been refused, or have given way.
fn fill(config: &Config, size: usize, gone: u64) -> Outbox {
    let mut outbox = Outbox::new(config).unwrap();
    let mut now = Now { wall: 1 << 41, mono: 0 };
    for number in 0.. {
        let _ = outbox.track(payload(number, size), now);
        now.mono += 1;
        loop {
            match outbox.poll(now) {
                // The body lives as long as the request does.
                Output::Send(request) => outbox.handle_response(request.id, Response::NoResponse, now),
                Output::Notice(_) => {}
                Output::Wait(_) => break,
            }
        }
        if outbox.stats().queue_full >= gone {
            break;
        }
    }
    outbox
}

#[test]
fn a_full_outbox_takes_no_more_than_its_bound_and_a_tenth() {
    for overflow in [Overflow::RejectNew, Overflow::DropOldest] {
        for size in SIZES {
            // Queues double: just before that they are full, just after it they are half empty.
            for max_bytes in [3_000_000, 8_000_000, 8_192 * (size + 128), 8_194 * (size + 128)] {
                let config = Config {
                    app_id: "test".into(),
                    max_events: usize::MAX,
                    max_bytes,
                    batch_bytes: 20_000,
                    max_requests: 1,
                    overflow,
                    ..Config::default()
                };
                let mut outbox = None;
                let allocated = measure(|| outbox = Some(fill(&config, size, 3_000)));
                let what = format!("{overflow:?}, {size} bytes each");
                assert_bounded(allocated, max_bytes, &what);
                let held = outbox.unwrap().stats().queued;
                assert!(
                    usize::try_from(held).unwrap() >= max_bytes / (size + 128) - 1,
                    "{what}: {held} events are few"
                );
            }
        }
    }
}

/// The project's budget: 1.15 times the payload and 64 bytes for each event.
#[test]
fn an_event_that_waits_takes_little_beside_its_payload() {
    for size in SIZES {
        for events in [5_000, 8_192, 8_193, 20_000] {
            let config = Config {
                app_id: "test".into(),
                max_events: events,
                max_bytes: usize::MAX,
                linger: u64::MAX,
                batch_events: usize::MAX,
                batch_bytes: Config::MOST_BATCH_BYTES,
                ..Config::default()
            };
            let mut outbox = None;
            let allocated = measure(|| outbox = Some(fill(&config, size, 1)));
            let budget = (size * 115 / 100 + 64) * events;
            let held = allocated.bytes_current.unsigned_abs();
            assert!(held <= budget as u64, "{events} of {size} bytes: {held} of {budget}");
        }
    }
}
