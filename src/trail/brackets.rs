//! Finds the end of a JSON value by counting brackets outside strings, over bytes that come in
//! stretches. Whether the value is JSON is not checked, but for what no value can go on behind.

use crate::trail::container::{ARRAYS, Within};

/// The state of the search; `at` counts from the start of the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scan {
    /// How far the search has come.
    pub at: usize,
    /// How many brackets are open.
    pub depth: usize,
    in_string: bool,
    /// Whether the members of the outermost object are looked at, for an array of records.
    pub is_probing: bool,
    /// The last string in the outermost object, and whether only a colon has followed.
    name: (usize, usize),
    is_name_pending: bool,
}

/// What the bytes so far say.
#[derive(Debug, PartialEq)]
pub enum Step {
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
    pub fn probing() -> Self {
        Self { is_probing: true, ..Self::default() }
    }

    /// A search for the end of an object that is open already.
    pub fn inside_object() -> Self {
        Self { depth: 1, is_probing: true, ..Self::default() }
    }

    /// How many bytes will not be looked at again.
    pub fn done(&self) -> usize {
        if self.depth == 1 { self.name.0.min(self.at) } else { self.at }
    }

    /// Takes note that the first bytes were let go.
    pub fn forget(&mut self, bytes: usize) {
        self.at -= bytes;
        self.name = (self.name.0.saturating_sub(bytes), self.name.1.saturating_sub(bytes));
    }

    /// Goes on over the bytes of a value that are there; `is_all` where there will be no more.
    pub fn advance(&mut self, bytes: &[u8], is_all: bool) -> Step {
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
                if self.depth == 1 {
                    self.name.1 = self.at - 1;
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
            b'"' => {
                self.in_string = true;
                if self.depth == 1 {
                    self.name = (self.at + 1, self.at + 1);
                }
            }
            b'[' if self.is_probing && self.is_name_pending => {
                let name = &bytes[self.name.0..self.name.1];
                if let Some((_, within)) = ARRAYS.iter().find(|(known, _)| known.as_bytes() == name)
                {
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
                Some(b'{') if !may_hold_object(&bytes[..self.at]) => {
                    return Some(Step::Broken("a record is not closed at the end of its line"));
                }
                _ => {}
            },
            _ => {}
        }
        if byte == b':' {
            self.is_name_pending = self.depth == 1;
        } else if !byte.is_ascii_whitespace() {
            self.is_name_pending = false;
        }
        self.at += 1;
        None
    }
}

/// Whether an object may follow these bytes.
fn may_hold_object(bytes: &[u8]) -> bool {
    let last = bytes.iter().rev().find(|byte| !byte.is_ascii_whitespace());
    matches!(last, None | Some(b':' | b',' | b'['))
}
