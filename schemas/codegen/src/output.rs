//! Puts generated files into place, or finds out which are not.

use std::path::Path;
use std::{fs, io};

use crate::model;
use crate::problem::Problem;
use crate::targets::{self, Output};

/// What to do with a file that differs from what the schemas ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write it anew.
    Write,
    /// Leave it.
    Check,
}

/// Why nothing was generated.
#[derive(Debug)]
pub enum Failure {
    /// The schemas or the plan are wrong.
    Input(Vec<Problem>),
    /// A file could not be made or written.
    Output(&'static str, io::Error),
}

/// Generates every file of the repository at `root`, and gives the paths of those that differ (or did, after
/// [`Mode::Write`]).
///
/// # Errors
///
/// Nothing is written if anything is wrong with the schemas or the plan.
pub fn run(root: &Path, mode: Mode) -> Result<Vec<&'static str>, Failure> {
    let model = model::load(root).map_err(Failure::Input)?;
    let mut different = Vec::new();
    let outputs = targets::render(&model).map_err(|(path, error)| Failure::Output(path, error))?;
    for Output { path, text } in outputs {
        let file = root.join(path);
        if fs::read_to_string(&file).is_ok_and(|there| there == text) {
            continue;
        }
        different.push(path);
        if mode == Mode::Write {
            let folder = file.parent().unwrap_or(root);
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&file, text))
                .map_err(|error| Failure::Output(path, error))?;
        }
    }
    Ok(different)
}
