//! Random lives of an outbox. The host checks its invariants after every step; here is only what makes lives random.

use snowgauge_core::{Action, Config, Overflow, Reason, RequestId, Response};

use crate::host::{Host, config};

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same numbers everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

pub(crate) fn random_config(random: &mut Random) -> Config {
    Config {
        max_events: random.pick(&[1, 5, 40]),
        max_bytes: random.pick(&[2_000, 10_000, 1_000_000]),
        batch_events: random.pick(&[1, 3, 100]),
        batch_bytes: random.pick(&[1_000, 3_000, 150_000]),
        linger: random.pick(&[0, 50, 2_000]),
        max_attempts: random.pick(&[1, 3, 100]),
        max_age: random.pick(&[200, 20_000, 86_400_000]),
        max_requests: random.pick(&[1, 2, 5]),
        overflow: random.pick(&[Overflow::RejectNew, Overflow::DropOldest]),
        status_policy: random.pick(POLICIES).into(),
        token_refresh: random.below(2) == 0,
        ..config()
    }
}

const POLICIES: &[&[(u16, Action)]] = &[
    &[],
    &[(400, Action::Reject), (500, Action::Bisect), (204, Action::Retry)],
    &[(413, Action::Deliver), (503, Action::Auth), (429, Action::Split), (401, Action::Bisect)],
];

/// An answer of a collector that has better and worse days.
fn random_response(random: &mut Random, health: u64) -> Response {
    if random.below(100) < health {
        return Response::status(random.pick(&[200, 200, 204]));
    }
    let retry_after = random.pick(&[None, None, Some(0), Some(700), Some(u64::MAX)]);
    match random.below(4) {
        0 => random.pick(&[Response::NoResponse, Response::NoResponse, Response::NoToken]),
        1 => Response::Status { status: random.pick(&[429, 500, 503, 301, 408]), retry_after },
        2 => Response::status(413),
        _ => Response::status(random.pick(&[400, 401, 403, 410, 422])),
    }
}

pub(crate) fn step(host: &mut Host, random: &mut Random, health: u64) {
    match random.below(100) {
        0..=39 => {
            let _ = host.track_padded(usize::try_from(random.below(400)).unwrap());
        }
        40..=44 => {
            // A host need not drain after every call.
            for _ in 0..random.below(10) {
                let _ = host.track_undrained(0);
            }
            host.drain();
        }
        45..=74 if !host.pending.is_empty() => {
            let ids: Vec<RequestId> = host.pending.iter().map(|sent| sent.id).collect();
            host.answer_to(random.pick(&ids), random_response(random, health));
        }
        75..=91 => {
            let most = random.pick(&[1, 100, 2_000, 70_000]);
            host.advance(random.below(most));
        }
        92..=94 => {
            host.flush(random.pick(&[0, 10, 1_000, 60_000]));
        }
        95 => host.set_opt_out(true),
        96 => host.set_opt_out(false),
        97 => {
            let unknown = RequestId(random.next());
            host.outbox.handle_response(unknown, random_response(random, health), host.now());
            host.drain();
        }
        98 if host.mono > 10_000 => host.set_back(1_001 + random.below(9_000)),
        _ => host.drain(),
    }
}

/// Lets a life end: the collector answers all that comes, or never again.
fn end(host: &mut Host, collector_is_there: bool) {
    host.close(10_000_000);
    while collector_is_there && !host.outbox.is_closed() {
        match host.pending.first() {
            Some(_) => host.answer(Response::status(200)),
            None => host.advance(host.wait.unwrap() - host.mono),
        }
    }
    host.advance(10_000_000);
    assert!(host.outbox.is_closed());
    assert_eq!(host.held(), 0);
    assert_eq!(host.wait, None);
    let abandoned = host.counter("abandoned_at_shutdown");
    assert!(abandoned == 0 || !collector_is_there, "{abandoned} were abandoned though there was time");
}

#[test]
fn random_lives_keep_every_invariant() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..200 {
        let mut random = Random(seed);
        let mut host = Host::new(random_config(&mut random));
        let health = random.pick(&[0, 30, 70, 95]);
        for _ in 0..1_000 {
            step(&mut host, &mut random, health);
        }
        end(&mut host, random.below(4) > 0);
        seen.extend(host.reasons());
    }
    let unseen: Vec<&Reason> = Reason::ALL.iter().filter(|reason| !seen.contains(reason)).collect();
    // Invalid events never come to the outbox; closed ones, and those that a store keeps, are other tests'.
    assert_eq!(unseen, [&Reason::Invalid, &Reason::Closed, &Reason::Stored], "the lives were too quiet");
}
