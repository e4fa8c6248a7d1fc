//! The program `snowgauge`.

use std::process::ExitCode;

fn main() -> ExitCode {
    snowgauge_cli::run(std::env::args_os())
}
