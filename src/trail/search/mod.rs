//! Finds records by what they are, in JSON and text of any form: in objects and arrays, in strings that
//! hold JSON, JSON lines or log lines, and in strings that are base64 or gzip of them.
//!
//! A text is walked through twice, and so is each string in it that holds text. Each level of strings is
//! smaller than the one around it, the number of levels is limited, and so is what strings inflate to. So
//! the time is linear in the size of the text, and the memory is bounded.

mod encoded;
mod literal;
mod marks;
mod scattered;
mod tokens;
mod walker;

use std::{borrow::Cow, ops::Range};

use serde_json::value::RawValue;

use crate::trail::{
    members,
    search::{
        encoded::{InflateBudget, TooLarge},
        walker::{WalkEvent, Walker},
    },
};

pub(in crate::trail) use marks::count_alike;
pub(in crate::trail) use tokens::own_names;
pub(crate) use walker::push_name;

/// The number of strings in strings that are opened: a record in a log message, in a payload, in a queue's
/// message, in a notification, in a log line.
const MAX_LEVELS: usize = 6;

/// The length in bytes of the shortest string that is opened. No record is shorter.
const MIN_TEXT: usize = 100;

/// The number of bytes of decoded strings that are held at once.
const MAX_HELD: usize = 32 << 20;

/// Something that was found.
#[derive(Debug)]
pub enum Found<'a> {
    /// A record.
    Record {
        /// The path of the record, or of the string around it.
        path: &'a str,
        /// The offset in the text that was searched, in bytes, of the record or of the string around it.
        offset: usize,
        /// The record as it stands in the text or in the string.
        text: &'a str,
    },
    /// Text that looks like a part of a record: one that is cut off, or that is not valid JSON.
    Broken {
        /// The offset in the text that was searched, in bytes, of the part or of the string around it.
        offset: usize,
        /// The text from the start of the part on.
        text: &'a str,
    },
    /// A string that is too large to open, or that inflates to too much.
    TooLarge {
        /// The offset in the text that was searched, in bytes.
        offset: usize,
        /// The string as it is written.
        text: &'a str,
    },
}

/// An object that resembles a record and is none: a program has parsed a record and kept other members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The path of the object.
    pub path: String,
    /// The difference to a record, in words.
    pub missing: String,
}

/// Finds the records in `text`, whose own path is `root`, and passes each to `found` in their order, and a part
/// of one after the record that follows it. Returns the first near miss.
pub fn search<E>(
    text: &str,
    root: &str,
    found: &mut dyn FnMut(Found<'_>) -> Result<(), E>,
) -> Result<Option<NearMiss>, E> {
    let mut search = RecordSearch {
        found,
        budget: InflateBudget::of(text.len()),
        held: 0,
        records: 0,
        near_miss: None,
    };
    search.text(text, Place { root, offset: 0, level: 0 })?;
    Ok(search.near_miss)
}

/// The place of a text.
#[derive(Clone, Copy)]
struct Place<'p> {
    /// The path of the text.
    root: &'p str,
    /// The offset of the text, or of the outermost string around it.
    offset: usize,
    /// The number of strings around it.
    level: usize,
}

impl Place<'_> {
    /// Returns the offset of what is at `at` in the text.
    fn offset_of(self, at: usize) -> usize {
        if self.level == 0 { self.offset + at } else { self.offset }
    }
}

struct RecordSearch<'s, E> {
    found: &'s mut dyn FnMut(Found<'_>) -> Result<(), E>,
    budget: InflateBudget,
    /// The number of bytes of decoded strings that are held now.
    held: usize,
    /// The number of records so far.
    records: usize,
    near_miss: Option<NearMiss>,
}

