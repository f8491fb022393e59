//! Routes the values of a file: converts events to rows, and passes everything else to the observer. A value
//! of no known form is searched for records.

use std::{borrow::Cow, sync::Arc};

use anyhow::Result;

use crate::{
    scan::{
        Decision, FileObserver, FileOutcome, FileStatus, Record, Reject, SideRecord, binary,
        encoding,
        file::LogFile,
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
        search::{self, Found},
        splitter::{Broken, MAX_EXCERPT, Reading, Value},
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
    /// True for a router that was split off, so the file is known to hold records.
    is_split_off: bool,
    /// The path of the column of the next cell, in a table.
    column: String,
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
            is_split_off: false,
            column: String::new(),
        }
    }

    /// Names the column of the cells that follow.
    pub(crate) fn enter_column(&mut self, name: &str) {
        self.column.clear();
        self.column.push_str(Within::Cell.path());
        search::push_name(&mut self.column, name);
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
        let Value { position, text, within, reading } = *value;
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
                let used = self.used();
                if matches!(reading, Reading::None) {
                    self.add_text(text, at, rows)?;
                } else {
                    self.add_unusual(text, at, rows)?;
                }
                if self.used() == used {
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

    /// Returns the number of values that were used as records, rejected, or kept for later.
    fn used(&self) -> u64 {
        self.tally.records + self.tally.unusable + self.waiting.len() as u64
    }

    /// Adds the records that a value of no known form holds. Returns false if it holds none.
    fn search(&mut self, text: &str, at: Position, rows: &mut Rows) -> Result<bool> {
        let used = self.used();
        // Taken, because the search needs it while records are added.
        let column = std::mem::take(&mut self.column);
        let root = if at.within == Within::Cell { &column } else { at.within.path() };
        let searched = search::search(text, root, &mut |found| match found {
            Found::Record { path, offset, text } => {
                let records = self.tally.records;
                let at = Position { start: at.place_of(offset), depth: MAX_ENVELOPES, ..at };
                self.add_text(text, at, rows)?;
                self.tally.add_found(path, self.tally.records - records);
                Ok(())
            }
            Found::TooLarge { offset, text } => self.reject(
                at.place_of(offset),
                "a string that is too large, or inflates to too much, to be searched",
                text.as_bytes(),
            ),
        });
        self.column = column;
        if let Some(near_miss) = searched? {
            self.tally.near_miss.get_or_insert(near_miss);
        }
        Ok(self.used() > used)
    }

    /// Rejects content that could not be split into values.
    pub(crate) fn add_broken(&mut self, broken: &Broken<'_>) -> Result<()> {
        self.tally.broken |= !broken.resumed;
        self.tally.cut_off |= broken.cut_off;
        self.reject(broken.position, &broken.reason, broken.text)
    }

    /// Rejects the content from `position` on, which cannot be read.
    pub(crate) fn add_read_error(&mut self, position: u64, cause: &str) -> Result<()> {
        if self.tally.broken {
            return Ok(());
        }
        self.tally.broken = true;
        self.tally.cut_off = true;
        self.reject(position, cause, &[])
    }

    /// Counts a table or text at its end, which has the form `form` if it held no records.
    pub(crate) fn add_end(&mut self, form: &'static str) -> Result<()> {
        if self.used() > 0 { Ok(()) } else { self.add_no_records(form) }
    }

    /// Counts content of a form without records.
    pub(crate) fn add_no_records(&mut self, form: &'static str) -> Result<()> {
        let claims_json = self.file.last_name().contains(".json");
        if claims_json && (matches!(form, "text" | "csv") || binary::is_binary(form)) {
            self.tally.broken = true;
            return self.reject(0, "the name says JSON, but the content is not JSON", &[]);
        }
        self.tally.others += u64::from(form != "empty");
        self.tally.other_form = Some(form);
        Ok(())
    }

    /// Converts one waiting element to a row if the file has records. Returns false if there is
    /// nothing to convert.
    pub(crate) fn release_waiting(&mut self, rows: &mut Rows) -> Result<bool> {
        if !self.has_records() {
            return Ok(false);
        }
        let Some((position, text)) = self.waiting.pop() else { return Ok(false) };
        let members = members::split(&text).unwrap_or_default();
        self.add_event(position, &text, &members, rows)?;
        Ok(true)
    }

    /// Returns the form and the status of the file after its last value, and its content in words. `array` is
    /// the last array of records in it.
    pub(crate) fn finish(
        &mut self,
        array: Option<Within>,
    ) -> (Cow<'static, str>, FileStatus, String) {
        self.tally.others += self.waiting.len() as u64;
        let form = self.tally.form(array);
        let content = self.tally.describe(&form);
        (form, self.tally.status(array), content)
    }

    /// Passes the outcome of the file to its observer.
    pub(crate) fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        self.observer.close(outcome)
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

/// The position of a value in its file.
#[derive(Clone, Copy)]
struct Position {
    /// The start, in bytes from the start of the inflated content.
    start: u64,
    within: Within,
    /// The number of envelopes around it.
    depth: usize,
}

impl Position {
    /// Returns the position of what is at `offset` in the text of the value. The text of a cell is not that of
    /// the file, so there it is the position of the row.
    fn place_of(self, offset: usize) -> u64 {
        let is_cell = matches!(self.within, Within::Cell | Within::LakeCsv);
        if is_cell { self.start } else { self.start + offset as u64 }
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
