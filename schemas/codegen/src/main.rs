//! `cargo codegen` writes every generated file from `schemas/`; `cargo codegen --check` only names those that differ.

use std::path::Path;
use std::process::ExitCode;

use snowgauge_codegen::output::{Failure, Mode, run};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mode = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Mode::Write,
        ["--check"] => Mode::Check,
        _ => {
            eprintln!("usage: cargo codegen [--check]");
            return ExitCode::from(2);
        }
    };
    let Some(root) = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2) else { return ExitCode::FAILURE };
    report(mode, run(root, mode))
}

/// Tells what was done, and whether it went well.
fn report(mode: Mode, result: Result<Vec<&'static str>, Failure>) -> ExitCode {
    match result {
        Ok(paths) => {
            for path in &paths {
                match mode {
                    Mode::Write => println!("wrote {path}"),
                    Mode::Check => eprintln!("{path}: differs from what `schemas/` asks for; run `cargo codegen`"),
                }
            }
            if mode == Mode::Write || paths.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(Failure::Input(problems)) => {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            eprintln!("{} problems: nothing was written", problems.len());
            ExitCode::FAILURE
        }
        Err(Failure::Output(path, error)) => {
            eprintln!("{path}: cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}
