//! Finds the end of a JSON value by counting brackets outside strings, over bytes that come in
//! stretches. Whether the value is JSON is not checked, but for what no value can go on behind.

use crate::trail::container::{ARRAYS, Within};

/// The state of the search; `at` counts from the start of the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scan {
    /// How far the search has come.
    pub(crate) at: usize,
    /// How many brackets are open.
    pub(crate) depth: usize,
    in_string: bool,
    /// Whether the members of the outermost object are looked at, for an array of records.
    pub(crate) is_probing: bool,
    /// The last string in the outermost object, where at most space and a colon have followed it.
    name: Option<(usize, usize)>,
    /// The last byte outside strings that is no space, 0 before the first: it stays known where the
    /// bytes themselves were let go.
    last: u8,
}

/// What the bytes so far say.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// The value goes on behind them.
    More,
    /// The value ends at `at`.
    End,
    /// An array of records starts at `at`.
    Array(Within),
    /// No value goes on like this.
    Broken(&'static str),
}

impl Scan {
    /// A search for the end of a value that may hold an array of records.
    pub(crate) fn probing() -> Self {
        Self { is_probing: true, ..Self::default() }
    }

    /// A search for the end of an object that is open already, behind an array in it.
    pub(crate) fn behind_array() -> Self {
        Self { depth: 1, is_probing: true, last: b']', ..Self::default() }
    }

    /// How many bytes will not be looked at again.
    pub(crate) fn done(&self) -> usize {
        self.name.map_or(self.at, |(start, _)| start)
    }

    /// Takes note that the first bytes were let go.
    pub(crate) fn forget(&mut self, bytes: usize) {
        self.at -= bytes;
        self.name = self
            .name
            .and_then(|(start, end)| Some((start.checked_sub(bytes)?, end.checked_sub(bytes)?)));
    }

    /// Goes on over the bytes of a value that are there; `is_all` where there will be no more.
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

    /// Goes on inside a string, to its end or that of the bytes.
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

    /// Looks at one byte outside strings.
    fn structure(&mut self, bytes: &[u8], is_all: bool) -> Option<Step> {
        let byte = bytes[self.at];
        match byte {
            b'"' => self.in_string = true,
            b'[' if self.is_probing && self.last == b':' => {
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
                Some(b'{') if !self.may_hold_object() => {
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

    /// Whether an object may follow.
    fn may_hold_object(&self) -> bool {
        matches!(self.last, 0 | b':' | b',' | b'[')
    }
}
