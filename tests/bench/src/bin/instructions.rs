//! `instructions CASE`: does one case's work [`EVENTS`] times under the eyes of callgrind, which counts only what happens
//! inside of [`measured`]. Without a case: prints how many events that are, and the cases. See `instructions.py`.

use std::error::Error;
use std::hint::black_box;

use snowgauge_bench::{Sample, ours, ours::Typed, reference};
use snowgauge_core::encode::Text;
use snowgauge_core::{Encoder, EventId, Framing, Now, Outbox, Output, Payload, Response, Scratch};

/// How many events are measured, and how many go before them unmeasured.
const EVENTS: u32 = 1_000;

type Case = Box<dyn FnMut()>;
type Made = Result<Case, Box<dyn Error>>;
type Maker = fn() -> Made;

/// Name and maker of each case.
const CASES: [(&str, Maker); 4] = [
    ("typed, internal_events", || typed(Framing::InternalEvents)),
    ("typed, self_describing", || typed(Framing::SelfDescribing)),
    ("json_text, internal_events", || text(Framing::InternalEvents)),
    ("outbox, track and poll", outbox),
];

fn main() -> Result<(), Box<dyn Error>> {
    let Some(wanted) = std::env::args().nth(1) else {
        println!("{EVENTS}");
        for (name, _) in CASES {
            println!("{name}");
        }
        return Ok(());
    };
    let (_, make) = CASES.iter().find(|(name, _)| *name == wanted).ok_or("no such case")?;
    let mut case = make()?;
    (0..EVENTS).for_each(|_| case());
    measured(&mut case);
    Ok(())
}

/// What callgrind counts.
#[inline(never)]
fn measured(case: &mut Case) {
    for _ in 0..EVENTS {
        case();
    }
}

/// A typed event with its entity: built, checked, encoded.
fn typed(framing: Framing) -> Made {
    let sample = Sample::default();
    let mut encoder = Typed::new(&sample, framing)?;
    encoder.encode(&sample)?;
    Ok(Box::new(move || drop(black_box(encoder.encode(black_box(&sample))))))
}

/// The same event from JSON text, as the web and C hand it in: read, checked, encoded.
fn text(framing: Framing) -> Made {
    let sample = Sample::default();
    let (event, entity) = reference::texts(&sample)?;
    let encoder = Encoder::new(&ours::config(&sample, framing))?;
    let mut scratch = Scratch::default();
    let mut encode = move || {
        let event = Text::event("gkg_query_executed", black_box(&event))?;
        let entity = Text::entity(reference::CONTEXT, black_box(&entity))?;
        let id = EventId::from_random(sample.entropy);
        encoder.encode(&event, &[&entity], id, sample.created, &mut scratch)
    };
    encode()?;
    Ok(Box::new(move || drop(black_box(encode()))))
}

/// An encoded event through the outbox: tracked, batched with others, sent, answered, its outcome told.
fn outbox() -> Made {
    let sample = Sample::default();
    let payload = Typed::new(&sample, Framing::InternalEvents)?.encode(&sample)?;
    let mut outbox = Outbox::new(&ours::config(&sample, Framing::InternalEvents))?;
    let mut payloads = vec![payload; 2 * EVENTS as usize];
    Ok(Box::new(move || {
        if let Some(payload) = payloads.pop() {
            through(&mut outbox, payload);
        }
    }))
}

fn through(outbox: &mut Outbox, payload: Payload) {
    let now = Now { wall: 0, mono: 0 };
    let _ = black_box(outbox.track(payload, now));
    loop {
        match outbox.poll(now) {
            Output::Send(request) => {
                outbox.handle_response(black_box(request).id, Response::status(200), now);
            }
            Output::Notice(notice) => drop(black_box(notice)),
            Output::Wait(until) => {
                black_box(until);
                return;
            }
        }
    }
}
