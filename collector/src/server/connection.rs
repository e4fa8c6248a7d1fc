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
use tokio::time::sleep;

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
        let began = control.head_begins().await;
        sleep(patience.saturating_sub(began.elapsed())).await;
        if control.head_began() == Some(began) {
            return;
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
            // It can always be closed.
            drop(state.faults.settled().await);
            true
        }
        Some(Absence::Blackhole) => {
            drop(presence.changed().await);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use tokio::time::{Instant, sleep_until, timeout};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_is_idle_costs_nothing_however_short_the_patience() {
        let control = Control::default();
        let mut late = pin!(is_late(&control, Duration::ZERO));
        let mut polls = 0;
        let polled_often = poll_fn(|context| {
            polls += 1;
            if polls > 10 { Poll::Ready(()) } else { late.as_mut().poll(context) }
        });
        assert!(timeout(IDLE, polled_often).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn each_head_has_the_same_time() {
        let control = Control::default();
        let began = Instant::now();
        let ((), ()) = tokio::join!(is_late(&control, Duration::from_millis(100)), async {
            for at in [50, 120, 130] {
                sleep_until(began + Duration::from_millis(at)).await;
                control.note_bytes();
                sleep(Duration::from_millis(5)).await;
                if at < 130 {
                    control.begin(false);
                    control.end();
                }
            }
        });
        assert_eq!(began.elapsed().as_millis(), 230);
    }
}
