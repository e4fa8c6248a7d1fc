//! A file that only ever grows by whole lines.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// How much of a file's end is looked at in one go, in bytes.
const TAIL_BYTES: u64 = 64 * 1024;

/// A file to which lines are appended.
pub(super) struct LineFile {
    file: File,
    /// Whether its end is a whole line.
    whole: bool,
}

impl LineFile {
    /// Opens a file, or makes one that its owner alone may read. Half a line at its end, left by a process that was
    /// killed, is cut off; the second result says so.
    pub(super) fn open(path: &Path) -> io::Result<(Self, bool)> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        let cut = cut_half_line(&mut file)?;
        Ok((Self { file, whole: true }, cut))
    }

    /// Appends whole lines: all of them, or, when it fails, none.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if !self.whole {
            cut_half_line(&mut self.file)?;
            self.whole = true;
        }
        let length = self.file.metadata()?.len();
        let written = self.file.write_all(lines);
        if written.is_err() {
            self.whole = self.file.set_len(length).is_ok();
        }
        written
    }
}

/// Cuts off what follows the last line end. What is no regular file has no end to look at.
fn cut_half_line(file: &mut File) -> io::Result<bool> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(false);
    }
    let length = metadata.len();
    let mut end = length;
    while end > 0 {
        let start = end.saturating_sub(TAIL_BYTES);
        let mut tail = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        Read::by_ref(file).take(end - start).read_to_end(&mut tail)?;
        if let Some(at) = tail.iter().rposition(|byte| *byte == b'\n') {
            end = start + u64::try_from(at).unwrap_or_default() + 1;
            break;
        }
        end = start;
    }
    if end < length {
        file.set_len(end)?;
    }
    Ok(end < length)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn path(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("snowgauge-collector-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    #[test]
    fn half_a_line_is_cut_off() {
        let long = "x".repeat(200_000);
        for (name, before, after) in [
            ("none", "", ""),
            ("whole", "a\nb\n", "a\nb\n"),
            ("half", "a\nb", "a\n"),
            ("only_half", "ab", ""),
            ("long_half", &format!("a\n{long}"), "a\n"),
            ("long", &format!("{long}\n"), &format!("{long}\n")),
        ] {
            let path = path(name);
            fs::write(&path, before).unwrap();
            let (mut file, cut) = LineFile::open(&path).unwrap();
            file.append(b"c\n").unwrap();
            assert_eq!(cut, before != after, "{name}");
            assert!(fs::read_to_string(&path).unwrap() == format!("{after}c\n"), "{name}");
            fs::remove_file(&path).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let path = path("mode");
        LineFile::open(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_file(&path).unwrap();
    }
}
