//! Calling the program, for as long as it wants to be called.

use core::ffi::c_void;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use snowgauge::PerProcess;

/// A function of the program that is called with its userdata and a pointer of this type.
pub(crate) struct Callback<P> {
    function: unsafe extern "C" fn(userdata: *mut c_void, argument: P),
    userdata: *mut c_void,
    calls: Arc<Calls>,
}

/// The calls of one tracker.
#[derive(Debug)]
pub(crate) struct Calls(PerProcess<Running>);

/// The calls in one process: a forked child has none of those that are running in its parent.
#[derive(Debug, Default)]
struct Running {
    state: Mutex<State>,
    /// Rung when one ends.
    ended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    count: usize,
    have_ended: bool,
}

impl Default for Calls {
    fn default() -> Self {
        Self(PerProcess::new(Running::default()))
    }
}

impl Calls {
    fn here(&self) -> &Running {
        self.0.get_or_make(|_| Running::default())
    }
}

impl Running {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a call, unless they have ended.
    fn begin(&self) -> bool {
        let mut state = self.lock();
        state.count += usize::from(!state.have_ended);
        !state.have_ended
    }

    fn end(&self) {
        self.lock().count -= 1;
        self.ended.notify_all();
    }

    fn end_all(&self) {
        let mut state = self.lock();
        state.have_ended = true;
        drop(self.ended.wait_while(state, |state| state.count > 0).unwrap_or_else(PoisonError::into_inner));
    }
}

/// Ends the calls of a tracker: once this is dropped, none is running and none will follow. The tracker's threads may
/// outlive its handle, and the program's functions and userdata need not.
#[derive(Debug)]
pub(crate) struct LastCall(pub(crate) Arc<Calls>);

impl LastCall {
    /// Ends the calls before this is dropped.
    pub(crate) fn end(&self) {
        self.0.here().end_all();
    }
}

impl Drop for LastCall {
    fn drop(&mut self) {
        self.end();
    }
}

// SAFETY: the library never looks at what `userdata` points to; the header asks the program for functions that can be
// called on any thread.
unsafe impl<P> Send for Callback<P> {}
// SAFETY: as above.
unsafe impl<P> Sync for Callback<P> {}

impl<P> Callback<P> {
    pub(crate) fn new(
        function: unsafe extern "C" fn(userdata: *mut c_void, argument: P),
        userdata: *mut c_void,
        calls: &Arc<Calls>,
    ) -> Self {
        Self { function, userdata, calls: Arc::clone(calls) }
    }

    /// Calls the function, unless the calls have ended. The argument points to what outlives the call, and may be changed
    /// if the function may change it.
    pub(crate) fn call(&self, argument: P) {
        let running = self.calls.here();
        if running.begin() {
            // SAFETY: the program gave the function with this signature and this userdata, both of which stay while the
            // calls have not ended; the argument is as said above.
            unsafe { (self.function)(self.userdata, argument) };
            running.end();
        }
    }
}
