//! What the tests of the program share.
#![allow(dead_code, unreachable_pub, clippy::expect_used, clippy::unwrap_used, missing_docs)] // Not every test uses all of it; a helper fails a test.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program with these arguments.
pub fn snowgauge(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_snowgauge"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs the program with this on its standard input.
pub fn run(arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut command = snowgauge(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.as_ref().to_owned();
    // From a thread of its own, as the program may fill its output first; it need not read to the end.
    let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer does not panic");
    output
}

pub fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of `tests/vectors`.
pub fn vectors(name: &str) -> Value {
    let path: PathBuf = package().join("../tests/vectors").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).expect("the file is there")).expect("JSON")
}

/// How many cases the manifest counts.
pub fn counted(name: &str) -> u64 {
    vectors("manifest.json")[name].as_u64().expect("a count")
}

/// Compares with a file in `tests/golden`; `UPDATE_SNAPSHOTS=1` writes it.
pub fn golden(name: &str, text: &str) {
    let path = package().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, text).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the file is there");
    assert!(text == expected, "{name} differs; it is now:\n{text}");
}
