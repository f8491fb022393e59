//! Events as CloudTrail log files, under the names that CloudTrail gives its objects in S3. Other
//! CloudTrail tools can read them, and importing them gives the same events.
//!
//! Source: "Finding your CloudTrail log files" in the CloudTrail user guide.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::{
    store::{Connection, rows},
    trail::{
        column::{AWS_REGION, IDENTITY_ACCOUNT_ID, RECIPIENT_ACCOUNT_ID},
        record,
        row::Row,
        time,
    },
};

/// The maximum number of records per file.
const MAX_RECORDS: u64 = 10_000;

/// An order that groups the records of a file and is the same for every export.
const ORDER: &str = "ORDER BY coalesce(recipient_account_id, identity_account_id), aws_region, event_time, event_id, event_source, event_name, request_id";

/// The number of files and records written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The number of log files.
    pub(crate) files: u64,
    /// The number of records in them.
    pub(crate) records: u64,
}

/// Writes the events of the scope to `folder`. `source` is a FROM clause (and what
/// follows it) with the columns of `activity`.
pub(crate) fn write(connection: &Connection, source: &str, folder: &Path) -> Result<Written> {
    let mut files =
        LogFileSet { folder, parts: HashMap::new(), current: None, written: Written::default() };
    let source = format!("FROM (SELECT * {source}) AS exported {ORDER}");
    rows::for_each_record(connection, &source, &[IDENTITY_ACCOUNT_ID], |row, shape| {
        files.push(row, shape)
    })?;
    files.finish()
}

/// The log files of an export, at most one of which is open.
struct LogFileSet<'a> {
    folder: &'a Path,
    /// The number of files of each partition. A partition can recur, because malformed values of several
    /// accounts map to the same default.
    parts: HashMap<Partition, u64>,
    current: Option<LogFileWriter>,
    written: Written,
}

impl LogFileSet<'_> {
    fn push(&mut self, row: &Row<'_>, shape: Option<&str>) -> Result<()> {
        let partition = Partition::of(row);
        let has_space =
            |file: &LogFileWriter| file.partition == partition && file.records < MAX_RECORDS;
        if !self.current.as_ref().is_some_and(has_space) {
            self.begin(partition)?;
        }
        self.written.records += 1;
        self.current.as_mut().map_or(Ok(()), |file| file.push(row, shape))
    }

    fn begin(&mut self, partition: Partition) -> Result<()> {
        if let Some(file) = self.current.take() {
            file.finish()?;
        }
        let part = self.parts.entry(partition.clone()).or_default();
        self.current = Some(LogFileWriter::create(self.folder, partition, *part)?);
        *part += 1;
        self.written.files += 1;
        Ok(())
    }

    fn finish(self) -> Result<Written> {
        if let Some(file) = self.current {
            file.finish()?;
        }
        Ok(self.written)
    }
}

/// The properties of a record that its log file is named after.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Partition {
    account: String,
    region: String,
    /// The start of the hour of the event, in microseconds since 1970.
    hour: i64,
}

impl Partition {
    /// Returns the partition of a record. Missing and malformed values become account 000000000000,
    /// Region us-east-1 (that of global services) and the first hour of 1970. They only affect the file
    /// name; the record itself does not change.
    fn of(row: &Row<'_>) -> Self {
        let account = row.text(RECIPIENT_ACCOUNT_ID).or(row.text(IDENTITY_ACCOUNT_ID));
        let is_account =
            |text: &&str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_region = |text: &&str| {
            text.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        Self {
            account: account.filter(is_account).unwrap_or("000000000000").to_owned(),
            region: row.text(AWS_REGION).filter(is_region).unwrap_or("us-east-1").to_owned(),
            hour: row.event_time().unwrap_or_default().div_euclid(time::HOUR) * time::HOUR,
        }
    }

    /// `AWSLogs/111122223333/CloudTrail/us-east-1/2024/01/02/111122223333_CloudTrail_us-east-1_20240102T0300Z_….json.gz`,
    /// where the last part is a hash of the others, so that exports of the same events have the same
    /// names.
    fn path(&self, part: u64) -> PathBuf {
        let Self { account, region, hour } = self;
        let time = time::render(*hour);
        let (date, clock) = time.split_at(time.find('T').unwrap_or(time.len()));
        let (day, minute) = (date.replace('-', "/"), clock.replace(':', ""));
        let (compact, minute) = (date.replace('-', ""), minute.get(..5).unwrap_or("T0000"));
        let unique = hex::encode_upper(Sha256::digest(format!("{account} {region} {hour} {part}")));
        let unique = &unique[..16];
        let name = format!("{account}_CloudTrail_{region}_{compact}{minute}Z_{unique}.json.gz");
        ["AWSLogs", account, "CloudTrail", region, &day, &name].iter().collect()
    }
}

/// A writer of one log file.
struct LogFileWriter {
    partition: Partition,
    records: u64,
    out: GzEncoder<BufWriter<File>>,
}

impl LogFileWriter {
    fn create(folder: &Path, partition: Partition, part: u64) -> Result<Self> {
        let path = folder.join(partition.path(part));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot create {}", parent.display()))?;
        }
        let file =
            File::create_new(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut out = GzEncoder::new(BufWriter::new(file), Compression::default());
        out.write_all(b"{\"Records\":[")?;
        Ok(Self { partition, records: 0, out })
    }

    fn push(&mut self, row: &Row<'_>, shape: Option<&str>) -> Result<()> {
        if self.records > 0 {
            self.out.write_all(b",")?;
        }
        self.records += 1;
        Ok(self.out.write_all(record::from_row(row, shape).as_bytes())?)
    }

    fn finish(mut self) -> Result<()> {
        self.out.write_all(b"]}")?;
        Ok(self.out.finish()?.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::{key, members, record::ColumnSet};

    fn partition(text: &str) -> Partition {
        Partition::of(&record::to_row(&members::split(text).unwrap(), &ColumnSet::all()))
    }

    #[test]
    fn the_import_reads_names_back() {
        let partition = partition(
            r#"{"recipientAccountId":"111122223333","awsRegion":"eu-west-1","eventTime":"2024-05-01T09:59:59Z"}"#,
        );
        let path = partition.path(0);
        let text = path.to_str().unwrap().replace('\\', "/");
        let start = "AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/111122223333_CloudTrail_eu-west-1_20240501T0900Z_";
        assert!(text.starts_with(start), "{text}");
        let read = key::read(&text);
        assert!(read.is_log_file);
        assert_eq!(read.account_id.as_deref(), Some("111122223333"));
        assert_eq!(read.delivered, time::parse("2024-05-01T09:00:00Z"));
        assert_ne!(partition.path(0), partition.path(1));
    }

    #[test]
    fn hostile_records_cannot_choose_a_path() {
        for text in [
            r#"{"recipientAccountId":"../../../etc","awsRegion":"/outside/x","eventTime":"1600-01-01T00:00:00Z"}"#,
            r#"{"recipientAccountId":"１１１１２２２２３３３３","awsRegion":"..","userIdentity":{"accountId":"x"}}"#,
            "{}",
        ] {
            let path = partition(text).path(0);
            let text = path.to_str().unwrap();
            assert!(text.starts_with("AWSLogs/000000000000/CloudTrail/us-east-1/"), "{text}");
            assert!(!text.contains(".."), "{text}");
        }
    }
}
