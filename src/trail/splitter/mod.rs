//! Cuts the records out of a stream of bytes, whatever container they are in.
//!
//! One pass over a bounded window: the memory it takes depends on the largest record, not on the
//! file. It does not check that a record is JSON, so a record that is none costs only itself; it
//! does find where a document breaks off.

use std::io::Read;

use serde::de::IgnoredAny;

use crate::trail::{
    brackets::{Scan, Step},
    container::Within,
    time,
    window::{End, Window},
};

/// The largest record that is read. CloudTrail's own limit is 256 KB, or 1 MB in Lake.
pub const LARGEST: usize = 16 << 20;

/// How much of a broken or oversized stretch is kept for its reject.
pub const KEPT: usize = 64 << 10;

/// How many bytes are looked at again, line by line, behind values that the content cuts off. Without
/// an end to it a file of lines that each open an object would take time by the square of its size.
const RETRIED: usize = 16 * LARGEST;

const NO_JSON: &str = "this is no JSON";

const ENDS_IN_ARRAY: Found = Found::CutOff(0, "the document ends inside its array of records");

/// What the splitter finds.
#[derive(Debug)]
pub enum Piece<'a> {
    /// One value.
    Value(Value<'a>),
    /// A stretch that cannot be cut into values.
    Broken(Broken<'a>),
}

/// The text of one value.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// Where it starts, in bytes from the start of the content.
    pub position: u64,
    /// Its text, which may be no JSON, and no UTF-8.
    pub text: &'a [u8],
    /// Where it stood.
    pub within: Within,
}

/// A stretch of content that is no sequence of values.
#[derive(Debug)]
pub struct Broken<'a> {
    /// Where it starts, in bytes from the start of the content.
    pub position: u64,
    /// Its first 64 KiB.
    pub text: &'a [u8],
    /// What is wrong.
    pub reason: String,
    /// Whether nothing is lost behind it.
    pub resumed: bool,
    /// Whether the content ended before the document did, so that more may have been lost.
    pub cut_off: bool,
}

/// Cuts values out of a reader.
pub struct Splitter<R> {
    window: Window<R>,
    place: Place,
    /// Bytes to pass over at the next call: those of the piece that was handed out.
    handed_out: usize,
    array: Option<Within>,
    kept: Vec<u8>,
    retried: usize,
    /// Where the object around the records went on, behind which it broke; what lies between was
    /// kept and passed over.
    frame: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Between top-level values.
    Top,
    /// At the start of an array of records.
    Start(Within),
    /// In an array of records, behind a comma.
    Comma(Within),
    /// In an array of records, behind one of them.
    Behind(Within),
    /// In the object around such an array, behind the array.
    Object,
    /// Behind the last byte.
    Done,
}

/// Where a value ends, or why it does not; counts are bytes from its start.
#[derive(Clone, Copy, Debug)]
enum Found {
    End(usize),
    Array(Within),
    Broken(usize, &'static str),
    CutOff(usize, &'static str),
    /// What stands around the records is no JSON; it is kept.
    BadFrame,
    Oversized {
        position: u64,
        length: usize,
        has_end: bool,
    },
}

impl<R: Read> Splitter<R> {
    /// Starts at the beginning of the content.
    pub fn new(reader: R) -> Self {
        Self {
            window: Window::new(reader),
            place: Place::Top,
            handed_out: 0,
            array: None,
            kept: Vec::new(),
            retried: 0,
            frame: None,
        }
    }

    /// The reader, to ask it about what was read.
    pub fn reader(&mut self) -> &mut R {
        self.window.reader()
    }

    /// The array of records that was last entered.
    pub fn array(&self) -> Option<Within> {
        self.array
    }

    /// The next piece, or `None` at the end of the content.
    pub fn next_piece(&mut self) -> Option<Piece<'_>> {
        let passed = std::mem::take(&mut self.handed_out);
        self.window.pass_over(passed);
        self.kept.clear();
        let (found, within) = loop {
            let found = match self.place {
                Place::Done => return None,
                Place::Top => self.at_top(),
                Place::Start(within) | Place::Comma(within) => self.before_record(within),
                Place::Behind(within) => self.behind_record(within),
                Place::Object => self.behind_array(),
            };
            if let Some(found) = found {
                break found;
            }
        };
        Some(self.hand_out(found, within))
    }

    fn at_top(&mut self) -> Option<(Found, Within)> {
        match self.skip_space() {
            None => {
                self.place = Place::Done;
                match self.window.end() {
                    Some(End::Failed(_)) => {
                        Some((Found::CutOff(0, "the content ends here"), Within::Top))
                    }
                    _ => None,
                }
            }
            Some(b'{') => match self.scan(Scan::probing()) {
                Found::Array(within) => self.enter(within, ""),
                found => Some((found, Within::Top)),
            },
            Some(b'[') => {
                self.window.pass_over(1);
                self.array = Some(Within::Array);
                self.place = Place::Start(Within::Array);
                None
            }
            Some(b'0'..=b'9') => Some((self.log_line(), Within::LogLine)),
            Some(_) => Some((Found::Broken(0, NO_JSON), Within::Top)),
        }
    }

    /// In an array of records, where a record or the end of the array must come.
    fn before_record(&mut self, within: Within) -> Option<(Found, Within)> {
        let found = match self.skip_space() {
            None => ENDS_IN_ARRAY,
            Some(b']') if self.place == Place::Start(within) => {
                self.leave(within);
                return None;
            }
            Some(b'{' | b'[' | b'"') => self.scan(Scan::default()),
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.find(|byte| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace())
            }
            Some(b',' | b']') => Found::Broken(0, "a record is missing here"),
            Some(_) => Found::Broken(0, NO_JSON),
        };
        self.place = Place::Behind(within);
        Some((found, within))
    }

