//! A collector behind TLS for the tests of other languages: `tls_collector FOLDER`.
//!
//! It writes two authorities to the folder: `trusted.pem`, which signed its certificate, and `other.pem`, which did not.
//! Then it prints its URL, answers every request with 200, and ends when its input does.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs, io};

#[path = "../tests/tls_server/mod.rs"]
#[expect(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "it is a test's, which may panic")]
mod tls_server;

use tls_server::{Authority, TlsServer};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("expected FOLDER")?);
    let authority = Authority::new();
    fs::write(folder.join("trusted.pem"), authority.pem())?;
    fs::write(folder.join("other.pem"), Authority::new().pem())?;
    let server = TlsServer::start(authority.certify("localhost"));
    println!("https://localhost:{}", server.port);
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
