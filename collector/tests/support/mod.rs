//! The real program, for the tests that talk to it over a real socket.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test has its own copy of this module and uses a part of it"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy.toml allows them in test functions, but not in the helpers of an integration test"
)]

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

/// Snowplow's own endpoint.
pub const TP2: &str = "/com.snowplowanalytics.snowplow/tp2";
/// The content type of a payload.
pub const JSON: &str = "application/json; charset=utf-8";

/// A running program; killed when dropped.
pub struct Program {
    /// The process.
    pub child: Child,
    /// Its address, without a path.
    pub url: String,
    /// Keeps connections alive, as a client does.
    pub agent: Agent,
}

impl Drop for Program {
    fn drop(&mut self) {
        // It fails only when the program has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Program {
    /// Starts it on a free port.
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_snowgauge-collector"))
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").expect("the first line").to_owned();
        assert!(url.starts_with("http://127.0.0.1:") && !url.ends_with(":0"), "{url}");
        let agent = Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { child, url, agent }
    }

    /// With the schemas of the tests.
    pub fn with_test_schemas(more: &[&str]) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/iglu");
        Self::start(&[&["--schemas", folder], more].concat())
    }

    /// `GET`, whatever the status.
    pub fn get(&self, path: &str) -> Response<Body> {
        self.agent.get(format!("{}{path}", self.url)).call().unwrap()
    }

    /// The JSON that a path answers with.
    pub fn get_json(&self, path: &str) -> Value {
        serde_json::from_reader(self.get(path).into_body().into_reader()).unwrap()
    }

    /// `POST`, whatever the status.
    pub fn post(&self, path: &str, content_type: &str, body: &str) -> Response<Body> {
        let request = self.agent.post(format!("{}{path}", self.url));
        request.header("Content-Type", content_type).send(body.as_bytes()).unwrap()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// Asks it to stop as a person or a service manager would.
    #[cfg(unix)]
    pub fn signal(&mut self, name: &str) -> ExitStatus {
        self.ask(name);
        self.child.wait().unwrap()
    }

    /// The same without waiting.
    #[cfg(unix)]
    pub fn ask(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

/// Status and body.
pub fn text(response: Response<Body>) -> (u16, String) {
    (response.status().as_u16(), response.into_body().read_to_string().unwrap())
}

/// The body that carries these events.
pub fn payload(events: &[Value]) -> String {
    json!({"schema": "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", "data": events})
        .to_string()
}

/// An event that is good.
pub fn page_view() -> Value {
    json!({"e": "pv", "p": "srv", "tv": "t-1", "eid": "5a305bf5-32fc-40d9-b0e8-66052f0f2c95"})
}
