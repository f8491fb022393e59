//! Reads one file: opens it, tells its content, and takes its pieces one by one.

use std::{
    io::{self, Chain, Cursor, Read},
    sync::Arc,
};

use anyhow::{Context, Result};

use crate::{
    scan::{
        FileObserver, FileOutcome, FileStatus, Reject, Scan,
        block::Block,
        file::LogFile,
        lake::{Table, Taken},
        router::RecordRouter,
        rows::Rows,
        source::Source,
    },
    trail::{
        container::{self, BINARY, Content},
        record::ColumnSet,
        splitter::{Piece, Splitter, Value},
    },
};

/// How much is read of binary content. Its hash is that of so much: no digest lists such a file, and a
/// sparse file of terabytes takes no room on a disk, but hours to read.
const MOST_BINARY: u64 = 64 << 20;

/// A file that is being read.
pub(crate) struct OpenFile {
    content: Pieces,
    records: RecordRouter,
    /// How many bytes of content one thread reads of it before others may take part.
    large_bytes: u64,
}

/// Why the rows of a file are not added to any more.
pub(crate) enum Filled {
    /// There are enough.
    Full,
    /// The file is at its end, and closed.
    Ended,
    /// Other threads wait for something to do, and the file has something for them.
    Large,
}

/// The content after a look at its first bytes.
type Looked = Chain<Cursor<Vec<u8>>, Source>;

enum Pieces {
    Json(Box<Splitter<Looked>>),
    LakeCsv(Box<Table<Looked>>),
    /// Content that holds no records, by its form.
    Nothing(&'static str, Box<Looked>),
}

impl OpenFile {
    /// Opens a file, or tells its observer that it cannot be read.
    pub(crate) fn open(
        scan: &Scan,
        file: &Arc<LogFile>,
        wanted: &ColumnSet,
    ) -> Result<Option<Self>> {
        let mut observer = scan.observer.open(file);
        match look(file, scan) {
            Ok((content, start)) => {
                let records = RecordRouter::new(file, observer, wanted.clone());
                let content = pieces(content, &start);
                Ok(Some(Self { content, records, large_bytes: scan.large_bytes }))
            }
            Err(err) => {
                unreadable(observer.as_mut(), &err)?;
                Ok(None)
            }
        }
    }

    /// Adds rows until there are enough, the file is at its end, or it proves to be large while
    /// `is_awaited` says that others wait for something to do.
    pub(crate) fn fill(
        &mut self,
        rows: &mut Rows,
        is_awaited: impl Fn() -> bool,
    ) -> Result<Filled> {
        while !rows.is_full() {
            // Rows that waited for the file to prove itself come first.
            if self.records.release(rows)? {
                continue;
            }
            if !self.take(|records, value| records.value(value, rows))? {
                self.close()?;
                return Ok(Filled::Ended);
            }
            if is_awaited() && self.can_be_shared() {
                return Ok(Filled::Large);
            }
        }
        Ok(Filled::Full)
    }