impl<E> RecordSearch<'_, E> {
    /// Searches JSON values one after another, then those among other text.
    fn text(&mut self, text: &str, place: Place<'_>) -> Result<(), E> {
        let at = match text.trim_ascii_start().as_bytes().first() {
            Some(b'{' | b'[' | b'"') => self.values(text, place)?,
            _ if memchr::memchr(b'{', text.as_bytes()).is_none() => {
                return self.encoded(text.trim(), place);
            }
            _ => 0,
        };
        self.scattered(text, at, place)
    }

    /// Searches what `text` encodes, as in a cell that holds the payload of a stream.
    fn encoded(&mut self, text: &str, place: Place<'_>) -> Result<(), E> {
        if text.len() < MIN_TEXT || place.level == MAX_LEVELS {
            return Ok(());
        }
        match encoded::decode(text, &mut self.budget) {
            Ok(None) => Ok(()),
            Ok(Some(inner)) => self.held_text(&inner, Place { level: place.level + 1, ..place }),
            Err(TooLarge) => (self.found)(Found::TooLarge { offset: place.offset, text }),
        }
    }

    /// Searches the JSON values at the start of `text`. Returns the end of the last one, in bytes.
    fn values(&mut self, text: &str, place: Place<'_>) -> Result<usize, E> {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
        let mut end = 0;
        while let Some(Ok(value)) = values.next() {
            let value = value.get();
            end = values.byte_offset();
            self.value(value, Place { offset: place.offset_of(end - value.len()), ..place })?;
        }
        Ok(end)
    }

    /// Searches one JSON value.
    fn value(&mut self, text: &str, place: Place<'_>) -> Result<(), E> {
        let outline = outline(text);
        let mut records = outline.records.iter().peekable();
        let mut walker = Walker::new(text);
        while let Some(event) = walker.step() {
            match event {
                WalkEvent::Open(at) => {
                    if let Some(record) = records.next_if(|record| record.start == at) {
                        let path = &walker.parent_path(place.root);
                        walker.leave(record.end);
                        self.records += 1;
                        let (offset, text) = (place.offset_of(at), &text[record.clone()]);
                        (self.found)(Found::Record { path, offset, text })?;
                    } else if self.near_miss.is_none()
                        && let Some((_, missing)) =
                            outline.near_miss.as_ref().filter(|(start, _)| *start == at)
                    {
                        let path = walker.parent_path(place.root);
                        self.near_miss = Some(NearMiss { path, missing: missing.clone() });
                    }
                }
                WalkEvent::Text(at, raw) if raw.len() >= MIN_TEXT && place.level < MAX_LEVELS => {
                    let offset = place.offset_of(at);
                    match self.decode(raw) {
                        // It has half of a surrogate pair.
                        Ok(None) if raw.contains('{') => self.unread(raw, at, place)?,
                        Ok(None) => {}
                        Ok(Some(text)) => {
                            let root = &walker.path(place.root);
                            self.held_text(&text, Place { root, offset, level: place.level + 1 })?;
                        }
                        Err(TooLarge) => (self.found)(Found::TooLarge { offset, text: raw })?,
                    }
                }
                WalkEvent::Text(..) | WalkEvent::Close(..) => {}
            }
        }
        Ok(())
    }

    /// Searches the text of a string, which is held meanwhile.
    fn held_text(&mut self, text: &str, place: Place<'_>) -> Result<(), E> {
        self.held += text.len();
        let searched = self.text(text, place);
        self.held -= text.len();
        searched
    }

    /// Returns the text that a string holds, or `None` if it can hold no record.
    fn decode<'a>(&mut self, raw: &'a str) -> Result<Option<Cow<'a, str>>, TooLarge> {
        // No text is longer than its form with escapes.
        if self.held + raw.len() > MAX_HELD {
            return Err(TooLarge);
        }
        let Some(text) = members::unescape(raw) else { return Ok(None) };
        if memchr::memchr(b'{', text.as_bytes()).is_some() {
            return Ok(Some(text));
        }
        Ok(encoded::decode(&text, &mut self.budget)?.map(Cow::Owned))
    }
}

/// The records of a JSON value.
struct Outline {
    /// The places of the records, in their order. Objects within a record are part of it.
    records: Vec<Range<usize>>,
    /// The start of the first object that resembles a record, and what it lacks.
    near_miss: Option<(usize, String)>,
}

fn outline(text: &str) -> Outline {
    let mut walker = Walker::new(text);
    let mut outline = Outline { records: Vec::new(), near_miss: None };
    while let Some(event) = walker.step() {
        let WalkEvent::Close(level, end) = event else { continue };
        if level.marks.is_record() {
            // What is in a record was found before the record.
            while outline.records.pop_if(|inner| inner.start > level.start).is_some() {}
            outline.records.push(level.start..end);
        } else if outline.near_miss.is_none() && level.marks.is_near_miss() {
            outline.near_miss = Some((level.start, level.marks.missing()));
        }
    }
    outline
}

#[cfg(test)]
mod tests;
