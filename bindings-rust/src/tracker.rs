//! The tracker that applications hold.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use snowgauge_core::outbox::Refused;
use snowgauge_core::{
    Datum, Encoder, Event, EventId, Fields, Now, Payload, Reason, Scratch, Stats, Violations,
};

use crate::builder::{Builder, OnInvalid};
use crate::delivery::{Completion, Delivery};
use crate::scope::Scope;

/// How long dropping the last handle of a tracker that was not shut down may send, and then again wait for its listener.
const DROP_DEADLINE: Duration = Duration::from_secs(1);

/// Checks events and has them delivered.
///
/// A clone is another handle of the same tracker, and so is a [scope](Tracker::scoped). When the last handle is dropped
/// without [`Tracker::shutdown`], what is held is flushed for a second at most; what is left then ends as
/// [`Reason::AbandonedAtShutdown`], or as [`Reason::Stored`], of which the listener has another second to hear.
///
/// After a `fork`, parent and child both go on. What was tracked before is the parent's, and only the parent sends it; the
/// child's first call begins with nothing held and all counters at zero, with threads, connections and a journal of its own.
#[derive(Clone, Debug)]
pub struct Tracker {
    encoder: Arc<Encoder>,
    shared: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    delivery: Delivery,
    on_invalid: OnInvalid,
    is_disabled: bool,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.delivery.close(DROP_DEADLINE).wait();
        // By now nothing is held: this waits for the listener alone. When it is back, the process may end.
        self.delivery.close(DROP_DEADLINE).wait();
    }
}

impl Tracker {
    /// Begins a tracker for this collector: a base URL such as `https://snowplow.example`, or a full endpoint.
    pub fn builder(collector: impl Into<String>) -> Builder {
        Builder::new(collector.into())
    }

    pub(crate) fn new(
        encoder: Encoder,
        delivery: Delivery,
        on_invalid: OnInvalid,
        is_disabled: bool,
    ) -> Self {
        Self { encoder: Arc::new(encoder), shared: Arc::new(Inner { delivery, on_invalid, is_disabled }) }
    }

    /// Tracks an event with the entities that [`Event::with`] attached to it. It does not block and does no IO, but for
    /// writing the event to its [store](Builder::store), if it has one.
    ///
    /// # Errors
    ///
    /// [`TrackError::Invalid`] with all that is wrong with the event, or [`TrackError::NotTaken`] with the reason.
    pub fn track(&self, event: impl Event) -> Result<EventId, TrackError> {
        self.track_with(&event, &[])
    }

    /// Tracks an event with further entities, for callers that do not know their number while compiling.
    ///
    /// # Errors
    ///
    /// Those of [`Tracker::track`].
    pub fn track_with(&self, event: &dyn Event, entities: &[&dyn Datum]) -> Result<EventId, TrackError> {
        self.prepare(event, entities)?.track()
    }

