//! A running collector.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::faults::{Faults, Plan};
use crate::iglu::{Registry, RegistryError};
use crate::judge::Judge;
use crate::memory::{Bounds, Memory};
use crate::options::Options;
use crate::refused::Refusals;
use crate::server::{self, Bodies, State};
use crate::store::Store;

/// A collector that runs on threads of its own until it is stopped or dropped, whatever async runtime its host has.
#[derive(Debug)]
pub struct Collector {
    address: SocketAddr,
    warnings: Vec<String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Why a collector did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The faults cannot be read; the text says where and why.
    Faults(String),
    /// The Iglu folder cannot be used.
    Schemas(RegistryError),
    /// A file of the store cannot be opened.
    Store {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The threads cannot be started.
    Threads(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faults(error) => formatter.write_str(error),
            Self::Schemas(error) => error.fmt(formatter),
            Self::Store { path, source } => write!(formatter, "cannot open {}: {source}", path.display()),
            Self::Listen { address, source } => write!(formatter, "cannot listen on {address}: {source}"),
            Self::Threads(error) => write!(formatter, "cannot start a thread: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Faults(_) => None,
            Self::Schemas(error) => Some(error),
            Self::Store { source, .. } | Self::Listen { source, .. } => Some(source),
            Self::Threads(error) => Some(error),
        }
    }
}

impl Collector {
    /// Loads the schemas, listens, and answers from now on.
    ///
    /// # Errors
    ///
    /// [`StartError`] when the schemas cannot be read, the address is taken, or the system gives no thread.
    ///
    /// # Examples
    ///
    /// See the [crate](crate)'s.
    pub fn start(options: &Options) -> Result<Self, StartError> {
        let registry = match &options.schemas {
            Some(folder) => Registry::from_folder(folder).map_err(StartError::Schemas)?,
            None => Registry::embedded(),
        };
        let warnings =
            registry.unusable().map(|(uri, reason)| format!("{uri} cannot be judged by: {reason}")).collect();
        let plan = Plan::parse(&options.faults).map_err(|error| StartError::Faults(error.to_string()))?;
        let store = options.store.as_deref().map(Store::open).transpose();
        let store = store.map_err(|(path, source)| StartError::Store { path, source })?;
        let runtime = Builder::new_multi_thread()
            .thread_name("snowgauge-collector")
            .enable_all()
            .build()
            .map_err(StartError::Threads)?;
        let (listener, address) = listen(&runtime, SocketAddr::new(options.bind, options.port))?;
        let bounds = Bounds { events: options.max_events, bytes: options.max_bytes };
        let state = Arc::new(State {
            judge: Judge::new(registry),
            memory: Memory::new(bounds),
            refused: Refusals::default(),
            faults: Arc::new(Faults::new(plan)),
            store,
            bodies: Bodies::new(options.patience),
            patience: options.patience,
        });
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("snowgauge-collector".to_owned())
            .spawn(move || serve(&runtime, listener, address, &state, stopped))
            .map_err(StartError::Threads)?;
        Ok(Self { address, warnings, stop: Some(stop), thread: Some(thread) })
    }

    /// The address it listens on, with the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a URL without a path, such as `http://127.0.0.1:9090`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The schemas that it has but cannot judge by, each with the reason. Events that use them are bad.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Takes no more connections, lets requests under way finish for at most 5 seconds, and returns.
    pub fn stop(mut self) {
        self.shut_down();
    }

    fn shut_down(&mut self) {
        // Letting go of the sender is the signal.
        self.stop = None;
        // It fails only when the thread has panicked, and then it has stopped too.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.shut_down();
    }
}

fn listen(runtime: &Runtime, address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let _within = runtime.enter();
    let listener = server::listen(address);
    let bound = listener.and_then(|listener| listener.local_addr().map(|address| (listener, address)));
    bound.map_err(|source| StartError::Listen { address, source })
}

fn serve(
    runtime: &Runtime,
    listener: TcpListener,
    address: SocketAddr,
    state: &Arc<State>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        state.faults.go_down_if_asked(0);
        server::run(listener, address, Arc::clone(state), stopped).await;
    });
}
