//! The socket of one connection, with the faults that happen below HTTP.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, Sleep, sleep};

use super::{Absence, Action, Faults, Pace};

/// What the requests of a connection ask of its socket.
#[derive(Default)]
pub(crate) struct Control {
    tracker: AtomicBool,
    stalled: AtomicBool,
    reset: AtomicBool,
    drip: Mutex<Option<Pace>>,
    head_began: Mutex<Option<Instant>>,
    head_begins: Notify,
    answering: AtomicBool,
}

impl Control {
    fn set_tracker(&self, tracker: bool) {
        self.tracker.store(tracker, Ordering::Relaxed);
    }

    /// A request begins: by a tracker, or by somebody who looks or steers.
    pub(crate) fn begin(&self, tracker: bool) {
        self.set_tracker(tracker);
        self.set_drip(None);
        self.answering.store(true, Ordering::Relaxed);
        *self.head_began.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// A request is answered, or will not be.
    pub(crate) fn end(&self) {
        self.answering.store(false, Ordering::Relaxed);
    }

    /// When the first byte came of a head that is not whole yet.
    pub(crate) fn head_began(&self) -> Option<Instant> {
        *self.head_began.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the first byte of a head: when it came.
    pub(crate) async fn head_begins(&self) -> Instant {
        loop {
            match self.head_began() {
                Some(began) => return began,
                None => self.head_begins.notified().await,
            }
        }
    }

    /// Bytes came.
    pub(crate) fn note_bytes(&self) {
        if !self.answering.load(Ordering::Relaxed) {
            let mut began = self.head_began.lock().unwrap_or_else(PoisonError::into_inner);
            if began.is_none() {
                *began = Some(Instant::now());
                self.head_begins.notify_one();
            }
        }
    }

    /// Whether its last request was no tracker's. Such a connection outlives every fault.
    pub(crate) fn is_exempt(&self) -> bool {
        !self.tracker.load(Ordering::Relaxed)
    }

    /// Whether nothing more is read from it.
    pub(crate) fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// Its end will be a reset.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }

    fn is_reset(&self) -> bool {
        self.reset.load(Ordering::Relaxed)
    }

    /// What is written from now on is written slowly.
    pub(crate) fn set_drip(&self, pace: Option<Pace>) {
        *self.drip.lock().unwrap_or_else(PoisonError::into_inner) = pace;
    }

    fn drip(&self) -> Option<Pace> {
        *self.drip.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells from the first bytes of a connection whether a tracker speaks.
pub(crate) type IsTracker = fn(&[u8]) -> bool;

/// A socket that can be slow, silent or reset.
pub(crate) struct Wire {
    stream: TcpStream,
    control: Arc<Control>,
    faults: Arc<Faults>,
    /// Until the first bytes have come.
    is_tracker: Option<IsTracker>,
    slow: Option<SlowReader>,
    write_pause: Option<Pin<Box<Sleep>>>,
}

/// Gives on so many bytes at a time.
struct SlowReader {
    pace: Pace,
    held: Vec<u8>,
    pause: Pin<Box<Sleep>>,
}

impl Wire {
    /// Over a socket.
    pub(crate) fn new(
        stream: TcpStream,
        control: Arc<Control>,
        faults: Arc<Faults>,
        is_tracker: IsTracker,
    ) -> Self {
        Self { stream, control, faults, is_tracker: Some(is_tracker), slow: None, write_pause: None }
    }

    /// Reads the first bytes, and decides by them what becomes of the connection.
    fn poll_first(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
        is_tracker: IsTracker,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.is_tracker = None;
        let first = buffer.filled().get(before..).unwrap_or_default();
        if !is_tracker(first) {
            return Poll::Ready(Ok(()));
        }
        self.control.set_tracker(true);
        if self.faults.presence().borrow().absence == Some(Absence::Blackhole) {
            self.control.stalled.store(true, Ordering::Relaxed);
            return Poll::Pending;
        }
        match self.faults.next_connection() {
            Some(Action::SlowRead(pace)) => {
                let held = first.to_vec();
                buffer.set_filled(before);
                self.slow = Some(SlowReader { pace, held, pause: Box::pin(sleep(pace.pause)) });
                self.poll_read_wire(context, buffer)
            }
            Some(_) => {
                self.control.reset();
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            None => Poll::Ready(Ok(())),
        }
    }

    fn poll_read_wire(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Some(slow) = &mut self.slow else {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        };
        ready!(slow.pause.as_mut().poll(context));
        let most = slow.pace.bytes.min(buffer.remaining());
        if slow.held.is_empty() {
            let mut bytes = vec![0; most];
            let mut chunk = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut chunk))?;
            buffer.put_slice(chunk.filled());
        } else {
            let given: Vec<u8> = slow.held.drain(..most.min(slow.held.len())).collect();
            buffer.put_slice(&given);
        }
        slow.pause.as_mut().reset(Instant::now() + slow.pace.pause);
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        if wire.control.is_stalled() {
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let read = match wire.is_tracker {
            Some(is_tracker) => wire.poll_first(context, buffer, is_tracker),
            None => wire.poll_read_wire(context, buffer),
        };
        if buffer.filled().len() > before {
            wire.control.note_bytes();
        }
        read
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        let Some(pace) = wire.control.drip() else {
            wire.write_pause = None;
            return Pin::new(&mut wire.stream).poll_write(context, bytes);
        };
        if let Some(pause) = &mut wire.write_pause {
            ready!(pause.as_mut().poll(context));
        }
        let most = bytes.get(..pace.bytes.min(bytes.len())).unwrap_or_default();
        let written = ready!(Pin::new(&mut wire.stream).poll_write(context, most))?;
        wire.write_pause = Some(Box::pin(sleep(pace.pause)));
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.control.is_reset() {
            // A regular end would come before the reset.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.control.is_reset() {
            // With a linger of zero, closing sends a reset. It fails only on a socket that is dead already.
            drop(self.stream.set_zero_linger());
        }
    }
}
