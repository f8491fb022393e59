//! Objects and arrays that are too large to hold in memory, such as the answer of a log store with thousands of
//! hits. The splitter enters them, and their parts are values of their own.

use std::io::Read;

use crate::trail::{
    brackets::BracketScan,
    container::Within,
    search,
    splitter::{Boundary, MAX_EXCERPT, NOT_JSON, Splitter, SplitterState},
};

/// The number of objects and arrays that are entered within each other. Exports have two or three around
/// their hits. At each level a part of the size of the largest record may be looked at in vain.
const MAX_LEVELS: usize = 8;

/// The number of members of records that make an object one that is too large.
const RECORD_MEMBERS: usize = 3;

/// A large value that was entered.
pub(super) struct LargeValue {
    levels: Vec<LargeLevel>,
    /// The path of the next part.
    path: String,
    /// The state after the value.
    after: SplitterState,
}

/// An object or array that was entered and not left.
struct LargeLevel {
    is_object: bool,
    next: NextPart,
    /// The length of the path of the object or array itself, in bytes.
    path: usize,
}

/// The part of an object or array that must follow. It may also end there.
#[derive(Clone, Copy, PartialEq)]
enum NextPart {
    Name,
    Value,
    Comma,
}

impl<R: Read> Splitter<R> {
    /// Returns true if the object or array at the start of the window, which is too large, can be entered. One
    /// that is itself a record cannot: its parts are not records.
    pub(super) fn can_enter(&self) -> bool {
        let levels = self.large.as_ref().map_or(0, |large| large.levels.len());
        match self.window.bytes() {
            [b'[', ..] => levels < MAX_LEVELS,
            bytes @ [b'{', ..] => levels < MAX_LEVELS && !is_record(bytes),
            _ => false,
        }
    }

    /// Enters the object or array at the start of the window, which is in `within`.
    pub(super) fn enter(&mut self, within: Within) {
        let is_object = self.window.peek(0) == Some(b'{');
        self.window.consume(1);
        let after = self.state;
        let large = self.large.get_or_insert_with(|| LargeValue {
            levels: Vec::new(),
            path: within.path().to_owned(),
            after,
        });
        let path = large.path.len();
        if !is_object {
            large.path.push_str("[*]");
        }
        let next = if is_object { NextPart::Name } else { NextPart::Value };
        large.levels.push(LargeLevel { is_object, next, path });
        self.state = SplitterState::Large;
    }

    /// Returns the path of the value in a large value that was found last, or an empty text elsewhere.
    pub(super) fn large_path(&self) -> &str {
        self.large.as_ref().map_or("", |large| &large.path)
    }

    /// Continues in a large value.
    pub(super) fn in_large(&mut self) -> Option<Boundary> {
        let Some(byte) = self.skip_whitespace() else {
            return Some(Boundary::CutOff(0, "the document ends inside an object or array"));
        };
        let Some(level) = self.large.as_mut().and_then(|large| large.levels.last_mut()) else {
            return Some(Boundary::Broken(0, NOT_JSON));
        };
        let is_object = level.is_object;
        match (level.next, byte) {
            (_, b'}') if is_object => self.leave(),
            (_, b']') if !is_object => self.leave(),
            (NextPart::Comma, b',') => {
                level.next = if is_object { NextPart::Name } else { NextPart::Value };
                self.window.consume(1);
            }
            (NextPart::Comma, _) => {
                return Some(Boundary::Broken(0, "a comma is missing between two values"));
            }
            (NextPart::Name, b'"') => {
                level.next = NextPart::Value;
                return self.member_name();
            }
            (NextPart::Value, b'{' | b'[' | b'"') => {
                level.next = NextPart::Comma;
                return Some(self.scan(BracketScan::default()));
            }
            (NextPart::Value, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                level.next = NextPart::Comma;
                return self.skip_word();
            }
            (NextPart::Name | NextPart::Value, _) => {
                return Some(Boundary::Broken(0, NOT_JSON));
            }
        }
        None
    }

    /// Reads the name of a member, and the colon after it.
    fn member_name(&mut self) -> Option<Boundary> {
        let length = match self.scan(BracketScan::default()) {
            Boundary::End(length) => length,
            boundary => return Some(boundary),
        };
        let name = &self.window.bytes()[1..length - 1];
        if let Some(large) = &mut self.large {
            large.path.truncate(large.levels.last().map_or(0, |level| level.path));
            search::push_name(&mut large.path, &String::from_utf8_lossy(name));
        }
        self.window.consume(length);
        if self.skip_whitespace() != Some(b':') {
            return Some(Boundary::Broken(0, NOT_JSON));
        }
        self.window.consume(1);
        None
    }

    /// Skips a number, `true`, `false` or `null`, which is no record.
    fn skip_word(&mut self) -> Option<Boundary> {
        let is_end = |byte: u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
        match self.find(is_end) {
            Boundary::End(length) => self.window.consume(length),
            boundary => return Some(boundary),
        }
        None
    }

    /// Leaves an object or array at its end.
    fn leave(&mut self) {
        self.window.consume(1);
        let Some(large) = &mut self.large else { return };
        large.levels.pop();
        // An element of an array keeps the path of the array's elements.
        match large.levels.last() {
            Some(level) if !level.is_object => large.path.truncate(level.path + "[*]".len()),
            Some(_) => {}
            None => {
                self.state = large.after;
                self.large = None;
            }
        }
    }
}

/// Returns true if an object has members of a record. Those of a record that is too large for memory come
/// before the parameters of its call, which make it so large.
fn is_record(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_EXCERPT)]);
    search::count_alike(search::own_names(&start)) >= RECORD_MEMBERS
}
