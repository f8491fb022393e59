//! The inflated content of a file as a stream that is hashed and counted. Compressed streams within
//! compressed streams are read to the innermost content, and UTF-16 becomes UTF-8.

mod budget;
mod compression;
mod counting;
mod gzip;
mod text;
mod utf16;
mod zstd;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest, Sha256};

pub(crate) use crate::scan::source::{budget::Budget, compression::Compression};
use crate::scan::{
    file::{FilePlace, LogFile},
    known::GzipTrailer,
    source::{counting::CountingReader, gzip::GzipMembers, text::TextReader, utf16::ByteOrder},
};

/// The size of the read buffer.
const BUFFER_BYTES: usize = 128 << 10;

/// The size of the read buffer for a small file. It includes a byte to find the end.
const SMALL_BUFFER_BYTES: usize = 16 << 10;

/// The number of bytes that show whether a content is compressed again, or UTF-16.
const START_BYTES: u64 = 16;

/// The number of compressed streams within each other that are read. Firehose makes two of them.
const MAX_LAYERS: usize = 4;

/// The default of the largest ratio of the inflated size of a file to its own size. The logs of the most
/// repetitive services reach about 100; deflate itself cannot exceed 1,032.
pub(crate) const DEFAULT_MAX_EXPANSION: u64 = 250;

/// The parameters of reading that all files of a scan share.
#[derive(Clone)]
pub(crate) struct ReadOptions {
    /// The number of bytes read from the disk so far.
    pub(crate) bytes_read: Arc<AtomicU64>,
    /// The largest ratio of the inflated size of a file to its own size.
    pub(crate) max_expansion: u64,
    /// Returns true if reading should fail, as after Ctrl-C. A file of terabytes may give no record for
    /// hours, so checking between records is not enough.
    pub(crate) is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl ReadOptions {
    /// Returns parameters with the default limit, for reading that cannot be stopped.
    pub(crate) fn unstoppable() -> Self {
        Self {
            bytes_read: Arc::default(),
            max_expansion: DEFAULT_MAX_EXPANSION,
            is_stopped: Arc::new(|| false),
        }
    }
}

/// The content of one file, or of a member of an archive.
pub(crate) struct Source {
    decoder: Decoder,
    /// The first bytes of a compressed content, which were read to recognise it.
    start: Cursor<Vec<u8>>,
    /// The number of compressed streams within each other.
    layers: usize,
    /// The format of the outermost one.
    compression: Option<Compression>,
    /// The number of bytes read from the innermost stream so far.
    compressed: Arc<AtomicU64>,
    /// The last eight of them.
    tail: Arc<AtomicU64>,
    /// The size of the file; `None` for a pipe, a device or an inner stream.
    size: Option<u64>,
    budget: Arc<Budget>,
    /// True if the budget limits the content: unless it is a file on disk as it is.
    is_limited: bool,
    /// True if the content counts toward the budget of all content in the file.
    is_counted: bool,
    hash: Sha256,
    /// The number of bytes of content so far.
    bytes: u64,
    /// The conversion of a content that is UTF-16.
    text: Option<TextReader>,
    is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// A reader of the inflated content.
enum Decoder {
    Plain(BufReader<CountingReader>),
    Gzip(Box<GzipMembers<BufReader<CountingReader>>>),
    Other(Box<dyn Read + Send>),
}

impl Decoder {
    fn new(compression: Option<Compression>, raw: BufReader<CountingReader>) -> Self {
        match compression {
            None => Self::Plain(raw),
            Some(Compression::Gzip) => Self::Gzip(Box::new(GzipMembers::new(raw))),
            Some(other) => Self::Other(other.decoder(raw)),
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(content) => content.read(out),
            Self::Gzip(content) => content.read(out),
            Self::Other(content) => content.read(out),
        }
    }
}

impl Source {
    /// Opens a file. Recognises compressed content by its first bytes, not by its name, and reads all of
    /// its members. Content larger than [`ReadOptions::max_expansion`] times the size of the file is an error,
    /// because a few megabytes that inflate for hours are an attack.
    pub(crate) fn open(file: &LogFile, reading: &ReadOptions) -> io::Result<Self> {
        match file.place() {
            FilePlace::Path(path) => Self::of_file(File::open(path)?, reading),
            FilePlace::Stdin => Self::of_raw(Box::new(io::stdin()), None, reading),
            FilePlace::Elsewhere => Err(io::Error::other("it is not a file on disk")),
        }
    }

    /// Reads a file on disk from where it is.
    pub(crate) fn of_file(file: File, reading: &ReadOptions) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let size = metadata.is_file().then_some(metadata.len());
        Self::of_raw(Box::new(file), size, reading)
    }

    /// Opens a file that another process or machine sends. `size` is the number of its bytes, if that is known.
    pub(crate) fn of_raw(
        raw: Box<dyn Read + Send>,
        size: Option<u64>,
        reading: &ReadOptions,
    ) -> io::Result<Self> {
        let budget = Arc::new(Budget::new(reading.max_expansion));
        let bytes_read = Arc::clone(&reading.bytes_read);
        let raw = CountingReader::of_file(raw, bytes_read, &budget, &reading.is_stopped);
        Self::layered(raw, size, budget, reading)
    }

    /// Opens a member of an archive, whose content counts toward the budget of the archive.
    pub(crate) fn of_member(
        raw: Box<dyn Read + Send>,
        budget: &Arc<Budget>,
        reading: &ReadOptions,
    ) -> io::Result<Self> {
        let counting = CountingReader::of_stream(raw, budget, &reading.is_stopped);
        let source = Self::layered(counting, None, Arc::clone(budget), reading)?;
        Ok(Self { is_limited: true, ..source })
    }

