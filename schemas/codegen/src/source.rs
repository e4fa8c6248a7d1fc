//! Reads the text of a file, or says why there is none.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::problem::{Problem, Source};

/// The byte order mark that some editors put before UTF-8.
const MARK: char = '\u{feff}';

impl Source {
    /// Reads the file at `path`, which problems call `file`.
    ///
    /// # Errors
    ///
    /// It is not there, is not UTF-8, has nothing in it or begins with a byte order mark. `kind` is what it should be,
    /// such as "a schema is one JSON object".
    pub fn read(path: &Path, file: String, kind: &str) -> Result<Self, Problem> {
        let unread = Self { file, text: String::new() };
        let bytes = fs::read(path).map_err(|error| unread.unreadable(&error, kind))?;
        let source = match String::from_utf8(bytes) {
            Ok(text) => Self { text, ..unread },
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let source = Self { text: String::from_utf8_lossy(error.as_bytes()).into_owned(), ..unread };
                let what = format!("byte {} of the file is not UTF-8", at + 1);
                return Err(source.problem(at, "", what, "save the file as UTF-8"));
            }
        };
        if source.text.starts_with(MARK) {
            let what = "the file begins with a byte order mark";
            return Err(source.problem(0, "", what, "save it as UTF-8 without one"));
        }
        if source.text.trim().is_empty() {
            return Err(source.problem(0, "", "the file is empty", kind));
        }
        Ok(source)
    }

    fn unreadable(&self, error: &Error, kind: &str) -> Problem {
        let what = match error.kind() {
            ErrorKind::NotFound => "there is no such file".into(),
            ErrorKind::PermissionDenied => "the file may not be read".into(),
            _ => format!("the file cannot be read ({error})"),
        };
        self.problem(0, "", what, kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_first_wrong_byte_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), b"{\n  \"a\": 1,\n  \"\xff\": 2\n}").unwrap();
        let problem = Source::read(file.path(), "a".into(), "").unwrap_err();
        assert_eq!(problem.to_string(), "a:3: byte 16 of the file is not UTF-8; save the file as UTF-8");
    }
}
