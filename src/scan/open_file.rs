//! Reads a file: opens it, determines the form of its content, and splits it into values.

use std::{
    io::{self, Chain, Cursor, Read},
    sync::Arc,
};

use anyhow::{Context, Result};

use crate::{
    scan::{
        FileObserver, FileOutcome, FileStatus, Observer, Reject, Scan,
        archive::{self, ArchiveFile, ArchiveReader, MemberContent, NextMember},
        arrival::Arrival,
        binary,
        block::Block,
        file::LogFile,
        known,
        router::RecordRouter,
        rows::Rows,
        source::{ReadOptions, Source},
        table::{TableCell, TableReader},
    },
    trail::{
        content::{self, Content},
        form,
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
    /// The archive that it is a member of.
    archive: Option<Arc<ArchiveReader>>,
    observer: Arc<dyn Observer>,
    /// The number of bytes of content after which other threads may help to read it.
    large_bytes: u64,
}

/// A file that was opened.
pub(crate) enum Opened {
    /// A file to read.
    File(Box<OpenFile>),
    /// An archive, whose members are files to read.
    Archive(Arc<ArchiveReader>),
    /// A file without anything to read, which was reported, or a copy that was left out.
    Closed,
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
pub(crate) type SniffedSource = Chain<Cursor<Vec<u8>>, Source>;

/// The reader for the form of a file's content.
enum ContentReader {
    Json(Box<Splitter<SniffedSource>>),
    /// A table or text, with the name of its form if it holds no records.
    Table(&'static str, Box<TableReader<SniffedSource>>),
    /// Content without records, with the name of its form.
    NoRecords(&'static str, Box<SniffedSource>),
}

impl OpenFile {
    /// Opens a file on disk or a pipe. One that cannot be read is reported; a copy of a known content is closed.
    pub(crate) fn open(scan: &Scan, file: &Arc<LogFile>, columns: &ColumnSet) -> Result<Opened> {
        let opened = known::open(file, scan.known.as_deref(), &reading(scan));
        let Some(source) = opened.transpose() else { return Ok(Opened::Closed) };
        Self::from_source(scan, file, source, (columns, None))
    }

    /// Opens a file that has arrived. One that cannot be read is reported.
    pub(crate) fn open_arrival(
        scan: &Scan,
        arrival: Arrival,
        columns: &ColumnSet,
    ) -> Result<Opened> {
        let Arrival { file, content } = arrival;
        let source = content.and_then(|raw| Source::of_raw(raw, Some(file.size), &reading(scan)));
        Self::from_source(scan, &file, source, (columns, None))
    }

    /// Opens a member of an archive. One that cannot be read is reported.
    pub(crate) fn open_member(
        scan: &Scan,
        archive: &Arc<ArchiveReader>,
        member: NextMember,
        columns: &ColumnSet,
    ) -> Result<Opened> {
        let NextMember { file, content } = member;
        let outcome = match content {
            MemberContent::Bytes(raw) => {
                let source = archive.open_member(raw, &reading(scan));
                return Self::from_source(scan, &file, source, (columns, Some(archive)));
            }
            MemberContent::Other(form) => FileOutcome {
                form: form.into(),
                content: form::describe(form).to_owned(),
                read_error: None,
                status: FileStatus::NotCloudTrail,
                ..FileOutcome::unreadable(String::new())
            },
            MemberContent::Unreadable(cause) => FileOutcome::unreadable(cause),
        };
        let mut observer = scan.observer.open(&file);
        report_unread(observer.as_mut(), &outcome)?;
        archive.close_member(&outcome, scan.observer.as_ref())?;
        Ok(Opened::Closed)
    }

    fn from_source(
        scan: &Scan,
        file: &Arc<LogFile>,
        source: io::Result<Source>,
        (columns, archive): (&ColumnSet, Option<&Arc<ArchiveReader>>),
    ) -> Result<Opened> {
        let mut observer = scan.observer.open(file);
        let (start, source) = match source.and_then(read_start) {
            Ok(opened) => opened,
            Err(err) => {
                let outcome = FileOutcome::unreadable(err.to_string());
                report_unread(observer.as_mut(), &outcome)?;
                if let Some(archive) = archive {
                    archive.close_member(&outcome, scan.observer.as_ref())?;
                }
                return Ok(Opened::Closed);
            }
        };
        if let Some(form) = archive::form_of(&start) {
            let source = Cursor::new(start).chain(source);
            let (file, parent) = (Arc::clone(file), archive.cloned());
            let opened = ArchiveFile { file, form, parent, source, observer };
            return Ok(Opened::Archive(ArchiveReader::open(opened, &reading(scan))?));
        }
        Ok(Opened::File(Box::new(Self {
            content: ContentReader::new(start, source),
            router: RecordRouter::new(file, observer, *columns),
            archive: archive.cloned(),
            observer: Arc::clone(&scan.observer),
            large_bytes: scan.large_bytes,
        })))
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
        let is_binary =
            matches!(self.content, ContentReader::NoRecords(form, _) if binary::is_binary(form));
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
        let (form, status, content) = self.router.finish(array)?;
        let outcome = FileOutcome {
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
        };
        self.router.close(outcome.clone())?;
        match self.archive.take() {
            Some(archive) => archive.close_member(&outcome, self.observer.as_ref()),
            None => Ok(()),
        }
    }
}

/// Reads the first bytes of a content, which determine its form.
pub(crate) fn read_start(mut source: Source) -> io::Result<(Vec<u8>, Source)> {
    let mut start = Vec::with_capacity(content::SNIFF_BYTES);
    let end = (&mut source).take(content::SNIFF_BYTES as u64).read_to_end(&mut start);
    match end {
        // Content that was inflated before an error is still read.
        Err(err) if start.is_empty() => Err(err),
        _ => Ok((start, source)),
    }
}

impl ContentReader {
    /// Determines the form of a content by its first bytes.
    fn new(start: Vec<u8>, source: Source) -> Self {
        let content = match binary::form_of(&start) {
            Some(form) => Content::Other(form),
            None => content::sniff(&start),
        };
        let source = Cursor::new(start).chain(source);
        match content {
            Content::Json => Self::Json(Box::new(Splitter::new(source))),
            Content::LakeCsv => Self::Table("lake-csv", Box::new(TableReader::lake(source))),
            Content::Table { delimiter, has_backslashes, form } => {
                let escape = has_backslashes.then_some(b'\\');
                Self::Table(form, Box::new(TableReader::cells(source, delimiter, escape)))
            }
            Content::Text(form) => Self::Table(form, Box::new(TableReader::lines(source))),
            Content::Other(form) => Self::NoRecords(form, Box::new(source)),
            Content::Empty => Self::NoRecords("empty", Box::new(source)),
        }
    }
}

/// Returns the parameters of reading the files of a scan.
fn reading(scan: &Scan) -> ReadOptions {
    let observer = Arc::clone(&scan.observer);
    ReadOptions {
        bytes_read: Arc::clone(&scan.bytes_read),
        max_expansion: scan.max_expansion,
        is_stopped: Arc::new(move || observer.is_stopped()),
    }
}

/// Reports a file of which nothing was read.
fn report_unread(observer: &mut dyn FileObserver, outcome: &FileOutcome) -> Result<()> {
    if let Some(cause) = &outcome.read_error {
        let reason = format!("cannot be read: {cause}");
        observer.reject(Reject { position: None, reason: &reason, text: &[] })?;
    }
    observer.close(outcome.clone()).context("cannot report a file that was not read")
}
