//! Routes the values of a file: converts events to rows, and passes everything else to the observer. A value
//! of no known form is searched for records.

mod end;
mod parts;
mod position;
mod search;

use std::{borrow::Cow, sync::Arc};

use anyhow::Result;

use crate::{
    scan::{
        Decision, FileObserver, Record, Reject, SideRecord, encoding,
        file::LogFile,
        router::position::Position,
        rows::{RecordOrigin, Rows},
        tally::Tally,
    },
    trail::{
        container::{self, Class, DIGEST, NOTIFICATION, OTHER_JSON, SQS_MESSAGE, Within},
        depth,
        members::{self, Member},
        ordinary::RecordReader,
        record::{self, ColumnSet},
        record_row::{RecordRow, RecordSpans},
        splitter::{MAX_EXCERPT, Reading, Value},
        surrogate,
    },
};

/// The number of nested envelopes that are opened, such as a log message around an EventBridge event.
const MAX_ENVELOPES: usize = 3;

/// The size of the elements that wait for the first certain record, in bytes.
const MAX_WAITING_BYTES: usize = 1 << 20;

/// The largest text that a reject keeps whole, in bytes: the size of the largest record that
/// CloudTrail writes. Of a larger text only the start is kept.
const MAX_REJECT_BYTES: usize = 1 << 20;

/// The router of the values of one file, or of the part of it that one thread reads.
pub(crate) struct RecordRouter {
    file: Arc<LogFile>,
    observer: Box<dyn FileObserver>,
    columns: ColumnSet,
    /// The reader of values that the splitter did not read, once there was one.
    reader: Option<Box<RecordReader>>,
    /// The memory for the values of a record that is not ordinary, once there was one.
    spans: Option<Box<RecordSpans>>,
    tally: Tally,
    /// The position and text of elements of a `Records` array without the members of a record. They
    /// are unusual records if the file has records, and other JSON if it has none.
    waiting: Vec<(u64, String)>,
    waiting_bytes: usize,
    /// The positions and texts of parts of records, until it is known whether the file holds records.
    parts: Vec<(u64, Vec<u8>)>,
    /// The number of searches so far.
    searches: u64,
    /// True for a router that was split off, so the file is known to hold records.
    is_split_off: bool,
    /// The path of the next value in a table or in a value that is read in parts.
    root: String,
}

