//! Reads a file: opens it, determines the form of its content, and splits it into values.

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
        router::RecordRouter,
        rows::Rows,
        source::Source,
        table::{TableCell, TableReader},
    },
    trail::{
        container::BINARY,
        content::{self, Content},
        record::ColumnSet,
        splitter::{Piece, Splitter, Value},
    },
};

/// The number of bytes of binary content that are read and hashed. No digest lists such a file, and a
/// sparse file of terabytes, which takes no space on disk, would take hours to read.
const MAX_BINARY_BYTES: u64 = 64 << 20;

/// A file that is being read.
pub(crate) struct OpenFile {
    content: ContentReader,
    router: RecordRouter,
    /// The number of bytes of content after which other threads may help to read it.
    large_bytes: u64,
}

/// The reason that [`OpenFile::fill`] returned.
pub(crate) enum FillEnd {
    /// The run of rows is full.
    RowsFull,
    /// The file is at its end, and closed.
    FileClosed,
    /// The file is large, and other threads wait for work.
    ToBeShared,
}

/// A source whose first bytes were read, followed by the rest of it.
type SniffedSource = Chain<Cursor<Vec<u8>>, Source>;

/// The reader for the form of a file's content.
enum ContentReader {
    Json(Box<Splitter<SniffedSource>>),
    /// A table or text, with the name of its form if it holds no records.
    Table(&'static str, Box<TableReader<SniffedSource>>),
    /// Content without records, with the name of its form.
    NoRecords(&'static str, Box<SniffedSource>),
}

impl OpenFile {
    /// Opens a file. If that fails, reports the file as unreadable and returns `None`.
    pub(crate) fn open(
        scan: &Scan,
        file: &Arc<LogFile>,
        columns: &ColumnSet,
    ) -> Result<Option<Self>> {
        let mut observer = scan.observer.open(file);
        match open_content(file, scan) {
            Ok(content) => {
                let router = RecordRouter::new(file, observer, *columns);
                Ok(Some(Self { content, router, large_bytes: scan.large_bytes }))
            }
            Err(err) => {
                report_unreadable(observer.as_mut(), &err)?;
                Ok(None)
            }
        }
    }

    /// Adds rows until the run is full, the file is at its end, or the file can be shared and
    /// `has_waiting_threads` returns true.
    pub(crate) fn fill(
        &mut self,
        rows: &mut Rows,
        has_waiting_threads: impl Fn() -> bool,
    ) -> Result<FillEnd> {
        while !rows.is_full() {
            // Elements that waited for the first record come first.
            if self.router.release_waiting(rows)? {
                continue;
            }
            if !self.read_piece(|router, value| router.add_value(value, rows))? {
                self.close()?;
                return Ok(FillEnd::FileClosed);
            }
            if has_waiting_threads() && self.can_be_shared() {
                return Ok(FillEnd::ToBeShared);
            }
        }
        Ok(FillEnd::RowsFull)
    }

    /// Adds values to a block until it is full. Returns true at the end of the file, which the caller
    /// must then close. Broken pieces are reported here.
    pub(crate) fn fill_block(&mut self, block: &mut Block) -> Result<bool> {
        while !block.is_full() {
            let has_more = self.read_piece(|_, value| {
                block.push(value);
                Ok(())
            })?;
            if !has_more {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns true once the file exceeds `large_bytes` and is known to hold records, so its values can
    /// be processed in any order.
    pub(crate) fn can_be_shared(&self) -> bool {
        self.position() >= self.large_bytes && self.router.is_independent_of_order()
    }

    fn position(&self) -> u64 {
        match &self.content {
            ContentReader::Json(splitter) => splitter.position(),
            ContentReader::Table(_, reader) => reader.position(),
            ContentReader::NoRecords(..) => 0,
        }
    }

    fn source(&mut self) -> &mut Source {
        match &mut self.content {
            ContentReader::Json(splitter) => splitter.reader().get_mut().1,
            ContentReader::Table(_, reader) => reader.reader().get_mut().1,
            ContentReader::NoRecords(_, source) => source.get_mut().1,
        }
    }

    /// Returns the router of the file's values.
    pub(crate) fn router(&mut self) -> &mut RecordRouter {
        &mut self.router
    }

    /// Reads the next piece and passes a value to `add`. Returns false at the end of the file.
    fn read_piece(
        &mut self,
        add: impl FnOnce(&mut RecordRouter, &Value<'_>) -> Result<()>,
    ) -> Result<bool> {
        let router = &mut self.router;
        match &mut self.content {
            ContentReader::Json(splitter) => match splitter.next_piece() {
                Some(Piece::Value(value)) => add(router, &value)?,
                Some(Piece::Broken(broken)) => router.add_broken(&broken)?,
                None => return Ok(false),
            },
            ContentReader::Table(form, reader) => match reader.next_cell() {
                TableCell::Value(value, column) => {
                    router.enter_column(column);
                    add(router, &value)?;
                }
                TableCell::Broken(broken) => router.add_broken(&broken)?,
                TableCell::End => {
                    router.add_end(form)?;
                    return Ok(false);
                }
            },
            ContentReader::NoRecords(form, _) => {
                router.add_no_records(form)?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads the rest of the file, for its hash, and passes the outcome to the observer.
    pub(crate) fn close(&mut self) -> Result<()> {
        let array = match &self.content {
            ContentReader::Json(splitter) => splitter.array(),
            _ => None,
        };
        let is_binary = matches!(self.content, ContentReader::NoRecords(BINARY, _));
        let max_bytes = if is_binary { MAX_BINARY_BYTES } else { u64::MAX };
        let source = self.source();
        // An error here was already reported, or is after the content that was split.
        let drained = source.drain_up_to(max_bytes);
        let has_rest = drained.as_ref().is_ok_and(|is_all| !is_all);
        let (sha256, content_bytes) = (source.sha256(), source.content_bytes());
        let trailing_bytes = source.trailing_bytes();
        let gzip_trailer = source.gzip_trailer();
        let (compression, is_cut_short) = (source.compression(), source.is_cut_short() || has_rest);
        let read_error = drained.err().map(|err| err.to_string());
        if let Some(cause) = &read_error {
            self.router.add_read_error(content_bytes, cause)?;
        }
        let (form, status, content) = self.router.finish(array);
        self.router.close(FileOutcome {
            form,
            content,
            compression,
            sha256,
            content_bytes,
            trailing_bytes,
            gzip_trailer: gzip_trailer.filter(|_| read_error.is_none() && !is_cut_short),
            read_error,
            is_cut_short,
            status,
        })
    }
}

/// Opens a file, and determines the form of its content by its first bytes.
fn open_content(file: &LogFile, scan: &Scan) -> io::Result<ContentReader> {
    let observer = Arc::clone(&scan.observer);
    let source = Source::open(file, Arc::clone(&scan.bytes_read), scan.max_expansion)?;
    let mut source = source.stop_when(move || observer.is_stopped());
    let mut start = Vec::with_capacity(content::SNIFF_BYTES);
    let end = (&mut source).take(content::SNIFF_BYTES as u64).read_to_end(&mut start);
    // Content that was inflated before an error is still read.
    if let Err(err) = end
        && start.is_empty()
    {
        return Err(err);
    }
    let content = content::sniff(&start);
    let source = Cursor::new(start).chain(source);
    Ok(match content {
        Content::Json => ContentReader::Json(Box::new(Splitter::new(source))),
        Content::LakeCsv => ContentReader::Table("lake-csv", Box::new(TableReader::lake(source))),
        Content::Table { delimiter, form } => {
            ContentReader::Table(form, Box::new(TableReader::cells(source, delimiter)))
        }
        Content::Text(form) => ContentReader::Table(form, Box::new(TableReader::lines(source))),
        Content::Other(form) => ContentReader::NoRecords(form, Box::new(source)),
        Content::Empty => ContentReader::NoRecords("empty", Box::new(source)),
    })
}

fn report_unreadable(observer: &mut dyn FileObserver, err: &io::Error) -> Result<()> {
    let reason = format!("cannot be read: {err}");
    observer.reject(Reject { position: None, reason: &reason, text: &[] })?;
    observer
        .close(FileOutcome {
            form: "unreadable".into(),
            content: String::new(),
            compression: "none",
            sha256: String::new(),
            content_bytes: 0,
            trailing_bytes: 0,
            gzip_trailer: None,
            read_error: Some(err.to_string()),
            is_cut_short: false,
            status: FileStatus::Unreadable,
        })
        .context("cannot report an unreadable file")
}
