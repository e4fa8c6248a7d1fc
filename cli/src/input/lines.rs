//! A file line by line, in bounded memory.

use std::io::{self, BufRead};
use std::mem;

/// The most bytes of a line: what a collector takes in one request (its `maxPayloadSize`).
pub(crate) const MOST_BYTES: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads lines, however long they are.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    number: u64,
    bytes: u64,
    checksum: crc32fast::Hasher,
    /// Whether the last line had an end: it is counted with the next.
    has_ended: bool,
}

/// One line, and how far the file was read with it.
#[derive(Debug)]
pub(crate) struct Line<'b> {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// How many bytes of the file were read, this line included and its end left out: where none is yet, one may follow.
    pub(crate) bytes: u64,
    /// The CRC-32 of these.
    pub(crate) checksum: u32,
    /// What is in it.
    pub(crate) content: Content<'b>,
}

/// What is in a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content<'b> {
    /// Text, without the line's end and without white space around it.
    Text(&'b str),
    /// Nothing but white space.
    Blank,
    /// More than [`MOST_BYTES`], without the line's end: so many. They were passed over.
    TooLong(u64),
    /// No UTF-8, from this byte of the line on.
    NotUtf8(usize),
}

impl<R: BufRead> Lines<R> {
    /// Begins with a file's first line.
    pub(crate) fn new(reader: R) -> Self {
        let checksum = crc32fast::Hasher::new();
        Self { reader, buffer: Vec::new(), number: 0, bytes: 0, checksum, has_ended: false }
    }

    /// The next line; none at the file's end.
    ///
    /// # Errors
    ///
    /// That of reading.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let length = self.fill()?;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        let Self { buffer, number, bytes, checksum, has_ended, .. } = self;
        let content = content(buffer, length - u64::from(*has_ended), *number == 1);
        Ok(Some(Line { number: *number, bytes: *bytes, checksum: checksum.clone().finalize(), content }))
    }

    /// Reads up to the line's end. Gives how many bytes that were; no more are kept than a line may have.
    fn fill(&mut self) -> io::Result<u64> {
        self.buffer.clear();
        if mem::take(&mut self.has_ended) {
            self.checksum.update(b"\n");
            self.bytes += 1;
        }
        let mut length = 0;
        loop {
            let read = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let end = read.iter().position(|byte| *byte == b'\n');
            let part = read.get(..end.map_or(read.len(), |end| end + 1)).unwrap_or_default();
            let room = (MOST_BYTES + 1).saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(part.get(..part.len().min(room)).unwrap_or_default());
            let text = part.strip_suffix(b"\n").unwrap_or(part);
            self.checksum.update(text);
            self.bytes += text.len() as u64;
            let taken = part.len();
            length += taken as u64;
            self.reader.consume(taken);
            self.has_ended = end.is_some();
            if self.has_ended || taken == 0 {
                return Ok(length);
            }
        }
    }
}

/// What is in a line of this length, without its end.
fn content(line: &[u8], length: u64, is_first: bool) -> Content<'_> {
    if length > MOST_BYTES as u64 {
        return Content::TooLong(length);
    }
    let line = if is_first { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line };
    match str::from_utf8(line) {
        Ok(text) if text.trim_ascii().is_empty() => Content::Blank,
        Ok(text) => Content::Text(text.trim_ascii()),
        Err(error) => Content::NotUtf8(error.valid_up_to()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(file: &[u8]) -> Vec<String> {
        // A small buffer, so that lines go over its end.
        let mut lines = Lines::new(io::BufReader::with_capacity(7, file));
        let mut contents = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            contents.push(format!("{} {:?}", line.number, line.content));
        }
        contents
    }

    #[test]
    fn ends_of_lines_and_marks_are_no_part_of_them() {
        assert_eq!(
            contents(b"\xef\xbb\xbf{\"a\":1}\r\n\r\n  {}  \n\t\n[\xff]\nlast"),
            [
                r#"1 Text("{\"a\":1}")"#,
                "2 Blank",
                r#"3 Text("{}")"#,
                "4 Blank",
                "5 NotUtf8(1)",
                r#"6 Text("last")"#
            ]
        );
        assert_eq!(contents(b""), [""; 0]);
        assert_eq!(contents(b"\n"), ["1 Blank"]);
        assert_eq!(contents(b"{}\n\xef\xbb\xbf{}"), [r#"1 Text("{}")"#, "2 Text(\"\\u{feff}{}\")"]);
    }

    #[test]
    fn of_a_line_that_is_too_long_no_more_is_kept_than_of_the_longest() {
        let file = [&vec![b'x'; 10 * MOST_BYTES][..], b"\n{}\n"].concat();
        let mut lines = Lines::new(io::BufReader::new(&file[..]));
        let line = lines.next().unwrap().unwrap();
        assert_eq!(line.content, Content::TooLong(10 * MOST_BYTES as u64));
        assert_eq!(lines.next().unwrap().unwrap().content, Content::Text("{}"));
        assert!(lines.buffer.capacity() <= 4 * MOST_BYTES, "{}", lines.buffer.capacity());
    }

    #[test]
    fn the_longest_line_may_have_an_end() {
        let longest = "x".repeat(MOST_BYTES);
        for (file, is_text) in
            [(longest.clone(), true), (format!("{longest}\n"), true), (format!("{longest}x"), false)]
        {
            let mut lines = Lines::new(io::BufReader::new(file.as_bytes()));
            let line = lines.next().unwrap().unwrap();
            assert_eq!(line.content == Content::Text(&longest), is_text, "{}", file.len());
        }
    }

    #[test]
    fn a_line_knows_what_was_read_with_it() {
        let mut lines = Lines::new(io::BufReader::new(&b"{}\n\n[]"[..]));
        let mut seen = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            seen.push((line.number, line.bytes, line.checksum));
        }
        let checksum = crc32fast::hash;
        assert_eq!(seen, [(1, 2, checksum(b"{}")), (2, 3, checksum(b"{}\n")), (3, 6, checksum(b"{}\n\n[]"))]);
    }
}