    /// Cuts values into a block until it is full; true at the end of the file, which is then still to
    /// be closed. What is no value is accounted for here and now.
    pub(crate) fn cut(&mut self, block: &mut Block) -> Result<bool> {
        while !block.is_full() {
            let is_more = self.take(|_, value| {
                block.push(value);
                Ok(())
            })?;
            if !is_more {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether so much was read of the file that it is worth to be shared, and nothing about it is open
    /// any more that only the order of its values would tell.
    pub(crate) fn can_be_shared(&self) -> bool {
        self.position() >= self.large_bytes && self.records.are_proved()
    }

    fn position(&self) -> u64 {
        match &self.content {
            Pieces::Json(splitter) => splitter.position(),
            Pieces::LakeCsv(table) => table.position(),
            Pieces::Nothing(..) => 0,
        }
    }

    fn source(&mut self) -> &mut Source {
        match &mut self.content {
            Pieces::Json(splitter) => splitter.reader().get_mut().1,
            Pieces::LakeCsv(table) => table.reader().get_mut().1,
            Pieces::Nothing(_, content) => content.get_mut().1,
        }
    }

    /// The account of the file.
    pub(crate) fn records(&mut self) -> &mut RecordRouter {
        &mut self.records
    }

    /// Takes the next piece of the content; false where there is none.
    fn take(
        &mut self,
        take: impl FnOnce(&mut RecordRouter, &Value<'_>) -> Result<()>,
    ) -> Result<bool> {
        let records = &mut self.records;
        match &mut self.content {
            Pieces::Json(splitter) => match splitter.next_piece() {
                Some(Piece::Value(value)) => take(records, &value)?,
                Some(Piece::Broken(broken)) => records.broken(&broken)?,
                None => return Ok(false),
            },
            Pieces::LakeCsv(table) => match table.next_record() {
                Ok(Taken::Record(value)) => take(records, &value)?,
                Ok(Taken::Oversized(broken)) => records.broken(&broken)?,
                Ok(Taken::End) => return Ok(false),
                Err(err) => {
                    let position = table.position();
                    records.damage(position, &err.to_string())?;
                    return Ok(false);
                }
            },
            Pieces::Nothing(form, _) => {
                records.no_records(form)?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads what is left of the file, and hands its account over.
    pub(crate) fn close(&mut self) -> Result<()> {
        let array = match &self.content {
            Pieces::Json(splitter) => splitter.array(),
            _ => None,
        };
        let is_binary = matches!(self.content, Pieces::Nothing(BINARY, _));
        let most = if is_binary { MOST_BINARY } else { u64::MAX };
        let source = self.source();
        // A failure here was met and told before, or lies behind what could be read.
        let rest = source.drain_to(most);
        let is_left = rest.as_ref().is_ok_and(|is_all| !is_all);
        let (sha256, content_bytes) = (source.sha256(), source.content_bytes());
        let (compression, is_cut_short) = (source.compression(), source.is_cut_short() || is_left);
        if let Err(err) = rest {
            self.records.damage(content_bytes, &err.to_string())?;
        }
        let (form, status, others) = self.records.finish(array);
        self.records.close(FileOutcome {
            form,
            compression,
            sha256,
            content_bytes,
            others,
            is_cut_short,
            status,
        })
    }
}

/// Opens a file and reads its first bytes.
fn look(file: &LogFile, scan: &Scan) -> io::Result<(Looked, Vec<u8>)> {
    let observer = Arc::clone(&scan.observer);
    let source = Source::open(file, Arc::clone(&scan.bytes_read), scan.max_expansion)?;
    let mut source = source.until(move || observer.is_stopped());
    let mut start = Vec::with_capacity(container::SNIFFED);
    let end = (&mut source).take(container::SNIFFED as u64).read_to_end(&mut start);
    match end {
        // What was inflated before a break is still worth reading.
        Err(err) if start.is_empty() => Err(err),
        _ => Ok((Cursor::new(start.clone()).chain(source), start)),
    }
}

fn pieces(content: Looked, start: &[u8]) -> Pieces {
    match container::sniff(start) {
        Content::Json => Pieces::Json(Box::new(Splitter::new(content))),
        Content::LakeCsv => Pieces::LakeCsv(Box::new(Table::new(content))),
        Content::Other(form) => Pieces::Nothing(form, Box::new(content)),
        Content::Empty => Pieces::Nothing("empty", Box::new(content)),
    }
}

fn unreadable(observer: &mut dyn FileObserver, err: &io::Error) -> Result<()> {
    let reason = format!("cannot be read: {err}");
    observer.reject(Reject { position: None, reason: &reason, text: &[] })?;
    observer
        .close(FileOutcome {
            form: "unreadable",
            compression: "none",
            sha256: String::new(),
            content_bytes: 0,
            others: 0,
            is_cut_short: false,
            status: FileStatus::Unreadable,
        })
        .context("cannot account for a file that cannot be read")
}
