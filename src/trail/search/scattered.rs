//! JSON values among other text: after the time on a log line, one after another, in literals of other languages,
//! or within a value that is cut off.

use serde_json::value::RawValue;

use crate::trail::search::{Found, MAX_LEVELS, Place, RecordSearch, literal};

/// The names of members by which a part of a record is recognised.
const MEMBERS: [&str; 5] =
    ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName"];

/// The bytes of text that are read in vain, for each byte of the text, before the search of it ends.
const MAX_VAIN: usize = 8;

/// The outcome of reading one value.
enum Attempt {
    /// It was searched, up to this offset.
    Searched(usize),
    /// It is not JSON, which this number of bytes has shown.
    NotJson(usize),
}

impl<E> RecordSearch<'_, E> {
    /// Searches the values in `text` from `at` on. What looks like a part of a record and is in no value is
    /// reported.
    pub(super) fn scattered(
        &mut self,
        text: &str,
        mut at: usize,
        place: Place<'_>,
    ) -> Result<(), E> {
        let mut vain = 0;
        // The start of the first value since the last record that is not JSON.
        let mut unread = None;
        while let Some(start) = next_object(text, at)
            && vain <= MAX_VAIN * text.len()
        {
            let records = self.records;
            match self.scattered_value(text, start, place)? {
                Attempt::Searched(end) => at = end,
                Attempt::NotJson(bytes) => {
                    unread.get_or_insert(start);
                    vain += bytes;
                    at = start + 1;
                }
            }
            if self.records > records
                && let Some(from) = unread.take()
            {
                self.unread(&text[from..start], from, place)?;
            }
        }
        unread.map_or(Ok(()), |from| self.unread(&text[from..], from, place))
    }

    /// Searches the value whose brace is at `start`.
    fn scattered_value(
        &mut self,
        text: &str,
        start: usize,
        place: Place<'_>,
    ) -> Result<Attempt, E> {
        let offset = place.offset_of(start);
        let quoted = match literal::around(text, start) {
            Ok(inner) if place.level < MAX_LEVELS => {
                self.held_text(&inner.text, Place { offset, level: place.level + 1, ..place })?;
                return Ok(Attempt::Searched(inner.end));
            }
            Ok(inner) => inner.text.len(),
            Err(bytes) => bytes,
        };
        let rest = &text[start..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(value)) => {
                self.value(value.get(), Place { offset, ..place })?;
                Ok(Attempt::Searched(start + value.get().len()))
            }
            Some(Err(err)) => Ok(Attempt::NotJson(quoted + offset_of(&err, rest))),
            None => Ok(Attempt::NotJson(quoted + rest.len())),
        }
    }

    /// Reports text that was not read if it looks like a part of a record.
    pub(super) fn unread(&mut self, text: &str, at: usize, place: Place<'_>) -> Result<(), E> {
        if names_members(text) {
            (self.found)(Found::Broken { offset: place.offset_of(at), text })?;
        }
        Ok(())
    }
}

/// Returns the offset of the next brace that a member may follow.
fn next_object(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', &bytes[from..]).map(|at| from + at).find(|at| {
        let next = bytes[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
        matches!(next, Some(b'"' | b'\\' | b'\''))
    })
}

/// Returns the offset of an error in a text.
fn offset_of(err: &serde_json::Error, text: &str) -> usize {
    if err.is_eof() {
        return text.len();
    }
    let lines = text.split_inclusive('\n').take(err.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + err.column()
}

/// Returns true for text with the names of at least two members of a record.
fn names_members(text: &str) -> bool {
    let is_named = |name: &&str| {
        memchr::memmem::find_iter(text.as_bytes(), *name).any(|at| {
            let quoted = text[..at].ends_with(['"', '\'']);
            quoted && text[at + name.len()..].starts_with(['"', '\'', '\\'])
        })
    };
    MEMBERS.iter().filter(|name| is_named(name)).count() > 1
}
