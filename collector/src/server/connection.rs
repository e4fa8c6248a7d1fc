//! One connection, from its first byte to its last.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;
use tokio::sync::watch::Receiver;
use tokio::time::{Instant, sleep, sleep_until};

use super::{State, routes};
use crate::faults::{Absence, Control, Presence, Wire};

/// How long a connection may be idle: the collector's default.
const IDLE: Duration = Duration::from_secs(610);

/// How long the head of a request may be, in bytes: the collector takes a request line of 20,480 and headers of 40,960. It
/// bounds what a connection can hold, too.
const HEAD_BYTES: usize = 64 * 1024;

/// Answers the requests of a connection until either side ends it.
pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, state: Arc<State>, watcher: Watcher) {
    // Answers are small and whole: waiting to fill a packet only delays them. It fails only on a dead socket.
    drop(stream.set_nodelay(true));
    let control = Arc::new(Control::default());
    let wire = Wire::new(stream, Arc::clone(&control), Arc::clone(&state.faults), routes::begins_as_tracker);
    let mut presence = state.faults.presence();
    let service = service_fn({
        let (state, control) = (Arc::clone(&state), Arc::clone(&control));
        move |request| {
            let (state, control) = (Arc::clone(&state), Arc::clone(&control));
            async move {
                let answer = routes::answer(&state, &control, peer, request).await;
                control.end();
                answer
            }
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(IDLE).max_buf_size(HEAD_BYTES);
    let mut late = pin!(is_late(&control, state.patience));
    let mut connection = pin!(watcher.watch(http.serve_connection(TokioIo::new(wire), service)));
    loop {
        tokio::select! {
            biased;
            changed = presence.changed() => {
                if changed.is_err() || is_cut_off(&state, &control, &mut presence).await {
                    return control.reset();
                }
            }
            () = &mut late => return,
            // A peer that goes away, or speaks no HTTP, is no event of this program.
            _ = &mut connection => return,
        }
    }
}

/// Returns once the head of a request takes too long.
async fn is_late(control: &Control, patience: Duration) {
    loop {
        match control.head_began().map(|began| began + patience) {
            Some(end) if end <= Instant::now() => return,
            Some(end) => sleep_until(end).await,
            // One that begins meanwhile is late by at most as much.
            None => sleep(patience).await,
        }
    }
}

/// Whether a connection has to end because the collector is away, or was. As long as it is there and silent, this waits,
/// and nobody reads or writes.
async fn is_cut_off(state: &State, control: &Control, presence: &mut Receiver<Presence>) -> bool {
    let absence = presence.borrow_and_update().absence;
    match absence {
        None => control.is_stalled(),
        Some(_) if control.is_exempt() => false,
        Some(Absence::Refuse) => {
            state.faults.settled().await;
            true
        }
        Some(Absence::Blackhole) => {
            drop(presence.changed().await);
            true
        }
    }
}
