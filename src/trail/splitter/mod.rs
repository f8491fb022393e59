//! Cuts the records out of a stream of bytes, whatever container they are in.
//!
//! One pass over a bounded window: the memory it takes depends on the largest record, not on the
//! file. It does not check that a record is JSON, so a record that is none costs only itself; it
//! does find where a document breaks off.

mod breaks;
mod ends;
mod piece;

use std::io::Read;

use serde::de::IgnoredAny;

use crate::trail::{
    brackets::Scan,
    container::Within,
    window::{End, Window},
};

pub use piece::{Broken, Piece, Value};
pub(crate) use piece::{KEPT, LARGEST};

const NO_JSON: &str = "this is no JSON";

const ENDS_IN_ARRAY: Boundary =
    Boundary::CutOff(0, "the document ends inside its array of records");

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
enum Boundary {
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
    pub(crate) fn reader(&mut self) -> &mut R {
        self.window.reader()
    }

    /// Where the next piece is looked for, in bytes from the start of the content.
    pub(crate) fn position(&self) -> u64 {
        self.window.position()
    }

    /// The array of records that was last entered.
    pub(crate) fn array(&self) -> Option<Within> {
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

    fn at_top(&mut self) -> Option<(Boundary, Within)> {
        match self.skip_space() {
            None => {
                self.place = Place::Done;
                match self.window.end() {
                    Some(End::Failed(_)) => {
                        Some((Boundary::CutOff(0, "the content ends here"), Within::Top))
                    }
                    _ => None,
                }
            }
            Some(b'{') => match self.scan(Scan::probing()) {
                Boundary::Array(within) => self.enter(within, ""),
                found => Some((found, Within::Top)),
            },
            Some(b'[') => {
                self.window.pass_over(1);
                self.array = Some(Within::Array);
                self.place = Place::Start(Within::Array);
                None
            }
            Some(b'0'..=b'9') => Some((self.log_line(), Within::LogLine)),
            Some(_) => Some((Boundary::Broken(0, NO_JSON), Within::Top)),
        }
    }

    /// In an array of records, where a record or the end of the array must come.
    fn before_record(&mut self, within: Within) -> Option<(Boundary, Within)> {
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
            Some(b',' | b']') => Boundary::Broken(0, "a record is missing here"),
            Some(_) => Boundary::Broken(0, NO_JSON),
        };
        self.place = Place::Behind(within);
        Some((found, within))
    }

    /// In an array of records, behind one of them.
    fn behind_record(&mut self, within: Within) -> Option<(Boundary, Within)> {
        match self.skip_space() {
            None => return Some((ENDS_IN_ARRAY, within)),
            Some(b']') => self.leave(within),
            Some(b',') => {
                self.window.pass_over(1);
                self.place = Place::Comma(within);
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

    /// In the object around an array of records, behind the array.
    fn behind_array(&mut self) -> Option<(Boundary, Within)> {
        let start = self.window.position();
        match self.scan_frame() {
            Boundary::End(_) => {
                self.place = Place::Top;
                self.check_frame("{\"\":[]", "")
            }
            Boundary::Array(within) => self.enter(within, "{\"\":[]"),
            found => {
                self.frame = Some(start);
                Some((found, Within::Top))
            }
        }
    }

    fn enter(&mut self, within: Within, before: &str) -> Option<(Boundary, Within)> {
        self.array = Some(within);
        self.place = Place::Start(within);
        self.check_frame(before, "]}")
    }

    fn leave(&mut self, within: Within) {
        self.window.pass_over(1);
        self.place = if within == Within::Array { Place::Top } else { Place::Object };
    }

    /// Whether what was kept of the object around the records is JSON, where it is all of it.
    fn check_frame(&mut self, before: &str, behind: &str) -> Option<(Boundary, Within)> {
        let frame = [before.as_bytes(), &self.kept, behind.as_bytes()].concat();
        let is_sound =
            self.kept.len() >= KEPT || serde_json::from_slice::<IgnoredAny>(&frame).is_ok();
        if is_sound {
            self.kept.clear();
            return None;
        }
        Some((Boundary::BadFrame, Within::Top))
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
