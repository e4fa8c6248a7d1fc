//! A collector that takes everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use snowgauge_core::{Request, Response};

use crate::sync::{Condvar, Mutex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionNotice {
    Working,
    Panicked,
}

pub(crate) struct Exchange {
    pub(crate) response: Response,
    pub(crate) notice: ConnectionNotice,
}

impl Exchange {
    pub(crate) const PANICKED: Self =
        Self { response: Response::NoResponse, notice: ConnectionNotice::Panicked };
}

/// What becomes of requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transport {
    hangs: Option<Arc<Hanging>>,
    /// Of a transport into memory: the first request fails.
    fails: Option<Arc<AtomicBool>>,
}

/// One request hangs until the next one comes.
#[derive(Debug)]
struct Hanging {
    /// Its number.
    request: u64,
    /// How many have come.
    come: Mutex<u64>,
    next: Condvar,
}

impl Transport {
    pub(crate) fn hanging(request: u64) -> Self {
        let hanging = Hanging { request, come: Mutex::new(0), next: Condvar::new() };
        Self { hangs: Some(Arc::new(hanging)), fails: None }
    }

    pub(crate) fn failing_once_in_memory() -> Self {
        Self { hangs: None, fails: Some(Arc::new(AtomicBool::new(true))) }
    }

    pub(crate) fn send(&self, _: &Request) -> Exchange {
        match &self.hangs {
            // It takes no time: others get a turn, or none.
            None if self.is_in_memory() => {}
            // Elsewhere this takes long: others get their turn.
            None => loom::thread::yield_now(),
            Some(hanging) => {
                let Hanging { request, come, next } = &**hanging;
                let mut number = come.lock().unwrap();
                *number += 1;
                next.notify_all();
                while *number == *request {
                    number = next.wait(number).unwrap();
                }
            }
        }
        let fails = self.fails.as_ref().is_some_and(|fails| fails.swap(false, Ordering::SeqCst));
        let response = Response::status(if fails { 503 } else { 200 });
        Exchange { response, notice: ConnectionNotice::Working }
    }

    pub(crate) fn is_in_memory(&self) -> bool {
        self.fails.is_some()
    }

    pub(crate) fn for_child(&self) -> Self {
        self.clone()
    }
}
