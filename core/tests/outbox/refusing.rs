//! What is not taken.

use snowgauge_core::outbox::Notice;
use snowgauge_core::{Code, Config, Outbox, Output, Reason, Response, validate};

use crate::host::{Host, PER_EVENT, config};

#[test]
fn a_queue_that_is_full_by_count_takes_again_when_events_have_left() {
    let mut host = Host::new(Config { max_events: 3, batch_events: 2, ..config() });
    host.track_all(3);
    assert_eq!(host.track().unwrap_err().reason, Reason::QueueFull, "those under way count too");
    assert_eq!(host.reasons(), [Reason::QueueFull]);
    host.answer(Response::status(200));
    host.track_all(2);
    assert_eq!(host.track().unwrap_err().reason, Reason::QueueFull);
    assert_eq!(host.counter("accepted"), 5);
    assert_eq!(host.counter("queue_full"), 2);
}

#[test]
fn a_queue_takes_what_fits_its_bytes_to_the_last_one() {
    let mut host = Host::new(Config { max_bytes: 2_000, linger: 60_000, ..config() });
    host.track().unwrap();
    let room = 2_000 - 2 * usize::try_from(host.counter("queued_bytes") + PER_EVENT).unwrap();
    assert_eq!(host.track_padded(room + 1).unwrap_err().reason, Reason::QueueFull);
    host.track_padded(room).unwrap();
    assert_eq!(host.counter("queued_bytes") + 2 * PER_EVENT, 2_000);
    assert_eq!(host.track().unwrap_err().reason, Reason::QueueFull);
}

#[test]
fn an_opt_out_is_told_for_each_event_and_can_be_taken_back() {
    let mut host = Host::new(config());
    host.set_opt_out(true);
    assert_eq!(host.track().unwrap_err().reason, Reason::OptedOut);
    assert_eq!((host.counter("opted_out"), host.counter("accepted")), (1, 0));
    host.set_opt_out(false);
    host.track().unwrap();
}

#[test]
fn a_closed_outbox_takes_nothing() {
    let mut host = Host::new(config());
    host.close(1_000);
    assert_eq!(host.track().unwrap_err().reason, Reason::Closed);
    host.set_opt_out(true);
    assert_eq!(host.track().unwrap_err().reason, Reason::Closed, "that is the reason that stays");
    assert_eq!(host.counter("closed"), 2);
}

#[test]
fn an_invalid_event_is_counted_and_told_where_its_caller_was_not() {
    let mut host = Host::new(config());
    let violations = validate("iglu:com.example/unknown/jsonschema/1-0-0", |_| {}).unwrap();
    let (raised, reported) = (host.payload(0).id(), host.payload(0).id());
    host.outbox.refuse_invalid(raised, violations.clone(), false);
    host.outbox.refuse_invalid(reported, violations, true);
    let Output::Notice(Notice::Outcome(outcome)) = host.outbox.poll(host.now()) else { panic!("it is told") };
    assert_eq!((outcome.event_id, outcome.reason), (reported, Reason::Invalid));
    assert_eq!(outcome.violations[0].code, Code::UnknownSchema);
    assert_eq!(host.counter("invalid"), 2);
    assert_eq!(host.counter("accepted"), 0);
}

#[test]
fn an_event_that_the_host_has_no_room_for_is_counted_and_not_told() {
    let (mut host, mut outbox) = (Host::new(config()), Outbox::new(&config()).unwrap());
    for (opted_out, reason) in [(false, Reason::QueueFull), (true, Reason::OptedOut)] {
        outbox.set_opt_out(opted_out);
        let payload = host.payload(0);
        let refused = outbox.refuse_untold(&payload);
        assert_eq!((refused.event_id, refused.reason), (payload.id(), reason));
        assert_eq!(outbox.poll(host.now()), Output::Wait(None));
    }
    let stats = outbox.stats();
    assert_eq!((stats.queue_full, stats.opted_out, stats.accepted), (1, 1, 0));
}
