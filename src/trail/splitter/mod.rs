//! Splits a stream of bytes into records, in any container.
//!
//! It takes one pass over a bounded window, so the memory it needs depends on the largest record and
//! not on the file. It does not check that a record is JSON, so an invalid record costs only itself;
//! it does find the place where a document breaks off. Ordinary records are read in the same pass.

mod breaks;
mod ends;
mod large;
mod objects;
mod piece;

use std::io::Read;

use serde::de::IgnoredAny;

use crate::trail::{
    brackets::BracketScan,
    container::Within,
    splitter::{large::LargeValue, objects::ObjectReader},
    window::{End, Window},
};

pub use piece::{Broken, Piece, Reading, Value};
pub(crate) use piece::{MAX_EXCERPT, MAX_RECORD};

const NOT_JSON: &str = "not JSON";

const ENDS_IN_ARRAY: Boundary =
    Boundary::CutOff(0, "the document ends inside its array of records");

/// A splitter over a reader.
pub struct Splitter<R> {
    window: Window<R>,
    objects: ObjectReader,
    state: SplitterState,
    /// The length of the last value returned, to be consumed by the next call.
    returned: usize,
    array: Option<Within>,
    /// The start of a broken piece, or the part of the outer object that was consumed.
    excerpt: Vec<u8>,
    /// The number of bytes that were searched a second time.
    retried: usize,
    /// The start of the outer object's part that broke after an array of records. The bytes from
    /// there on are consumed, and kept in `excerpt`.
    broken_object: Option<u64>,
    /// The large value that the window is in.
    large: Option<LargeValue>,
}

/// The state of the splitter. The outer object is the object around an array of records.
#[derive(Clone, Copy, Debug, PartialEq)]
enum SplitterState {
    /// Between top-level values.
    Top,
    /// At the start of an array of records.
    ArrayStart(Within),
    /// In an array of records, after a comma.
    AfterComma(Within),
    /// In an array of records, after a record.
    AfterRecord(Within),
    /// In the outer object, after an array of records.
    AfterArray,
    /// In an object or array that is too large to be a value.
    Large,
    /// At the end of the content.
    Done,
}

/// The end of a value, or the reason that it has none. Offsets count from its start, in bytes.
#[derive(Clone, Copy, Debug)]
enum Boundary {
    End(usize),
    Array(Within),
    Broken(usize, &'static str),
    CutOff(usize, &'static str),
    /// The value is too large, and its parts are values.
    TooLarge,
    /// The outer object, kept in `excerpt`, is not JSON.
    BadOuterObject,
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
            objects: ObjectReader::default(),
            state: SplitterState::Top,
            returned: 0,
            array: None,
            excerpt: Vec::new(),
            retried: 0,
            broken_object: None,
            large: None,
        }
    }

    /// Returns the reader.
    pub(crate) fn reader(&mut self) -> &mut R {
        self.window.reader()
    }

    /// Returns the position of the next piece, in bytes from the start of the content.
    pub(crate) fn position(&self) -> u64 {
        self.window.position()
    }

    /// Returns the last array of records that was entered.
    pub(crate) fn array(&self) -> Option<Within> {
        self.array
    }

