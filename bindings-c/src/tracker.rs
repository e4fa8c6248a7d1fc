//! The tracker: make, track, flush, shut down, free.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::Arc;

use snowgauge::{Datum, Tracker, Violations};

use crate::argument::{reference, required, write, write_sized};
use crate::callback::LastCall;
use crate::config::snowgauge_config;
use crate::datum::{Given, read_entities};
use crate::error::{snowgauge_error, snowgauge_status};
use crate::event::{snowgauge_entity, snowgauge_event};
use crate::generated::snowgauge_event_kind;
use crate::given::read_event;
use crate::guard::{fallible, infallible};
use crate::outcome::snowgauge_event_id;
use crate::stats::snowgauge_stats;
use crate::subject::{GivenSubject, snowgauge_subject};

/// Checks events and has them delivered. Every function but `snowgauge_tracker_free` may be called on any thread, on
/// several at once too.
///
/// A scope is one as well: another handle on the same delivery, which flushes, shuts down, counts and opts out for all.
///
/// After a `fork`, parent and child both go on. What was tracked before is the parent's, and only the parent sends it; the
/// child's first call begins with nothing held and all counters at zero, with threads, connections and a journal of its own.
/// Both free the tracker.
#[derive(Debug)]
pub struct snowgauge_tracker {
    tracker: Tracker,
    handles: Arc<Handles>,
}

/// The handles of one delivery, and what happens when the last of them is freed.
#[derive(Debug)]
struct Handles {
    count: AtomicUsize,
    /// There was none left before. Callbacks that run until then may make scopes, and free them.
    have_left: AtomicBool,
    last_call: LastCall,
}

/// How long freeing a tracker may take to send what it holds, and then again for the callback to hear of what was given up.
const FREE_DEADLINE: Duration = Duration::from_secs(1);

impl snowgauge_tracker {
    fn new(tracker: Tracker, last_call: LastCall) -> Self {
        let handles = Handles { count: AtomicUsize::new(1), have_left: AtomicBool::new(false), last_call };
        Self { tracker, handles: Arc::new(handles) }
    }

    /// What comes before a handle is freed. The program's callbacks may use it meanwhile: so nothing of it is dropped yet,
    /// and nobody but them is left when this is over.
    fn leave(&self) {
        let is_last = self.handles.count.fetch_sub(1, Ordering::AcqRel) == 1;
        if is_last && !self.handles.have_left.swap(true, Ordering::AcqRel) {
            self.tracker.shutdown(FREE_DEADLINE).wait();
            self.tracker.shutdown(FREE_DEADLINE).wait();
            self.handles.last_call.end();
        }
    }

    /// Another handle on the same delivery.
    fn narrowed(&self, subject: GivenSubject<'_>, entities: &[Given<'_>]) -> Result<Self, Violations> {
        let entities: Vec<&dyn Datum> = entities.iter().map(Given::as_datum).collect();
        let tracker = self.tracker.narrowed(&|to| subject.push_fields(to), &entities)?;
        self.handles.count.fetch_add(1, Ordering::Relaxed);
        Ok(Self { tracker, handles: Arc::clone(&self.handles) })
    }
}

/// Makes a tracker. It does no IO and starts no thread: the first event does. Only with the option `store` it opens that, and
/// takes over what earlier processes have left.
///
/// Gives `SNOWGAUGE_BAD_CONFIG` for the first option that cannot be used. `*tracker` is to be freed with
/// `snowgauge_tracker_free`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_new(
    config: *const snowgauge_config,
    tracker: *mut *mut snowgauge_tracker,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(error, || {
            let place = required(tracker, "tracker")?;
            let (tracker, last_call) = snowgauge_config::read(config)?.build()?;
            write(place, Box::into_raw(Box::new(snowgauge_tracker::new(tracker, last_call))));
            Ok(())
        })
    }
}

/// Makes a scope of a tracker or of another scope, such as one request that a program serves: another handle on the same
/// delivery, whose events have these fields of the subject, where they set none themselves, before those of the tracker, and
/// these entities, behind their own and before those of the tracker.
///
/// Gives `SNOWGAUGE_INVALID` with all that is wrong with the fields and entities. `subject` may be NULL. What the scope is
/// given can be freed or changed afterwards. `*scope` is to be freed with `snowgauge_tracker_free`, before or after the
/// tracker that it was made of.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_scoped(
    tracker: *const snowgauge_tracker,
    subject: *const snowgauge_subject,
    entities: *const snowgauge_entity,
    entities_len: usize,
    scope: *mut *mut snowgauge_tracker,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(error, || {
            let place = required(scope, "scope")?;
            let tracker = reference(tracker, "tracker")?;
            let entities = read_entities(entities, entities_len)?;
            let scope = tracker.narrowed(GivenSubject::read(subject), &entities)?;
            write(place, Box::into_raw(Box::new(scope)));
            Ok(())
        })
    }
}

