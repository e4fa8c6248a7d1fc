//! HTTP: accepts connections and answers requests.

mod answer;
mod body;
mod collect;
mod connection;
mod cors;
mod events;
mod list;
mod page;
mod refused;
mod routes;
mod steer;
mod suffer;
mod user;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

pub(crate) use body::Bodies;

use crate::faults::{Absence, Faults, Socket};
use crate::judge::Judge;
use crate::memory::Memory;
use crate::refused::Refusals;
use crate::request::Request;
use crate::store::Store;

/// How long requests under way may take after a stop.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// How long to wait when no connection can be accepted, in practice for want of file descriptors, or the address is not
/// free again yet.
const PAUSE: Duration = Duration::from_millis(50);

/// What all requests share.
pub(crate) struct State {
    /// Decides what is good.
    pub(crate) judge: Judge,
    /// Keeps what was decided.
    pub(crate) memory: Memory,
    /// What trackers refused.
    pub(crate) refused: Refusals,
    /// What is done to trackers on purpose.
    pub(crate) faults: Arc<Faults>,
    /// Where it is written, too.
    pub(crate) store: Option<Store>,
    /// Reads what trackers send.
    pub(crate) bodies: Bodies,
    /// How long the head of a request may take.
    pub(crate) patience: Duration,
}

impl State {
    /// Judges a request and keeps the verdicts.
    async fn keep(&self, request: Request, body: String) {
        let batch = Arc::new(self.judge.judge(request, body));
        self.memory.add(&batch);
        if let Some(store) = &self.store {
            store.add(batch).await;
        }
    }
}

/// How many connections may wait to be accepted: as many as Linux lets wait by default.
const BACKLOG: u32 = 4096;

/// Listens on an address. Only within a runtime.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows this would let two programs have the same address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Answers until `stopped` says so, or its sender is gone.
pub(crate) async fn run(
    listener: TcpListener,
    address: SocketAddr,
    state: Arc<State>,
    stopped: oneshot::Receiver<()>,
) {
    let connections = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    let mut listener = Some(listener);
    loop {
        tokio::select! {
            () = accept_until_refusing(&mut listener, address, &state, &connections) => {}
            _ = &mut stopped => break,
        }
    }
    drop(listener);
    // Whoever is held by a fault is let go.
    state.faults.end();
    // Whatever has not finished by then is cut off.
    drop(timeout(GRACE, connections.shutdown()).await);
    if let Some(store) = &state.store {
        store.close();
    }
}

/// Accepts connections until the collector is to refuse them, and has its socket closed while it does.
async fn accept_until_refusing(
    listener: &mut Option<TcpListener>,
    address: SocketAddr,
    state: &Arc<State>,
    connections: &GracefulShutdown,
) {
    let mut presence = state.faults.presence();
    if presence.borrow_and_update().absence == Some(Absence::Refuse) {
        *listener = None;
        state.faults.set_socket(Socket::Closed);
        drop(presence.changed().await);
        return;
    }
    let Some(open) = listener else {
        match listen(address) {
            Ok(open) => {
                *listener = Some(open);
                state.faults.set_socket(Socket::Open);
            }
            Err(error) => {
                let why = format!("cannot listen on {address}: {error}");
                state.faults.set_socket(Socket::Unavailable(why));
                sleep(PAUSE).await;
            }
        }
        return;
    };
    loop {
        tokio::select! {
            accepted = open.accept() => match accepted {
                Ok((stream, peer)) => {
                    let watcher = connections.watcher();
                    tokio::spawn(connection::serve(stream, peer, Arc::clone(state), watcher));
                }
                Err(_) => sleep(PAUSE).await,
            },
            _ = presence.changed() => return,
        }
    }
}