    /// Returns the next piece, or `None` at the end of the content.
    pub fn next_piece(&mut self) -> Option<Piece<'_>> {
        let returned = std::mem::take(&mut self.returned);
        self.window.consume(returned);
        self.excerpt.clear();
        self.objects.clear();
        let (boundary, within) = loop {
            let found = match self.state {
                SplitterState::Done => return None,
                SplitterState::Top => self.at_top(),
                SplitterState::ArrayStart(within) | SplitterState::AfterComma(within) => {
                    self.before_record(within)
                }
                SplitterState::AfterRecord(within) => self.after_record(within),
                SplitterState::AfterArray => self.after_array(),
                SplitterState::Large => self.in_large().map(|found| (found, Within::Large)),
            };
            match found {
                None => {}
                Some((Boundary::TooLarge, within)) => self.enter(within),
                Some(found) => break found,
            }
        };
        Some(self.piece(boundary, within))
    }

    fn at_top(&mut self) -> Option<(Boundary, Within)> {
        match self.skip_whitespace() {
            None => {
                self.state = SplitterState::Done;
                match self.window.end() {
                    Some(End::Failed(_)) => {
                        Some((Boundary::CutOff(0, "the content ends here"), Within::Top))
                    }
                    _ => None,
                }
            }
            Some(b'{') => match self.object(BracketScan::for_arrays()) {
                Boundary::Array(within) => self.enter_array(within, ""),
                boundary => Some((boundary, Within::Top)),
            },
            Some(b'[') => {
                self.window.consume(1);
                self.array = Some(Within::Array);
                self.state = SplitterState::ArrayStart(Within::Array);
                None
            }
            Some(b'0'..=b'9') => Some(self.log_line()),
            Some(_) => Some((Boundary::Broken(0, NOT_JSON), Within::Top)),
        }
    }

    /// Continues in an array of records, where a record or the end of the array must follow.
    fn before_record(&mut self, within: Within) -> Option<(Boundary, Within)> {
        let boundary = match self.skip_whitespace() {
            None => ENDS_IN_ARRAY,
            Some(b']') if self.state == SplitterState::ArrayStart(within) => {
                self.leave_array(within);
                return None;
            }
            Some(b'{') => self.object(BracketScan::default()),
            Some(b'[' | b'"') => self.scan(BracketScan::default()),
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.find(|byte| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace())
            }
            Some(b',' | b']') => Boundary::Broken(0, "a record is missing here"),
            Some(_) => Boundary::Broken(0, NOT_JSON),
        };
        self.state = SplitterState::AfterRecord(within);
        Some((boundary, within))
    }

    /// Continues in an array of records, after a record.
    fn after_record(&mut self, within: Within) -> Option<(Boundary, Within)> {
        match self.skip_whitespace() {
            None => return Some((ENDS_IN_ARRAY, within)),
            Some(b']') => self.leave_array(within),
            Some(b',') => {
                self.window.consume(1);
                self.state = SplitterState::AfterComma(within);
            }
            Some(_) => {
                return Some((
                    Boundary::Broken(0, "a comma is missing between two records"),
                    within,
                ));
            }
        }
        None
    }

    /// Continues in the outer object, after an array of records.
    fn after_array(&mut self) -> Option<(Boundary, Within)> {
        let start = self.window.position();
        match self.scan_outer_object() {
            Boundary::End(_) => {
                self.state = SplitterState::Top;
                self.check_outer_object("{\"\":[]", "")
            }
            Boundary::Array(within) => self.enter_array(within, "{\"\":[]"),
            boundary => {
                self.broken_object = Some(start);
                Some((boundary, Within::Top))
            }
        }
    }

    fn enter_array(&mut self, within: Within, before: &str) -> Option<(Boundary, Within)> {
        self.array = Some(within);
        self.state = SplitterState::ArrayStart(within);
        self.check_outer_object(before, "]}")
    }

    fn leave_array(&mut self, within: Within) {
        self.window.consume(1);
        self.state =
            if within == Within::Array { SplitterState::Top } else { SplitterState::AfterArray };
    }

    /// Checks that the consumed part of the outer object is JSON once `before` and `after` complete
    /// it. A part too large for the excerpt is not checked.
    fn check_outer_object(&mut self, before: &str, after: &str) -> Option<(Boundary, Within)> {
        let object = [before.as_bytes(), &self.excerpt, after.as_bytes()].concat();
        let is_valid = self.excerpt.len() >= MAX_EXCERPT
            || serde_json::from_slice::<IgnoredAny>(&object).is_ok();
        if is_valid {
            self.excerpt.clear();
            return None;
        }
        Some((Boundary::BadOuterObject, Within::Top))
    }

    fn skip_whitespace(&mut self) -> Option<u8> {
        loop {
            let bytes = self.window.bytes();
            let count = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.window.consume(count);
            match self.window.peek(0)? {
                // A byte-order mark may also follow a value, where files were concatenated.
                0xEF if self.state == SplitterState::Top
                    && self.window.peek(1) == Some(0xBB)
                    && self.window.peek(2) == Some(0xBF) =>
                {
                    self.window.consume(3);
                }
                byte if byte.is_ascii_whitespace() => {}
                byte => return Some(byte),
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