    /// In an array of records, behind one of them.
    fn behind_record(&mut self, within: Within) -> Option<(Found, Within)> {
        match self.skip_space() {
            None => return Some((ENDS_IN_ARRAY, within)),
            Some(b']') => self.leave(within),
            Some(b',') => {
                self.window.pass_over(1);
                self.place = Place::Comma(within);
            }
            Some(_) => {
                return Some((Found::Broken(0, "a comma is missing between two records"), within));
            }
        }
        None
    }

    /// In the object around an array of records, behind the array.
    fn behind_array(&mut self) -> Option<(Found, Within)> {
        let start = self.window.position();
        match self.scan_frame() {
            Found::End(_) => {
                self.place = Place::Top;
                self.check_frame("{\"\":[]", "")
            }
            Found::Array(within) => self.enter(within, "{\"\":[]"),
            found => {
                self.frame = Some(start);
                Some((found, Within::Top))
            }
        }
    }

    fn enter(&mut self, within: Within, before: &str) -> Option<(Found, Within)> {
        self.array = Some(within);
        self.place = Place::Start(within);
        self.check_frame(before, "]}")
    }

    fn leave(&mut self, within: Within) {
        self.window.pass_over(1);
        self.place = if within == Within::Array { Place::Top } else { Place::Object };
    }

    /// Whether what was kept of the object around the records is JSON, where it is all of it.
    fn check_frame(&mut self, before: &str, behind: &str) -> Option<(Found, Within)> {
        let frame = [before.as_bytes(), &self.kept, behind.as_bytes()].concat();
        let is_sound =
            self.kept.len() >= KEPT || serde_json::from_slice::<IgnoredAny>(&frame).is_ok();
        if is_sound {
            self.kept.clear();
            return None;
        }
        Some((Found::BadFrame, Within::Top))
    }

    /// Finds the end of the value at the start of the window.
    fn scan(&mut self, mut scan: Scan) -> Found {
        loop {
            let (bytes, is_all) = self.bounded();
            let is_too_large = bytes.len() == LARGEST;
            match scan.advance(bytes, is_all) {
                Step::End => return Found::End(scan.at),
                Step::Array(within) => {
                    self.keep(scan.at);
                    self.window.pass_over(scan.at);
                    return Found::Array(within);
                }
                Step::Broken(reason) => return Found::Broken(scan.at, reason),
                Step::More if is_too_large => return self.skip_oversized(scan),
                Step::More if self.window.more() => {}
                Step::More => return Found::CutOff(scan.at, "the content ends inside a record"),
            }
        }
    }

    /// Finds the end of the object around an array of records, or the next array in it, and keeps
    /// what lies before it.
    fn scan_frame(&mut self) -> Found {
        let mut scan = Scan::behind_array();
        loop {
            let (bytes, is_all) = self.bounded();
            let is_full = bytes.len() == LARGEST;
            let step = scan.advance(bytes, is_all);
            let done = if step == Step::More { scan.done() } else { scan.at };
            match step {
                Step::Broken(reason) => return Found::Broken(scan.at, reason),
                Step::More if is_full && done == 0 => {
                    return Found::Broken(scan.at, "a name is too long");
                }
                _ => {}
            }
            self.keep(done);
            self.window.pass_over(done);
            scan.forget(done);
            match step {
                Step::End => return Found::End(0),
                Step::Array(within) => return Found::Array(within),
                _ if is_full || self.window.more() => {}
                _ => return Found::CutOff(scan.at, "the document ends inside its outer object"),
            }
        }
    }

    /// Passes over a value that is too large to hold, so that the ones behind it are not lost.
    fn skip_oversized(&mut self, mut scan: Scan) -> Found {
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
        Found::Oversized { position, length, has_end }
    }

