//! HTTP: accepts connections and answers requests.

mod answer;
mod body;
mod collect;
mod cors;
mod list;
mod routes;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::judge::Judge;
use crate::memory::Memory;

/// How long requests under way may take after a stop.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// How long a connection may be idle: the collector's default.
const IDLE: Duration = Duration::from_secs(610);

/// How long to wait when no connection can be accepted, in practice for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What all requests share.
pub(crate) struct State {
    /// Decides what is good.
    pub(crate) judge: Judge,
    /// Keeps what was decided.
    pub(crate) memory: Memory,
}

/// Answers until `stopped` says so, or its sender is gone.
pub(crate) async fn run(listener: TcpListener, state: Arc<State>, stopped: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => serve(stream, peer, &state, &connections),
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
            _ = &mut stopped => break,
        }
    }
    drop(listener);
    // Whatever has not finished by then is cut off.
    drop(timeout(GRACE, connections.shutdown()).await);
}

fn serve(stream: TcpStream, peer: SocketAddr, state: &Arc<State>, connections: &GracefulShutdown) {
    // Answers are small and whole: waiting to fill a packet only delays them. It fails only on a dead socket.
    drop(stream.set_nodelay(true));
    let state = Arc::clone(state);
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move { Ok::<_, Infallible>(routes::answer(&state, peer, request).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(IDLE);
    let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::spawn(async move {
        // A peer that goes away, or speaks no HTTP, is no event of this program.
        drop(connection.await);
    });
}