    /// Opens the innermost of the compressed streams within each other.
    fn layered(
        mut counting: CountingReader,
        mut size: Option<u64>,
        budget: Arc<Budget>,
        reading: &ReadOptions,
    ) -> io::Result<Self> {
        let (mut layers, mut outermost) = (0, None);
        loop {
            let (compressed, tail) = (counting.count(), counting.tail());
            let is_small = size.is_some_and(|size| size < SMALL_BUFFER_BYTES as u64);
            let buffer = if is_small { SMALL_BUFFER_BYTES } else { BUFFER_BYTES };
            let mut raw = BufReader::with_capacity(buffer, counting);
            let compression = Compression::of(raw.fill_buf()?);
            let order = ByteOrder::of(raw.buffer()).filter(|_| compression.is_none());
            let mut decoder = Decoder::new(compression, raw);
            layers += usize::from(compression.is_some());
            outermost = outermost.or(compression);
            let mut start = Vec::new();
            if compression.is_some() {
                // An error is repeated by the next read.
                let _ = (&mut decoder).take(START_BYTES).read_to_end(&mut start);
            }
            if Compression::of(&start).is_some() && layers < MAX_LAYERS {
                let inner = Box::new(Cursor::new(start).chain(decoder));
                counting = CountingReader::of_stream(inner, &budget, &reading.is_stopped);
                size = None;
                continue;
            }
            let order = order.or_else(|| ByteOrder::of(&start));
            return Ok(Self {
                decoder,
                start: Cursor::new(start),
                layers,
                compression: outermost,
                compressed,
                tail,
                size,
                budget,
                is_limited: layers > 0,
                is_counted: true,
                hash: Sha256::new(),
                bytes: 0,
                text: order.map(TextReader::new),
                is_stopped: Arc::clone(&reading.is_stopped),
            });
        }
    }

    /// Returns the budget of the file, so that the members of an archive share it. Their content counts,
    /// that of the archive no longer does.
    pub(crate) fn share_budget(&mut self) -> Arc<Budget> {
        if let (Some(size), 0) = (self.size, self.layers) {
            // Its members may be read by other readers.
            self.budget.expect_file(size);
        }
        if self.is_counted {
            self.budget.give_back(self.bytes);
        }
        self.is_counted = false;
        Arc::clone(&self.budget)
    }

    /// Returns true if the content exceeded the limit, so it was not read to its end.
    pub(crate) fn is_cut_short(&self) -> bool {
        let budget = &self.budget;
        self.is_limited
            && (budget.is_exceeded_by(self.bytes)
                || budget.is_exceeded_by(self.compressed.load(Ordering::Relaxed))
                || (self.is_counted && budget.is_exceeded()))
    }

    /// Returns `none`, the format of the compression, or `nested` if there are several.
    pub(crate) fn compression(&self) -> &'static str {
        match (self.layers, self.compression) {
            (1, Some(compression)) => compression.name(),
            (0, _) | (_, None) => "none",
            _ => "nested",
        }
    }

    /// Returns the number of bytes that are outside of the one gzip member that CloudTrail delivers: those
    /// that follow the first member, once that was read to its end, or all bytes of a stream that lies within
    /// another. Returns 0 for a file that is not compressed. In a pipe, counts only the bytes that were read.
    pub(crate) fn trailing_bytes(&self) -> u64 {
        if self.layers > 1 {
            return self.compressed.load(Ordering::Relaxed).max(1);
        }
        let Decoder::Gzip(members) = &self.decoder else { return 0 };
        let Some(end) = members.first_end() else { return 0 };
        let read = self.compressed.load(Ordering::Relaxed);
        read.max(self.size.unwrap_or_default()).saturating_sub(end)
    }

    /// Returns the last eight bytes of a gzip file that was read to its end, and `None` for other files.
    pub(crate) fn gzip_trailer(&self) -> Option<GzipTrailer> {
        let is_gzip = matches!(self.decoder, Decoder::Gzip(_)) && self.layers == 1;
        is_gzip.then(|| self.tail.load(Ordering::Relaxed).to_le_bytes())
    }

    /// Returns the number of bytes of content so far.
    pub(crate) fn content_bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the SHA-256 of the content so far, in lower-case hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }

    /// Reads the rest, so that the hash covers the whole content.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        self.drain_up_to(u64::MAX).map(drop)
    }

    /// Reads the rest, but at most `max_bytes` bytes of content in all. Returns false if there may be
    /// more.
    pub(crate) fn drain_up_to(&mut self, max_bytes: u64) -> io::Result<bool> {
        self.text = None;
        let left = max_bytes.saturating_sub(self.bytes);
        let read = io::copy(&mut self.by_ref().take(left), &mut io::sink())?;
        Ok(read < left)
    }

    /// Reads content as it is.
    fn read_bytes(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if (self.is_stopped)() {
            return Err(io::Error::other("stopped"));
        }
        if self.is_cut_short() {
            return Err(self.budget.error());
        }
        let count = match self.start.read(out)? {
            0 => self.decoder.read(out)?,
            count => count,
        };
        self.hash.update(&out[..count]);
        self.bytes += count as u64;
        if self.is_counted {
            self.budget.take(count as u64);
        }
        Ok(count)
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(mut text) = self.text.take() else { return self.read_bytes(out) };
        let read = text.read(out, |chunk| self.read_bytes(chunk));
        self.text = Some(text);
        read
    }
}