    /// Checks and encodes an event with further entities, which [`Prepared::track`] then tracks: for hosts that hold a lock
    /// of their own for the first part, and would rather not while a [store](Builder::store) is written.
    ///
    /// # Errors
    ///
    /// Those of [`Tracker::track`].
    pub fn prepare(&self, event: &dyn Event, entities: &[&dyn Datum]) -> Result<Prepared<'_>, TrackError> {
        let now = self.shared.delivery.now();
        let id = EventId::from_random(random_bytes(now));
        match self.encode(event, entities, id, now) {
            Ok(payload) => Ok(Prepared { delivery: &self.shared.delivery, payload, now }),
            Err(violations) => Err(self.refuse_as(id, violations)),
        }
    }

    /// Tracks an event that was encoded before, under the id that it has: for hosts that derive ids from what they send, so
    /// that what is sent a second time is the same event, or that pass on events which others have made. The options and the
    /// scope of this tracker do not change it.
    ///
    /// # Errors
    ///
    /// [`TrackError::NotTaken`] with the reason.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge::{Config, Encoder, EventId, Scratch, StructuredEvent, Tracker};
    /// let config = Config { app_id: "gkg".into(), ..Config::default() };
    /// let tracker = Tracker::builder("http://127.0.0.1:9090").config(config.clone()).build()?;
    /// let encoder = Encoder::new(&config)?;
    /// let event = StructuredEvent::builder().category("import").action("row").label("17").build();
    /// let id = EventId::from_random([17; 16]);
    /// let payload = encoder.encode(&event, &[], id, 1_764_000_000_000, &mut Scratch::default())?;
    /// # if false {
    /// assert_eq!(tracker.track_encoded(payload)?, id);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn track_encoded(&self, payload: Payload) -> Result<EventId, TrackError> {
        let delivery = &self.shared.delivery;
        Prepared { delivery, payload, now: delivery.now() }.track()
    }

    fn encode(
        &self,
        event: &dyn Event,
        entities: &[&dyn Datum],
        id: EventId,
        now: Now,
    ) -> Result<Payload, Violations> {
        thread_local!(static SCRATCH: RefCell<Scratch> = RefCell::default());
        let encode = |scratch: &mut Scratch| self.encoder.encode(event, entities, id, now.wall, scratch);
        // A datum that tracks while it is being encoded, or a thread that is ending, gets a scratch of its own.
        let shared =
            SCRATCH.try_with(|scratch| scratch.try_borrow_mut().ok().map(|mut scratch| encode(&mut scratch)));
        shared.ok().flatten().unwrap_or_else(|| encode(&mut Scratch::default()))
    }

    /// Refuses an event that was found invalid before it could be tracked, as [`Tracker::track`] does with an invalid
    /// one: for hosts whose events are not checked by the compiler.
    pub fn refuse(&self, violations: Violations) -> TrackError {
        self.refuse_as(EventId::from_random(random_bytes(self.shared.delivery.now())), violations)
    }

    fn refuse_as(&self, event_id: EventId, violations: Violations) -> TrackError {
        match self.shared.on_invalid {
            OnInvalid::Raise => {
                self.shared.delivery.refuse_invalid(event_id, violations.clone(), false);
                TrackError::Invalid(violations)
            }
            OnInvalid::Report => {
                self.shared.delivery.refuse_invalid(event_id, violations, true);
                TrackError::NotTaken(Refused { event_id, reason: Reason::Invalid })
            }
        }
    }

    /// Begins a scope of this tracker: another handle on the same delivery, whose events have further fields of the
    /// subject and further entities.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge::{StructuredEvent, Subject, Tracker};
    /// let tracker = Tracker::builder("http://127.0.0.1:9090").app_id("gkg").build()?;
    /// let subject = Subject::builder().user_id("8819234").build();
    /// let request = tracker.scoped().subject(&subject).build()?;
    /// let event = StructuredEvent::builder().category("search").action("open").build();
    /// # if false {
    /// request.track(event)?;   // with the user's id
    /// # }
    /// # let _ = event;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scoped(&self) -> Scope<'_> {
        Scope::new(self)
    }

    /// Makes a [scope](Tracker::scoped) of whatever sets fields of the subject: for hosts whose fields are not checked by
    /// the compiler.
    ///
    /// # Errors
    ///
    /// All that is wrong with the fields and the entities.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge::Tracker;
    /// let tracker = Tracker::builder("http://127.0.0.1:9090").app_id("gkg").build()?;
    /// let request = tracker.narrowed(&|to| to.set("user_id", "8819234"), &[])?;
    /// assert!(request.narrowed(&|to| to.set("viewport", "wide"), &[]).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn narrowed(
        &self,
        subject: &dyn Fn(&mut Fields<'_>),
        entities: &[&dyn Datum],
    ) -> Result<Self, Violations> {
        let encoder = self.encoder.scoped(subject, entities)?;
        Ok(Self { encoder: Arc::new(encoder), shared: Arc::clone(&self.shared) })
    }

    /// Sends what is held without lingering. The completion is there when all of it has left, or after `timeout`.
    pub fn flush(&self, timeout: Duration) -> Completion {
        self.shared.delivery.flush(timeout)
    }

    /// Takes no more events and sends what is held. The completion is there when all of it has left, or after
    /// `timeout`; what is left then ends as [`Reason::AbandonedAtShutdown`], or as [`Reason::Stored`] where a
    /// [store](Builder::store) keeps it. Harmless before the first event, and twice.
    pub fn shutdown(&self, timeout: Duration) -> Completion {
        self.shared.delivery.close(timeout)
    }

    /// What the tracker has done so far.
    pub fn stats(&self) -> Stats {
        self.shared.delivery.stats()
    }

    /// Opts the user out of tracking, or in again. Out: events that wait are dropped, further ones are not taken, both
    /// with [`Reason::OptedOut`]; from a [store](Builder::store) they are erased, with those that earlier processes left.
    pub fn set_opt_out(&self, opted_out: bool) {
        // A disabled one has nowhere to send to.
        self.shared.delivery.set_opt_out(opted_out || self.shared.is_disabled);
    }

    /// For a child that was forked and goes on without `exec`, but may never use the tracker: closes the files of the parent's
    /// [store](Builder::store), so that the child does not hold them when the parent has ended. A child that uses the tracker
    /// does so at once. In the parent it does nothing.
    pub fn leave_store_to_parent(&self) {
        self.shared.delivery.leave_store_to_parent();
    }
}

/// An event that fits and is not tracked yet; made by [`Tracker::prepare`].
#[derive(Debug)]
#[must_use = "it is not tracked yet"]
pub struct Prepared<'t> {
    delivery: &'t Delivery,
    payload: Payload,
    now: Now,
}

impl Prepared<'_> {
    /// Tracks the event.
    ///
    /// # Errors
    ///
    /// [`TrackError::NotTaken`] with the reason.
    pub fn track(self) -> Result<EventId, TrackError> {
        self.delivery.track(self.payload, self.now).map_err(TrackError::NotTaken)
    }
}

/// 16 random bytes. Should the operating system refuse them, ids still have to differ: the standard library's own random
/// keys and the time take their place.
fn random_bytes(now: Now) -> [u8; 16] {
    use std::hash::{BuildHasher, RandomState};
    let mut bytes = [0; 16];
    if getrandom::fill(&mut bytes).is_err() {
        let halves = [(); 2].map(|()| RandomState::new().hash_one((now.wall, now.mono)).to_le_bytes());
        bytes.iter_mut().zip(halves.as_flattened()).for_each(|(byte, random)| *byte = *random);
    }
    bytes
}

/// Why [`Tracker::track`] did not take an event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrackError {
    /// The event breaks its schema or the tracking plan.
    Invalid(Violations),
    /// The event was not taken; its outcome says so too.
    NotTaken(Refused),
}

impl fmt::Display for TrackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => write!(f, "invalid event: {violations}"),
            Self::NotTaken(refused) => refused.fmt(f),
        }
    }
}

impl std::error::Error for TrackError {}