    /// A line of a CloudWatch Logs export: a time, a space, a message.
    fn log_line(&mut self) -> Found {
        let word = match self.find(|byte| byte.is_ascii_whitespace()) {
            Found::End(length) => length,
            found => return found,
        };
        let is_time = str::from_utf8(&self.window.bytes()[..word]).is_ok_and(|text| {
            time::parse(text).is_some() || text.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !is_time {
            return Found::Broken(0, NO_JSON);
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
    fn find(&mut self, ends: impl Fn(u8) -> bool) -> Found {
        let mut at = 0;
        loop {
            let (bytes, _) = self.bounded();
            if let Some(found) = bytes[at..].iter().position(|byte| ends(*byte)) {
                return Found::End(at + found);
            }
            at = bytes.len();
            if at == LARGEST {
                return Found::Broken(at, "a word is too long");
            }
            if !self.window.more() {
                return match self.window.end() {
                    Some(End::Failed(_)) => Found::CutOff(at, "the content ends inside a word"),
                    _ => Found::End(at),
                };
            }
        }
    }

    fn hand_out(&mut self, found: Found, within: Within) -> Piece<'_> {
        match found {
            Found::End(length) => {
                self.handed_out = length;
                let text = &self.window.bytes()[..length];
                Piece::Value(Value { position: self.window.position(), text, within })
            }
            Found::Broken(at, reason) => self.broken(at, reason, false),
            Found::CutOff(at, reason) => self.broken(at, reason, true),
            Found::Oversized { position, length, has_end } => {
                let resumed = has_end || self.take_up(0);
                let reason = format!(
                    "a record of {length} bytes is larger than the {LARGEST} that are read"
                );
                let text = &self.kept;
                Piece::Broken(Broken { position, text, reason, resumed, cut_off: !resumed })
            }
            // It costs none of the records.
            Found::BadFrame | Found::Array(_) => Piece::Broken(Broken {
                position: self.window.position().saturating_sub(self.kept.len() as u64),
                text: &self.kept,
                reason: "the object around the records is no JSON".to_owned(),
                resumed: true,
                cut_off: false,
            }),
        }
    }

    /// Gives up the value at the start of the window, which broke `at` bytes behind it, and looks
    /// for a line that starts a new object: the next record of JSON lines.
    fn broken(&mut self, at: usize, reason: &str, cut_off: bool) -> Piece<'_> {
        let here = self.window.position();
        let end = here + at as u64;
        let position = self.frame.take().unwrap_or_else(|| {
            self.kept.clear();
            here
        });
        // Where the content ended inside a top-level value, the line that should have ended it
        // may lie far back.
        let is_retried = cut_off && self.place == Place::Top && self.retried < RETRIED;
        if is_retried {
            self.retried += at;
        }
        let resumed = self.take_up(if is_retried { at.min(1) } else { at });
        let reason = match self.window.end() {
            Some(End::Failed(cause)) if !resumed => format!("{reason}: {cause}"),
            _ if end > position && !cut_off => format!("{reason} (at byte {end})"),
            _ => reason.to_owned(),
        };
        let cut_off = cut_off && !resumed;
        Piece::Broken(Broken { position, text: &self.kept, reason, resumed, cut_off })
    }

    /// Goes on at the next line that starts with a bracket, `from` bytes ahead or more; false where
    /// there is none.
    fn take_up(&mut self, from: usize) -> bool {
        let resumed = self.skip_to_line(from);
        self.place = if resumed { Place::Top } else { Place::Done };
        resumed
    }

    /// Passes over all bytes, `from` bytes at least, up to a line that starts with a bracket, and
    /// keeps the first of them. False where there is no such line.
    fn skip_to_line(&mut self, mut from: usize) -> bool {
        if from == 0 && self.window.before() == Some(b'\n') && self.window.peek(0) == Some(b'{') {
            return true;
        }
        loop {
            let bytes = self.window.bytes();
            let line = memchr::memmem::find(&bytes[from..], b"\n{").map(|found| from + found + 1);
            // The last byte may be the end of the line that is looked for.
            let passed = line.unwrap_or(bytes.len().saturating_sub(1).max(from));
            self.keep(passed);
            self.window.pass_over(passed);
            from = 0;
            if line.is_some() {
                return true;
            }
            if !self.window.more() {
                let rest = self.window.bytes().len();
                self.keep(rest);
                self.window.pass_over(rest);
                return false;
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

    /// Keeps the first bytes of the window for a reject, as far as there is room.
    fn keep(&mut self, bytes: usize) {
        let room = KEPT.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&self.window.bytes()[..bytes.min(room)]);
    }

    fn skip_space(&mut self) -> Option<u8> {
        loop {
            let bytes = self.window.bytes();
            let space = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.window.pass_over(space);
            match self.window.peek(0)? {
                // A byte-order mark, also where files were joined.
                0xEF if self.place == Place::Top
                    && self.window.peek(1) == Some(0xBB)
                    && self.window.peek(2) == Some(0xBF) =>
                {
                    self.window.pass_over(3);
                }
                byte if byte.is_ascii_whitespace() => {}
                byte => return Some(byte),
            }
        }
    }
}

#[cfg(test)]
mod tests;
