//! The search for the end of a value, across any number of buffers.

use std::io::Read;

use crate::trail::{
    brackets::{BracketScan, Step},
    container::Within,
    splitter::{Boundary, MAX_RECORD, NOT_JSON, Splitter},
    time,
    window::End,
};

/// The longest name of a log stream, in bytes: see `CreateLogStream` in the CloudWatch Logs API reference.
const MAX_STREAM_NAME: usize = 512;

impl<R: Read> Splitter<R> {
    /// Finds the end of the value at the start of the window.
    pub(super) fn scan(&mut self, mut scan: BracketScan) -> Boundary {
        loop {
            let (bytes, is_all) = self.bounded();
            let is_too_large = bytes.len() == MAX_RECORD;
            match scan.advance(bytes, is_all) {
                Step::End => return Boundary::End(scan.at),
                Step::Array(within) => {
                    self.extend_excerpt(scan.at);
                    self.window.consume(scan.at);
                    return Boundary::Array(within);
                }
                Step::Broken(reason) => return Boundary::Broken(scan.at, reason),
                Step::More if is_too_large && self.can_enter() => return Boundary::TooLarge,
                Step::More if is_too_large => return self.skip_oversized(scan),
                Step::More if self.window.read_more() => {}
                Step::More => return Boundary::CutOff(scan.at, "the content ends inside a record"),
            }
        }
    }

    /// Finds the end of the outer object, or the next array of records in it, and consumes the bytes
    /// before it.
    pub(super) fn scan_outer_object(&mut self) -> Boundary {
        let mut scan = BracketScan::after_array();
        loop {
            let (bytes, is_all) = self.bounded();
            let is_full = bytes.len() == MAX_RECORD;
            let step = scan.advance(bytes, is_all);
            let done = if step == Step::More { scan.done() } else { scan.at };
            match step {
                Step::Broken(reason) => return Boundary::Broken(scan.at, reason),
                Step::More if is_full && done == 0 => {
                    return Boundary::Broken(scan.at, "a name is too long");
                }
                _ => {}
            }
            self.extend_excerpt(done);
            self.window.consume(done);
            scan.consume(done);
            match step {
                Step::End => return Boundary::End(0),
                Step::Array(within) => return Boundary::Array(within),
                _ if is_full || self.window.read_more() => {}
                _ => return Boundary::CutOff(scan.at, "the document ends inside its outer object"),
            }
        }
    }

    /// Skips a value that is too large to hold in memory, so that the next values are not lost.
    fn skip_oversized(&mut self, mut scan: BracketScan) -> Boundary {
        let position = self.window.position();
        self.extend_excerpt(scan.at);
        scan.stops_at_arrays = false;
        let mut length = 0;
        let has_end = loop {
            let step = scan.advance(self.window.bytes(), self.window.end().is_some());
            let skipped = scan.at;
            length += skipped;
            self.window.consume(skipped);
            scan.consume(skipped);
            match step {
                Step::End => break true,
                Step::More if self.window.read_more() => {}
                _ => break false,
            }
        };
        Boundary::Oversized { position, length, has_end }
    }

    /// Finds the message in a line of a CloudWatch Logs export: a time, a space, a message. `aws logs tail`
    /// writes the name of the stream before the message.
    pub(super) fn log_line(&mut self) -> (Boundary, Within) {
        let word = match self.find(|byte| byte.is_ascii_whitespace()) {
            Boundary::End(length) => length,
            boundary => return (boundary, Within::LogLine),
        };
        let is_time = str::from_utf8(&self.window.bytes()[..word]).is_ok_and(|text| {
            time::parse(text).is_some() || text.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !is_time {
            return (Boundary::Broken(0, NOT_JSON), Within::LogLine);
        }
        self.window.consume(word);
        if self.window.peek(0) == Some(b' ') {
            self.window.consume(1);
        }
        let stream = self.stream_name();
        self.window.consume(stream);
        let within = if stream > 0 { Within::LogTail } else { Within::LogLine };
        let message = match self.window.peek(0) {
            Some(b'{') => self.object(BracketScan::default()),
            _ => self.find(|byte| byte == b'\n'),
        };
        (message, within)
    }

    /// Returns the length of the word at the start of the window and the space after it, or 0 if no object
    /// follows them.
    fn stream_name(&mut self) -> usize {
        let mut at = 0;
        while at <= MAX_STREAM_NAME {
            match self.window.peek(at) {
                Some(b' ') if self.window.peek(at + 1) == Some(b'{') => return at + 1,
                None | Some(b'{' | b' ' | b'\r' | b'\n') => return 0,
                Some(_) => at += 1,
            }
        }
        0
    }

    /// Finds the first byte that ends a word. The end of the content also ends it.
    pub(super) fn find(&mut self, is_end: impl Fn(u8) -> bool) -> Boundary {
        let mut at = 0;
        loop {
            let (bytes, _) = self.bounded();
            if let Some(found) = bytes[at..].iter().position(|byte| is_end(*byte)) {
                return Boundary::End(at + found);
            }
            at = bytes.len();
            if at == MAX_RECORD {
                return Boundary::Broken(at, "a word is too long");
            }
            if !self.window.read_more() {
                return match self.window.end() {
                    Some(End::Failed(_)) => Boundary::CutOff(at, "the content ends inside a word"),
                    _ => Boundary::End(at),
                };
            }
        }
    }

    /// Returns at most [`MAX_RECORD`] bytes of the window, and true if no more bytes follow them. The
    /// size of the window depends on the reader, but the limit on a record must not.
    fn bounded(&self) -> (&[u8], bool) {
        let bytes = self.window.bytes();
        match bytes.get(..MAX_RECORD) {
            Some(first) => (first, false),
            None => (bytes, self.window.end().is_some()),
        }
    }
}
