//! A server on loopback that treats each connection as a test tells it to, down to the bytes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// What the server does with a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// Never reads.
    Deaf,
    /// Reads the request and says nothing.
    Mute,
    /// Answers byte by byte, without end.
    DripsHead,
    /// Answers 200, then byte by byte.
    DripsBody,
    /// Answers 200 with a body that does not end.
    Endless,
    /// Answers with something else than HTTP.
    Gibberish,
}

/// How long a dripping server takes for a byte.
const DRIP: Duration = Duration::from_millis(10);

pub(crate) struct Raw {
    pub(crate) url: String,
    accepted: Arc<AtomicUsize>,
}

impl Raw {
    /// Starts a server that treats its connections in these manners in turn, and answers all further ones properly.
    pub(crate) fn start(manners: &[Manner]) -> Self {
        Self::serve(listener(128), manners)
    }

    /// Begins to serve on a listener.
    pub(crate) fn serve(listener: TcpListener, manners: &[Manner]) -> Self {
        let url = url(&listener);
        let accepted = Arc::<AtomicUsize>::default();
        let (count, mut manners) = (Arc::clone(&accepted), VecDeque::from(manners.to_vec()));
        let held = Arc::<Mutex<Vec<TcpStream>>>::default();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let (manner, held) = (manners.pop_front(), Arc::clone(&held));
                thread::spawn(move || treat(stream, manner, &held));
            }
        });
        Self { url, accepted }
    }

    /// How many connections were accepted.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

pub(crate) fn url(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}

/// A listener with this backlog, whose connections take few bytes that nobody reads.
pub(crate) fn listener(backlog: i32) -> TcpListener {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    socket.listen(backlog).unwrap();
    socket.into()
}

/// Connections that fill a listener's backlog: further ones get no answer while these are held.
pub(crate) fn fill(listener: &TcpListener) -> Vec<TcpStream> {
    let address = listener.local_addr().unwrap();
    let connect = |_| TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
    (0..).map(connect).take_while(Option::is_some).flatten().collect()
}

fn treat(mut stream: TcpStream, manner: Option<Manner>, held: &Mutex<Vec<TcpStream>>) {
    if !matches!(manner, Some(Manner::Deaf)) && !read_request(&mut BufReader::new(&stream)) {
        return;
    }
    match manner {
        None => loop {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            if !read_request(&mut BufReader::new(&stream)) {
                return;
            }
        },
        Some(Manner::Deaf | Manner::Mute) => held.lock().unwrap().push(stream),
        Some(Manner::DripsHead) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ");
            drip(&mut stream);
        }
        Some(Manner::DripsBody) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            drip(&mut stream);
        }
        Some(Manner::Endless) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            while stream.write_all(&[b'x'; 4_096]).is_ok() {}
        }
        Some(Manner::Gibberish) => drop(stream.write_all(b"220 mail.example ESMTP\r\n\r\n")),
    }
}

fn drip(stream: &mut TcpStream) {
    while stream.write_all(b"x").is_ok() {
        thread::sleep(DRIP);
    }
}

/// Reads one request to its end: whether one came.
fn read_request(reader: &mut impl BufRead) -> bool {
    let mut length = 0;
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(1..) if line.trim_end().is_empty() => break,
            Ok(1..) => {}
            _ => return false,
        }
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink()).is_ok()
}
