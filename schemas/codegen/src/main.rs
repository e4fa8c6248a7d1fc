//! `cargo codegen` writes every generated file from `schemas/`; `cargo codegen --check` only names those that differ;
//! `cargo codegen check-evolution OLD NEW` judges what changed between versions of schemas.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use snowgauge_codegen::evolution;
use snowgauge_codegen::output::{Failure, Mode, run};

const USAGE: &str = "\
usage: cargo codegen                            writes every generated file
       cargo codegen --check                    names the files that differ, and writes nothing
       cargo codegen check-evolution OLD NEW    compares schemas (two files, or two folders in Iglu's layout): names each
                                                change as an ADDITION, a REVISION or a MODEL, and refuses a version
                                                number that does not fit";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mode = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Mode::Write,
        ["--check"] => Mode::Check,
        ["check-evolution", old, new] => return check_evolution(Path::new(old), Path::new(new)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    // Cargo says where this package is: two folders below the repository's root.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let Some(root) = package.as_deref().and_then(|package| package.ancestors().nth(2)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    report(mode, run(root, mode))
}

/// Tells what was done, and whether it went well.
fn report(mode: Mode, result: Result<Vec<&'static str>, Failure>) -> ExitCode {
    match result {
        Ok(paths) => {
            for path in &paths {
                match mode {
                    Mode::Write => println!("wrote {path}"),
                    Mode::Check => {
                        eprintln!("{path}: differs from what `schemas/` asks for; run `cargo codegen`");
                    }
                }
            }
            if mode == Mode::Write || paths.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(Failure::Input(problems)) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            eprintln!("nothing was written: {} in `schemas/`", counted(problems.len()));
            ExitCode::FAILURE
        }
        Err(Failure::Output(path, error)) => {
            eprintln!("{path}: cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Tells what changed, and whether the version numbers say so.
fn check_evolution(old: &Path, new: &Path) -> ExitCode {
    match evolution::check(old, new) {
        Ok(report) => {
            println!("{report}");
            if report.fits() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(problems) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            eprintln!("nothing was compared: {}", counted(problems.len()));
            ExitCode::FAILURE
        }
    }
}

fn counted(problems: usize) -> String {
    if problems == 1 { "1 problem".into() } else { format!("{problems} problems") }
}
