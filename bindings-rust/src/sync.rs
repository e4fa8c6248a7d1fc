//! The locks and threads of the drive loop. They are named here so that a model of it can have others, which take every
//! turn that threads can take (`tests/interleavings`).

pub(crate) use std::sync::{Condvar, Mutex, MutexGuard};
pub(crate) use std::thread;
