//! The program `snowgauge-collector`.

use std::process::ExitCode;

fn main() -> ExitCode {
    snowgauge_collector::run("snowgauge-collector", std::env::args_os().skip(1))
}
