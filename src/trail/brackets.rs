//! Finds the end of a JSON value by counting brackets outside strings, over bytes that arrive in
//! chunks. It does not validate the JSON; it only stops where no JSON value can continue.

use crate::trail::container::{ARRAYS, Within};

/// The state of a search for the end of a value. Offsets count from the start of the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BracketScan {
    /// The offset of the next byte to look at.
    pub(crate) at: usize,
    /// The number of open brackets.
    pub(crate) depth: usize,
    in_string: bool,
    /// True if the search stops at an array of records in the outermost object.
    pub(crate) stops_at_arrays: bool,
    /// The last string in the outermost object, if only whitespace and a colon have followed it.
    name: Option<(usize, usize)>,
    /// The last byte outside strings that is not whitespace, 0 before the first. It is kept here
    /// because the bytes themselves may have been consumed.
    last: u8,
}

/// The result of a search over the bytes so far.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// The value needs more bytes.
    More,
    /// The value ends at `at`.
    End,
    /// An array of records starts at `at`.
    Array(Within),
    /// No JSON value continues like this.
    Broken(&'static str),
}

impl BracketScan {
    /// Starts a search for the end of a value that may hold an array of records.
    pub(crate) fn for_arrays() -> Self {
        Self { stops_at_arrays: true, ..Self::default() }
    }

    /// Starts a search for the end of an object that is already open, after an array in it.
    pub(crate) fn after_array() -> Self {
        Self { depth: 1, stops_at_arrays: true, last: b']', ..Self::default() }
    }

    /// Returns the number of bytes that the search no longer needs.
    pub(crate) fn done(&self) -> usize {
        self.name.map_or(self.at, |(start, _)| start)
    }

    /// Adjusts all offsets after the first `bytes` bytes were consumed.
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.at -= bytes;
        self.name = self
            .name
            .and_then(|(start, end)| Some((start.checked_sub(bytes)?, end.checked_sub(bytes)?)));
    }

    /// Continues over the bytes of a value that are available. `is_all` is true if no more follow.
    pub(crate) fn advance(&mut self, bytes: &[u8], is_all: bool) -> Step {
        while self.at < bytes.len() {
            let step =
                if self.in_string { self.string(bytes) } else { self.structure(bytes, is_all) };
            if let Some(step) = step {
                return step;
            }
        }
        Step::More
    }

    /// Continues inside a string, to its end or to that of the bytes.
    fn string(&mut self, bytes: &[u8]) -> Option<Step> {
        let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &bytes[self.at..]) else {
            self.at = bytes.len();
            return None;
        };
        self.at += found;
        match bytes[self.at] {
            b'"' => {
                self.in_string = false;
                self.at += 1;
                if let Some((_, end)) = &mut self.name {
                    *end = self.at - 1;
                }
                (self.depth == 0).then_some(Step::End)
            }
            b'\\' if self.at + 1 < bytes.len() => {
                self.at += 2;
                None
            }
            b'\\' => Some(Step::More),
            _ => Some(Step::Broken("a string is not closed at the end of its line")),
        }
    }

    /// Reads one byte outside strings.
    fn structure(&mut self, bytes: &[u8], is_all: bool) -> Option<Step> {
        let byte = bytes[self.at];
        match byte {
            b'"' => self.in_string = true,
            b'[' if self.stops_at_arrays && self.last == b':' => {
                let name = self.name.and_then(|(start, end)| bytes.get(start..end));
                let known = ARRAYS.iter().find(|(known, _)| Some(known.as_bytes()) == name);
                if let Some((_, within)) = known {
                    self.at += 1;
                    return Some(Step::Array(*within));
                }
                self.depth += 1;
            }
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.at += 1;
                    return Some(Step::End);
                }
            }
            b'\n' => match bytes.get(self.at + 1) {
                None if !is_all => return Some(Step::More),
                Some(b'{') if !self.accepts_object() => {
                    return Some(Step::Broken("a record is not closed at the end of its line"));
                }
                _ => {}
            },
            _ => {}
        }
        self.at += 1;
        if !byte.is_ascii_whitespace() {
            match byte {
                b'"' if self.depth == 1 => self.name = Some((self.at, self.at)),
                b':' => {}
                _ => self.name = None,
            }
            self.last = byte;
        }
        None
    }

    /// Returns true if an object may follow here.
    fn accepts_object(&self) -> bool {
        matches!(self.last, 0 | b':' | b',' | b'[')
    }
}
