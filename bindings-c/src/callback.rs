//! Calling the program, for as long as it wants to be called.

use core::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A function of the program that is told something, with its userdata.
pub(crate) struct Callback<V> {
    function: unsafe extern "C" fn(userdata: *mut c_void, view: *const V),
    userdata: *mut c_void,
    calls: Arc<Calls>,
}

/// The calls of one tracker.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    have_ended: AtomicBool,
    /// Locked during a call.
    running: Mutex<()>,
}

/// Ends the calls of a tracker: once this is dropped, none is running and none will follow. The tracker's threads may
/// outlive its handle, and the program's functions and userdata need not.
#[derive(Debug)]
pub(crate) struct LastCall(pub(crate) Arc<Calls>);

impl Drop for LastCall {
    fn drop(&mut self) {
        // Before the lock: the thread that tells would take it again and again, call after call.
        self.0.have_ended.store(true, Ordering::SeqCst);
        drop(self.0.running.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

// SAFETY: the library never looks at what `userdata` points to; the header asks the program for functions that can be
// called on any thread.
unsafe impl<V> Send for Callback<V> {}
// SAFETY: as above.
unsafe impl<V> Sync for Callback<V> {}

impl<V> Callback<V> {
    pub(crate) fn new(
        function: unsafe extern "C" fn(userdata: *mut c_void, view: *const V),
        userdata: *mut c_void,
        calls: &Arc<Calls>,
    ) -> Self {
        Self { function, userdata, calls: Arc::clone(calls) }
    }

    /// Calls the function, unless the calls have ended.
    pub(crate) fn call(&self, view: &V) {
        // Only whoever ends the calls waits for this lock: a tracker tells one thing at a time.
        let _running = self.calls.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.calls.have_ended.load(Ordering::SeqCst) {
            // SAFETY: the program gave the function with this signature and this userdata, both of which stay while the
            // calls have not ended; the view outlives the call.
            unsafe { (self.function)(self.userdata, &raw const *view) };
        }
    }
}