impl RecordRouter {
    /// Creates the router of a file.
    pub(crate) fn new(
        file: &Arc<LogFile>,
        observer: Box<dyn FileObserver>,
        columns: ColumnSet,
    ) -> Self {
        Self {
            file: Arc::clone(file),
            observer,
            columns,
            reader: None,
            spans: None,
            tally: Tally::default(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            parts: Vec::new(),
            searches: 0,
            is_split_off: false,
            root: String::new(),
        }
    }

    /// Returns true once the file is known to hold records and no element waits for that. From then
    /// on, the treatment of a value does not depend on the values before it.
    pub(crate) fn is_independent_of_order(&self) -> bool {
        self.has_records() && self.waiting.is_empty()
    }

    /// Returns a router for other values of the same file, once it is
    /// [independent of their order](Self::is_independent_of_order). It must be
    /// [merged back](Self::merge_back).
    #[must_use]
    pub(crate) fn split_off(&self) -> Self {
        let observer = self.observer.split_off();
        Self { is_split_off: true, ..Self::new(&self.file, observer, self.columns) }
    }

    /// Adds the counts of a router that was split off.
    pub(crate) fn merge_back(&mut self, other: Self) -> Result<()> {
        self.tally.add(&other.tally);
        other.observer.merge_back()
    }

    /// Adds a value. A value of a known form gives at most one row, another as many as there are records in it.
    pub(crate) fn add_value(&mut self, value: &Value<'_>, rows: &mut Rows) -> Result<()> {
        let Value { position, text, within, reading, path } = *value;
        if within == Within::Large {
            self.root.clear();
            self.root.push_str(path);
        }
        self.tally.values += 1;
        self.tally.first_within.get_or_insert(within);
        let at = Position { start: position, within, depth: 0 };
        if let Reading::Ordinary(row) = reading
            && !within.is_of_any_program()
        {
            return self.add_row(position, row, rows);
        }
        match str::from_utf8(text) {
            Ok(text) if within.is_of_any_program() => {
                if !self.search(text, at, rows)? {
                    self.count_other(OTHER_JSON);
                }
                Ok(())
            }
            Ok(text) => {
                let before = (self.used(), self.searches);
                if matches!(reading, Reading::None) {
                    self.add_text(text, at, rows)?;
                } else {
                    self.add_unusual(text, at, rows)?;
                }
                // An element of a `Records` array was searched already.
                if (self.used(), self.searches) == before {
                    self.search(text, at, rows)?;
                }
                Ok(())
            }
            Err(_) if within.is_of_any_program() && !names_an_event(text) => {
                self.count_other(OTHER_JSON);
                Ok(())
            }
            Err(err) => self.reject(position, &encoding::not_utf8(text, &err), text),
        }
    }

    /// Adds the text of a value that was not read.
    fn add_text(&mut self, text: &str, at: Position, rows: &mut Rows) -> Result<()> {
        let mut reader = self.reader.take().unwrap_or_default();
        let added = if reader.read(text.as_bytes()) == Ok(text.len()) {
            self.add_row(at.start, reader.row(text), rows)
        } else {
            self.add_unusual(text, at, rows)
        };
        self.reader = Some(reader);
        added
    }

    /// Adds the text of a value that is not an ordinary record.
    fn add_unusual(&mut self, text: &str, at: Position, rows: &mut Rows) -> Result<()> {
        let position = at.start;
        if !text.starts_with('{') {
            return self.add_non_object(text, at, rows);
        }
        let members = match members::split(text) {
            Ok(members) => members,
            Err(err) => {
                let reason =
                    if err.is_data() { err.to_string() } else { format!("not JSON: {err}") };
                return self.reject(position, &reason, text.as_bytes());
            }
        };
        match container::classify(&members) {
            Class::Event => self.add_event(position, text, &members, rows),
            Class::Insight => self.add_side_event(SideRecord::Insight, position, text),
            Class::Aggregated => self.add_side_event(SideRecord::Aggregated, position, text),
            Class::Envelope { inside, form } => {
                let records = self.tally.records;
                match inside {
                    Some(inside) if at.depth < MAX_ENVELOPES => {
                        let inner = Position { depth: at.depth + 1, ..at };
                        self.add_text(&inside, inner, rows)?;
                    }
                    _ => self.count_other(OTHER_JSON),
                }
                if form.is_some() {
                    self.count_bridged(self.tally.records > records);
                }
                Ok(())
            }
            Class::Other(DIGEST) => {
                self.count_other(DIGEST);
                self.add_side_record(SideRecord::Digest, position, text)
            }
            Class::Other(form @ (NOTIFICATION | SQS_MESSAGE)) => {
                self.count_other(form);
                self.add_side_record(SideRecord::Notification, position, text)
            }
            Class::Other(form) => {
                self.count_other(form);
                Ok(())
            }
            Class::Unknown => self.add_unknown(text, &members, at, rows),
        }
    }

    fn add_event(
        &mut self,
        position: u64,
        text: &str,
        members: &[Member<'_>],
        rows: &mut Rows,
    ) -> Result<()> {
        if let Some(reason) = refusal(text) {
            return self.reject(position, &reason, text.as_bytes());
        }
        let mut spans = self.spans.take().unwrap_or_default();
        spans.fill(&record::to_row(members, &self.columns), text, members);
        let added = self.add_row(position, spans.of(text), rows);
        self.spans = Some(spans);
        added
    }

    /// Adds the values of an event.
    fn add_row(&mut self, position: u64, row: RecordRow<'_>, rows: &mut Rows) -> Result<()> {
        self.tally.records += 1;
        let row = row.only(self.columns);
        let decision = self.observer.decide(&Record { position, text: row.record(), row })?;
        if let Decision::Row(ids) = decision {
            rows.push(row, RecordOrigin { file: &self.file, position, ids });
        }
        Ok(())
    }

    /// Adds a record that is not an event, such as an Insights record.
    fn add_side_event(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        self.tally.records += 1;
        self.add_side_record(kind, position, text)
    }

    fn add_side_record(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        if let Some(reason) = refusal(text) {
            return self.reject(position, &reason, text.as_bytes());
        }
        self.observer.side_record(kind, position, text)
    }

    /// Adds a value that is not an object: an error among records, other JSON elsewhere.
    fn add_non_object(&mut self, text: &str, at: Position, rows: &mut Rows) -> Result<()> {
        if at.within == Within::Records || at.within == Within::LakeCsv {
            if at.depth == 0 && self.search(text, at, rows)? {
                return Ok(());
            }
            return self.reject(at.start, "not a JSON object", text.as_bytes());
        }
        self.count_other(OTHER_JSON);
        Ok(())
    }

    fn add_unknown(
        &mut self,
        text: &str,
        members: &[Member<'_>],
        at: Position,
        rows: &mut Rows,
    ) -> Result<()> {
        let is_among_records = at.within == Within::Records && at.depth == 0;
        if !is_among_records {
            self.count_other(OTHER_JSON);
            return Ok(());
        }
        if self.search(text, at, rows)? {
            return Ok(());
        }
        if members.is_empty() {
            return self.reject(at.start, "an object without members", text.as_bytes());
        }
        if self.has_records() || self.file.is_log_file {
            return self.add_event(at.start, text, members, rows);
        }
        self.waiting_bytes += text.len();
        if self.waiting_bytes > MAX_WAITING_BYTES {
            self.count_other(OTHER_JSON);
        } else {
            self.waiting.push((at.start, text.to_owned()));
        }
        Ok(())
    }

    /// Returns true if the file holds records in a known form.
    fn has_records(&self) -> bool {
        self.is_split_off || self.tally.records > self.tally.found
    }

    fn count_other(&mut self, form: &'static str) {
        self.tally.others += 1;
        self.tally.other_form.get_or_insert(form);
    }

    /// Counts an EventBridge event.
    fn count_bridged(&mut self, is_record: bool) {
        if is_record {
            self.tally.bridged += 1;
        } else {
            self.tally.other_form = Some("eventbridge-not-cloudtrail");
        }
    }

    fn reject(&mut self, position: u64, reason: &str, text: &[u8]) -> Result<()> {
        self.tally.unusable += 1;
        let text = if text.len() > MAX_REJECT_BYTES { &text[..MAX_EXCERPT] } else { text };
        self.observer.reject(Reject { position: Some(position), reason, text })
    }
}

/// Returns true if text that is not UTF-8 may be that of a record.
fn names_an_event(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"eventName").is_some()
}

const LONE_SURROGATE: &str = "half of a surrogate pair, which a JSON column cannot store";

/// Returns the reason that a JSON column cannot store a JSON text, or `None` if it can.
fn refusal(text: &str) -> Option<Cow<'static, str>> {
    if depth::is_too_deep(text) {
        return Some(format!("nested deeper than {} levels", depth::MAX_DEPTH).into());
    }
    surrogate::is_lone_in(text).then_some(LONE_SURROGATE.into())
}
