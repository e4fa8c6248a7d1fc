//! Locks and threads in loom's hands. A wait with a bound never ends by that bound.

pub(crate) use loom::sync::{Condvar, Mutex, MutexGuard};
pub(crate) use loom::thread;
