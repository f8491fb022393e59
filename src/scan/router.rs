//! The values of one file, as they are cut out: tells what each one is, makes rows of events, and
//! tells the observer of everything else.

use std::{borrow::Cow, sync::Arc};

use anyhow::Result;

use crate::{
    scan::{
        Decision, FileObserver, FileOutcome, FileStatus, Record, Reject, SideRecord,
        file::LogFile,
        rows::{Origin, Rows},
        tally::Tally,
    },
    trail::{
        container::{self, Class, DIGEST, NOTIFICATION, OTHER_JSON, SQS_MESSAGE, Within},
        depth,
        members::{self, Member},
        record::{self, ColumnSet},
        splitter::{Broken, KEPT, Value},
    },
};

/// Envelopes in envelopes are opened this deep: a log message that holds an EventBridge event.
const ENVELOPES: usize = 3;

/// How many bytes of elements of `RecordRouter` wait for the first one that is surely a record.
const WAITING: usize = 1 << 20;

/// The largest text that is kept whole where it cannot be used: that of the largest record that
/// CloudTrail makes. Of a larger one, which is none of its, the start is kept.
const WHOLE: usize = 1 << 20;

/// Why an object among records is no record.
const NO_RECORD: &str = "no member of a CloudTrail record";

/// The account of one file's values, and the way on for each.
pub(crate) struct RecordRouter {
    file: Arc<LogFile>,
    observer: Box<dyn FileObserver>,
    wanted: ColumnSet,
    tally: Tally,
    /// Elements of `RecordRouter` without any member of a record. In a file that has records they are
    /// odd ones; in another they are some other JSON.
    waiting: Vec<(u64, String)>,
    waiting_bytes: usize,
    /// Whether records were found before the first value that is accounted for here.
    is_part: bool,
}

impl RecordRouter {
    /// Starts with a file's first value.
    pub(crate) fn new(
        file: &Arc<LogFile>,
        observer: Box<dyn FileObserver>,
        wanted: ColumnSet,
    ) -> Self {
        Self {
            file: Arc::clone(file),
            observer,
            wanted,
            tally: Tally::default(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            is_part: false,
        }
    }

    /// Whether the file has proved to hold records, and nothing waits for that any more. From then
    /// on what becomes of a value does not depend on those before it.
    pub(crate) fn are_proved(&self) -> bool {
        self.has_records() && self.waiting.is_empty()
    }

    /// An account for other values of the same file, once it [has proved](Self::are_proved) to hold
    /// records. It is to be [joined](Self::join).
    #[must_use]
    pub(crate) fn part(&self) -> Self {
        let observer = self.observer.part();
        Self { is_part: true, ..Self::new(&self.file, observer, self.wanted.clone()) }
    }

    /// Takes the account of a part in.
    pub(crate) fn join(&mut self, part: Self) -> Result<()> {
        self.tally.add(&part.tally);
        part.observer.leave()
    }

    /// Takes one value. It makes one row at most.
    pub(crate) fn value(&mut self, value: &Value<'_>, rows: &mut Rows) -> Result<()> {
        let Value { position, text, within } = *value;
        self.tally.values += 1;
        self.tally.first_within.get_or_insert(within);
        match str::from_utf8(text) {
            Ok(text) => self.object(text, Place { position, within, depth: 0 }, rows),
            Err(err) => self.reject(position, &format!("this is not UTF-8: {err}"), text),
        }
    }

    /// Takes a stretch that could not be cut into values.
    pub(crate) fn broken(&mut self, broken: &Broken<'_>) -> Result<()> {
        self.tally.broken |= !broken.resumed;
        self.tally.cut_off |= broken.cut_off;
        self.reject(broken.position, &broken.reason, broken.text)
    }

    /// Takes note that the content cannot be read beyond `position`.
    pub(crate) fn damage(&mut self, position: u64, cause: &str) -> Result<()> {
        if self.tally.broken {
            return Ok(());
        }
        self.tally.broken = true;
        self.tally.cut_off = true;
        self.reject(position, cause, &[])
    }

    /// Takes note that the content holds no records at all.
    pub(crate) fn no_records(&mut self, form: &'static str) -> Result<()> {
        let claims_json = self.file.name.contains(".json");
        if claims_json && matches!(form, "text" | "binary" | "csv") {
            self.tally.broken = true;
            return self.reject(0, "the name says JSON, but the content is none", &[]);
        }
        self.tally.others += u64::from(form != "empty");
        self.tally.other_form = Some(form);
        Ok(())
    }

    /// Makes one row of an element that waited, where the file has proved to hold records; false
    /// where there is none.
    pub(crate) fn release(&mut self, rows: &mut Rows) -> Result<bool> {
        if !self.has_records() {
            return Ok(false);
        }
        let Some((position, text)) = self.waiting.pop() else { return Ok(false) };
        let members = members::split(&text).unwrap_or_default();
        self.event(position, &text, &members, rows)?;
        Ok(true)
    }

    /// Tells the form of the file and what it is to be counted as.
    pub(crate) fn finish(&mut self, array: Option<Within>) -> (&'static str, FileStatus, u64) {
        self.tally.others += self.waiting.len() as u64;
        (self.tally.form(array), self.tally.status(array), self.tally.others)
    }

    /// Hands the account of the file over.
    pub(crate) fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        self.observer.close(outcome)
    }

