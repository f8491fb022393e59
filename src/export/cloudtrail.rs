//! Events as CloudTrail log files again, in the folders and under the names that CloudTrail gives
//! its objects in S3: other tools for CloudTrail read them, and an import of them gives the same
//! events.
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

/// So many records are in a file at most.
const RECORDS: u64 = 10_000;

/// The order that brings the records of a file together, the same at every export.
const ORDER: &str = "ORDER BY coalesce(recipient_account_id, identity_account_id), aws_region, event_time, event_id, event_source, event_name, request_id";

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Log files.
    pub(crate) files: u64,
    /// Records in them.
    pub(crate) records: u64,
}

/// Writes the events of the scope below `folder`, `limit` behind the query.
pub(crate) fn write(connection: &Connection, limit: &str, folder: &Path) -> Result<Written> {
    let mut files =
        Files { folder, parts: HashMap::new(), current: None, written: Written::default() };
    let source = format!("FROM activity {ORDER} {limit}");
    rows::for_each_record(connection, &source, &[IDENTITY_ACCOUNT_ID], |row| files.push(row))?;
    files.finish()
}

/// The log files of an export, of which one is open.
struct Files<'a> {
    folder: &'a Path,
    /// How many files each place has: odd records of several accounts can belong to one.
    parts: HashMap<Place, u64>,
    current: Option<LogFile>,
    written: Written,
}

impl Files<'_> {
    fn push(&mut self, row: &Row<'_>) -> Result<()> {
        let place = Place::of(row);
        let goes_on = |file: &LogFile| file.place == place && file.records < RECORDS;
        if !self.current.as_ref().is_some_and(goes_on) {
            self.begin(place)?;
        }
        self.written.records += 1;
        self.current.as_mut().map_or(Ok(()), |file| file.push(row))
    }

    fn begin(&mut self, place: Place) -> Result<()> {
        if let Some(file) = self.current.take() {
            file.finish()?;
        }
        let part = self.parts.entry(place.clone()).or_default();
        self.current = Some(LogFile::begin(self.folder, place, *part)?);
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

/// What decides which file a record belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    account: String,
    region: String,
    /// The hour of its time, in microseconds since 1970.
    hour: i64,
}

impl Place {
    /// Where a record says nothing, its file's name says the account of no one, the Region of the
    /// global services, and the first hour of 1970. A record in a name is a hint, never a fact.
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
    /// the last part from the others, so that an export of the same events has the same names.
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

/// A log file that is being written.
struct LogFile {
    place: Place,
    records: u64,
    out: GzEncoder<BufWriter<File>>,
}

impl LogFile {
    fn begin(folder: &Path, place: Place, part: u64) -> Result<Self> {
        let path = folder.join(place.path(part));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot make {}", parent.display()))?;
        }
        let file =
            File::create_new(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut out = GzEncoder::new(BufWriter::new(file), Compression::default());
        out.write_all(b"{\"Records\":[")?;
        Ok(Self { place, records: 0, out })
    }

    fn push(&mut self, row: &Row<'_>) -> Result<()> {
        if self.records > 0 {
            self.out.write_all(b",")?;
        }
        self.records += 1;
        Ok(self.out.write_all(record::from_row(row).as_bytes())?)
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

    fn place(text: &str) -> Place {
        Place::of(&record::to_row(&members::split(text).unwrap(), &ColumnSet::all()))
    }

    #[test]
    fn a_name_is_what_the_import_reads_from_it() {
        let place = place(
            r#"{"recipientAccountId":"111122223333","awsRegion":"eu-west-1","eventTime":"2024-05-01T09:59:59Z"}"#,
        );
        let path = place.path(0);
        let text = path.to_str().unwrap().replace('\\', "/");
        let start = "AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/111122223333_CloudTrail_eu-west-1_20240501T0900Z_";
        assert!(text.starts_with(start), "{text}");
        let read = key::read(&text);
        assert!(read.is_log_file);
        assert_eq!(read.account_id.as_deref(), Some("111122223333"));
        assert_eq!(read.delivered, time::parse("2024-05-01T09:00:00Z"));
        assert_ne!(place.path(0), place.path(1));
    }

    #[test]
    fn no_record_chooses_a_path() {
        for text in [
            r#"{"recipientAccountId":"../../../etc","awsRegion":"/outside/x","eventTime":"1600-01-01T00:00:00Z"}"#,
            r#"{"recipientAccountId":"１１１１２２２２３３３３","awsRegion":"..","userIdentity":{"accountId":"x"}}"#,
            "{}",
        ] {
            let path = place(text).path(0);
            let text = path.to_str().unwrap();
            assert!(text.starts_with("AWSLogs/000000000000/CloudTrail/us-east-1/"), "{text}");
            assert!(!text.contains(".."), "{text}");
        }
    }
}