/// Tracks an event with its entities. It neither blocks nor does IO, but for writing the event to its store, if it has one.
/// What it is given can be freed or changed afterwards.
///
/// Gives `SNOWGAUGE_INVALID` with all violations for an event that breaks its schema or the tracking plan, and
/// `SNOWGAUGE_NOT_TAKEN` for one that was refused. `*id` is the event's id; `id` and `error` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_track(
    tracker: *mut snowgauge_tracker,
    event: snowgauge_event,
    entities: *const snowgauge_entity,
    entities_len: usize,
    id: *mut snowgauge_event_id,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(error, || {
            let tracker = reference(tracker, "tracker")?;
            let event = read_event(event)?;
            let entities = read_entities(entities, entities_len)?;
            let entities: Vec<&dyn Datum> = entities.iter().map(Given::as_datum).collect();
            write(id, tracker.tracker.track_with(&event, &entities)?.into());
            Ok(())
        })
    }
}

/// Tracks an event whose data is JSON text; otherwise as `snowgauge_tracker_track`. An event without data of its own, such
/// as `SNOWGAUGE_EVENT_SUGGESTION_REQUESTED`, takes NULL with length 0, or `{}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_track_json(
    tracker: *mut snowgauge_tracker,
    event: core::mem::MaybeUninit<snowgauge_event_kind>,
    json: *const core::ffi::c_char,
    json_len: usize,
    entities: *const snowgauge_entity,
    entities_len: usize,
    id: *mut snowgauge_event_id,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    let event = snowgauge_event::json(event, json.cast(), json_len);
    // SAFETY: the same contract, and the same guard.
    unsafe { snowgauge_tracker_track(tracker, event, entities, entities_len, id, error) }
}

/// Sends what is held without lingering, and waits until all of it has left, at most `timeout_ms` milliseconds.
///
/// `*complete` is whether all of it was delivered in time; `complete` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_flush(
    tracker: *mut snowgauge_tracker,
    timeout_ms: u64,
    complete: *mut bool,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let tracker = reference(tracker, "tracker")?;
            write(complete, tracker.tracker.flush(Duration::from_millis(timeout_ms)).wait().is_complete());
            Ok(())
        })
    }
}

/// Takes no more events, sends what is held, and waits until all of it has left, at most `timeout_ms` milliseconds. What
/// is left then ends as `SNOWGAUGE_REASON_ABANDONED_AT_SHUTDOWN`, or as `SNOWGAUGE_REASON_STORED` with a store. Harmless
/// before the first event, and twice. The tracker is still to be freed.
///
/// `*complete` is whether all of it was delivered in time; `complete` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_shutdown(
    tracker: *mut snowgauge_tracker,
    timeout_ms: u64,
    complete: *mut bool,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let tracker = reference(tracker, "tracker")?;
            write(complete, tracker.tracker.shutdown(Duration::from_millis(timeout_ms)).wait().is_complete());
            Ok(())
        })
    }
}

/// Opts the user out of tracking, or in again. Out: events that wait are dropped, further ones are not taken, both with
/// `SNOWGAUGE_REASON_OPTED_OUT`; from a store they are erased, with those that earlier processes left.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_set_opt_out(
    tracker: *mut snowgauge_tracker,
    opted_out: bool,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            reference(tracker, "tracker")?.tracker.set_opt_out(opted_out);
            Ok(())
        })
    }
}

/// For a child that was forked and goes on without `exec`, but may never use the tracker: closes the files of the parent's
/// store, so that the child does not hold them when the parent has ended. A child that uses the tracker does so at once. In
/// the parent it does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_leave_store_to_parent(
    tracker: *const snowgauge_tracker,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            reference(tracker, "tracker")?.tracker.leave_store_to_parent();
            Ok(())
        })
    }
}

/// What the tracker has done so far. `size` is `sizeof(snowgauge_stats)` as the program was compiled: counters that the
/// struct has no room for are left out, those that the library does not have are 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_stats(
    tracker: *const snowgauge_tracker,
    stats: *mut snowgauge_stats,
    size: usize,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract; `stats` has room for `size` bytes, and no more are written.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let place = required(stats, "stats")?;
            write_sized(place, &reference(tracker, "tracker")?.tracker.stats().into(), size);
            Ok(())
        })
    }
}

/// Frees a tracker or scope, once no other thread of the program uses it. NULL is harmless. Tracker and scopes may be freed in
/// any order; what follows happens with the last of them.
///
/// Without `snowgauge_tracker_shutdown` before, what is held is sent for a second at most; what is left then ends as
/// `SNOWGAUGE_REASON_ABANDONED_AT_SHUTDOWN`, or as `SNOWGAUGE_REASON_STORED` with a store.
///
/// `on_outcome` gets another second to hear of what ended: what it has not heard of by then, it never will. A call of any
/// callback that is running is waited for, however long it takes, and may use the tracker; none is called after that. So no
/// callback frees the last of them: it would wait for itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_tracker_free(tracker: *mut snowgauge_tracker) {
    infallible((), || {
        if !tracker.is_null() {
            // SAFETY: it was made by `Box::into_raw` and not freed since (rule 2). Until `leave` returns it is only looked at, as
            // it is by callbacks, of which none that may use it runs after that.
            unsafe {
                (*tracker).leave();
                drop(Box::from_raw(tracker));
            }
        }
    });
}

/// A tracker may be handed to, and shared by, threads.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<snowgauge_tracker>();
};
