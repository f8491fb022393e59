//! Where a value ends, however many buffers it goes through.

use std::io::Read;

use crate::trail::{
    brackets::{Scan, Step},
    splitter::{Boundary, LARGEST, NO_JSON, Splitter},
    time,
    window::End,
};

impl<R: Read> Splitter<R> {
    /// Finds the end of the value at the start of the window.
    pub(super) fn scan(&mut self, mut scan: Scan) -> Boundary {
        loop {
            let (bytes, is_all) = self.bounded();
            let is_too_large = bytes.len() == LARGEST;
            match scan.advance(bytes, is_all) {
                Step::End => return Boundary::End(scan.at),
                Step::Array(within) => {
                    self.keep(scan.at);
                    self.window.pass_over(scan.at);
                    return Boundary::Array(within);
                }
                Step::Broken(reason) => return Boundary::Broken(scan.at, reason),
                Step::More if is_too_large => return self.skip_oversized(scan),
                Step::More if self.window.more() => {}
                Step::More => return Boundary::CutOff(scan.at, "the content ends inside a record"),
            }
        }
    }

    /// Finds the end of the object around an array of records, or the next array in it, and keeps
    /// what lies before it.
    pub(super) fn scan_frame(&mut self) -> Boundary {
        let mut scan = Scan::behind_array();
        loop {
            let (bytes, is_all) = self.bounded();
            let is_full = bytes.len() == LARGEST;
            let step = scan.advance(bytes, is_all);
            let done = if step == Step::More { scan.done() } else { scan.at };
            match step {
                Step::Broken(reason) => return Boundary::Broken(scan.at, reason),
                Step::More if is_full && done == 0 => {
                    return Boundary::Broken(scan.at, "a name is too long");
                }
                _ => {}
            }
            self.keep(done);
            self.window.pass_over(done);
            scan.forget(done);
            match step {
                Step::End => return Boundary::End(0),
                Step::Array(within) => return Boundary::Array(within),
                _ if is_full || self.window.more() => {}
                _ => return Boundary::CutOff(scan.at, "the document ends inside its outer object"),
            }
        }
    }

    /// Passes over a value that is too large to hold, so that the ones behind it are not lost.
    fn skip_oversized(&mut self, mut scan: Scan) -> Boundary {
        let position = self.window.position();
        self.keep(scan.at);
        scan.is_probing = false;
        let mut length = 0;
        let has_end = loop {
            let step = scan.advance(self.window.bytes(), self.window.end().is_some());
            let passed = scan.at;
            length += passed;
            self.window.pass_over(passed);
            scan.forget(passed);
            match step {
                Step::End => break true,
                Step::More if self.window.more() => {}
                _ => break false,
            }
        };
        Boundary::Oversized { position, length, has_end }
    }

    /// A line of a CloudWatch Logs export: a time, a space, a message.
    pub(super) fn log_line(&mut self) -> Boundary {
        let word = match self.find(|byte| byte.is_ascii_whitespace()) {
            Boundary::End(length) => length,
            found => return found,
        };
        let is_time = str::from_utf8(&self.window.bytes()[..word]).is_ok_and(|text| {
            time::parse(text).is_some() || text.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !is_time {
            return Boundary::Broken(0, NO_JSON);
        }
        self.window.pass_over(word);
        if self.window.peek(0) == Some(b' ') {
            self.window.pass_over(1);
        }
        match self.window.peek(0) {
            Some(b'{') => self.scan(Scan::default()),
            _ => self.find(|byte| byte == b'\n'),
        }
    }

    /// Finds the first byte that ends a plain word; the end of the content ends it too.
    pub(super) fn find(&mut self, ends: impl Fn(u8) -> bool) -> Boundary {
        let mut at = 0;
        loop {
            let (bytes, _) = self.bounded();
            if let Some(found) = bytes[at..].iter().position(|byte| ends(*byte)) {
                return Boundary::End(at + found);
            }
            at = bytes.len();
            if at == LARGEST {
                return Boundary::Broken(at, "a word is too long");
            }
            if !self.window.more() {
                return match self.window.end() {
                    Some(End::Failed(_)) => Boundary::CutOff(at, "the content ends inside a word"),
                    _ => Boundary::End(at),
                };
            }
        }
    }

    /// As many of the bytes that are held as the largest record has, and whether they are all of the
    /// rest. How many are held depends on the reader; what is too large must not.
    fn bounded(&self) -> (&[u8], bool) {
        let bytes = self.window.bytes();
        match bytes.get(..LARGEST) {
            Some(first) => (first, false),
            None => (bytes, self.window.end().is_some()),
        }
    }
}