    fn object(&mut self, text: &str, place: Place, rows: &mut Rows) -> Result<()> {
        let position = place.position;
        if !text.starts_with('{') {
            return self.no_object(text, place);
        }
        let members = match members::split(text) {
            Ok(members) => members,
            Err(err) => {
                let reason =
                    if err.is_data() { err.to_string() } else { format!("this is no JSON: {err}") };
                return self.reject(position, &reason, text.as_bytes());
            }
        };
        match container::classify(&members) {
            Class::Event => self.event(position, text, &members, rows),
            Class::Insight => self.aside(SideRecord::Insight, position, text),
            Class::Aggregated => self.aside(SideRecord::Aggregated, position, text),
            Class::Envelope { inside, form } => {
                let records = self.tally.records;
                match inside {
                    Some(inside) if place.depth < ENVELOPES => {
                        let place = Place { depth: place.depth + 1, ..place };
                        self.object(&inside, place, rows)?;
                    }
                    _ => self.other(OTHER_JSON),
                }
                if form.is_some() {
                    self.bridged(self.tally.records > records);
                }
                Ok(())
            }
            Class::Other(DIGEST) => {
                self.other(DIGEST);
                self.side_record(SideRecord::Digest, position, text)
            }
            Class::Other(form @ (NOTIFICATION | SQS_MESSAGE)) => {
                self.other(form);
                self.side_record(SideRecord::Notification, position, text)
            }
            Class::Other(form) => {
                self.other(form);
                Ok(())
            }
            Class::Unknown => self.unknown(text, &members, place, rows),
        }
    }

    fn event(
        &mut self,
        position: u64,
        text: &str,
        members: &[Member<'_>],
        rows: &mut Rows,
    ) -> Result<()> {
        if let Some(reason) = unfit(text) {
            return self.reject(position, &reason, text.as_bytes());
        }
        self.tally.records += 1;
        let row = record::to_row(members, &self.wanted);
        let decision = self.observer.decide(&Record { position, text, row: &row })?;
        if let Decision::Row { action_id } = decision {
            rows.push(&row, text, Origin { file: &self.file, position, action_id });
        }
        Ok(())
    }

    fn aside(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        self.tally.records += 1;
        self.side_record(kind, position, text)
    }

    fn side_record(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        if let Some(reason) = unfit(text) {
            return self.reject(position, &reason, text.as_bytes());
        }
        self.observer.side_record(kind, position, text)
    }

    /// A value that is no object: odd among records, no matter elsewhere.
    fn no_object(&mut self, text: &str, place: Place) -> Result<()> {
        if place.within == Within::Records || place.within == Within::LakeCsv {
            return self.reject(place.position, "this is no JSON object", text.as_bytes());
        }
        self.other(OTHER_JSON);
        Ok(())
    }

    fn unknown(
        &mut self,
        text: &str,
        members: &[Member<'_>],
        place: Place,
        rows: &mut Rows,
    ) -> Result<()> {
        let among_records = place.within == Within::Records && place.depth == 0;
        if !among_records {
            self.other(OTHER_JSON);
            return Ok(());
        }
        if members.is_empty() {
            return self.reject(place.position, NO_RECORD, text.as_bytes());
        }
        if self.has_records() || self.file.is_log_file {
            return self.event(place.position, text, members, rows);
        }
        self.waiting_bytes += text.len();
        if self.waiting_bytes > WAITING {
            self.other(OTHER_JSON);
        } else {
            self.waiting.push((place.position, text.to_owned()));
        }
        Ok(())
    }

    fn has_records(&self) -> bool {
        self.is_part || self.tally.records > 0
    }

    fn other(&mut self, form: &'static str) {
        self.tally.others += 1;
        self.tally.other_form.get_or_insert(form);
    }

    fn bridged(&mut self, is_record: bool) {
        if is_record {
            self.tally.bridged += 1;
        } else {
            self.tally.other_form = Some("eventbridge-not-cloudtrail");
        }
    }

    fn reject(&mut self, position: u64, reason: &str, text: &[u8]) -> Result<()> {
        self.tally.unusable += 1;
        let text = if text.len() > WHOLE { &text[..KEPT] } else { text };
        self.observer.reject(Reject { position: Some(position), reason, text })
    }
}

/// Where a value stood: its array, and how many envelopes were opened.
#[derive(Clone, Copy)]
struct Place {
    position: u64,
    within: Within,
    depth: usize,
}

const LONE_SURROGATE: &str = "half of a surrogate pair, which no JSON column can hold";

/// Why no JSON column can take a JSON text, where none can.
fn unfit(text: &str) -> Option<Cow<'static, str>> {
    if depth::is_too_deep(text) {
        return Some(format!("nested deeper than {} levels", depth::DEEPEST).into());
    }
    has_lone_surrogate(text).then_some(LONE_SURROGATE.into())
}

/// Whether a JSON text holds `\uD8xx` without its other half. RFC 8259 allows it, but it stands for
/// no text, and DuckDB refuses the whole value: in a JSON column it would break every later query.
fn has_lone_surrogate(text: &str) -> bool {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(escape, 16).ok()
    };
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += found;
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => return true,
            Some(_) => at += 6,
            None => at += 2,
        }
        if at >= text.len() {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_surrogate_pair_is_found_wherever_it_stands() {
        for text in
            [r#""\ud800""#, r#""\uDFFF""#, r#""\ud800\ud800""#, r#""\\\ud83dx""#, r#""\ud83d\n""#]
        {
            assert!(has_lone_surrogate(text), "{text}");
        }
        for text in [r#""\ud83d\ude00""#, r#""\\ud800""#, r#""\u00e9""#, "\"é😀\"", r#""\"""#] {
            assert!(!has_lone_surrogate(text), "{text}");
        }
    }
}
