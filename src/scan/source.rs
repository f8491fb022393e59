//! The inflated content of a file as a stream, hashed and counted as it passes.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::scan::file::LogFile;

/// Bytes read from the disk at once.
const READ: usize = 128 << 10;

/// How many times its own size a gzip file may inflate to where nothing else is asked for. The logs
/// of the most monotonous services reach about 100; deflate itself ends at 1,032.
pub(crate) const EXPANSION: u64 = 250;

/// Content that is inflated whatever its ratio: a small file may be as monotonous as it likes.
const FREE: u64 = 256 << 20;

/// The content of one file.
pub(crate) struct Source {
    content: Box<dyn Read + Send>,
    compression: &'static str,
    /// Bytes read from the file so far.
    compressed: Arc<AtomicU64>,
    expansion: u64,
    hash: Sha256,
    bytes: u64,
    is_stopped: Box<dyn Fn() -> bool + Send>,
}

impl Source {
    /// Opens a file; gzip is told by its first bytes, whatever the name, and all of its members
    /// are read. `bytes_read` grows by what is read from the disk. Content beyond `expansion` times
    /// the file's size is an error: a few megabytes that inflate for hours are an attack.
    pub(crate) fn open(
        file: &LogFile,
        bytes_read: Arc<AtomicU64>,
        expansion: u64,
    ) -> io::Result<Self> {
        let raw: Box<dyn Read + Send> = match file.source() {
            Some(path) => Box::new(File::open(path)?),
            None => Box::new(io::stdin()),
        };
        let own = Arc::new(AtomicU64::new(0));
        let counting = Counting { raw, bytes_read, own: Arc::clone(&own) };
        let mut raw = BufReader::with_capacity(READ, counting);
        let is_gzip = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let content: Box<dyn Read + Send> =
            if is_gzip { Box::new(MultiGzDecoder::new(raw)) } else { Box::new(raw) };
        let compression = if is_gzip { "gzip" } else { "none" };
        Ok(Self {
            content,
            compression,
            compressed: own,
            expansion,
            hash: Sha256::new(),
            bytes: 0,
            is_stopped: Box::new(|| false),
        })
    }

    /// Ends the reading once `is_stopped` says so: a file can be one of terabytes, of which nothing
    /// comes that would be asked before.
    #[must_use]
    pub(crate) fn until(self, is_stopped: impl Fn() -> bool + Send + 'static) -> Self {
        Self { is_stopped: Box::new(is_stopped), ..self }
    }

    /// Whether the content is out of all proportion to the file, so that it was not read to its end.
    pub(crate) fn is_cut_short(&self) -> bool {
        let compressed = self.compressed.load(Ordering::Relaxed);
        self.compression == "gzip"
            && self.bytes > compressed.saturating_mul(self.expansion).max(FREE)
    }

    /// `gzip` or `none`.
    pub(crate) fn compression(&self) -> &'static str {
        self.compression
    }

    /// How many bytes of content were read.
    pub(crate) fn content_bytes(&self) -> u64 {
        self.bytes
    }

    /// The SHA-256 of the content that was read, in lower-case hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }

    /// Reads what is left, so that the hash is that of the whole content.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        self.drain_to(u64::MAX).map(drop)
    }

    /// Reads on until `most` bytes of content were read; false where there may be more.
    pub(crate) fn drain_to(&mut self, most: u64) -> io::Result<bool> {
        let left = most.saturating_sub(self.bytes);
        let read = io::copy(&mut self.by_ref().take(left), &mut io::sink())?;
        Ok(read < left)
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if (self.is_stopped)() {
            return Err(io::Error::other("stopped"));
        }
        if self.is_cut_short() {
            return Err(io::Error::other(format!(
                "it inflates to more than {} times its size; if it is no attack, read it with a larger --max-expansion (in SQL: max_expansion := N)",
                self.expansion
            )));
        }
        let count = self.content.read(out)?;
        self.hash.update(&out[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

struct Counting<R> {
    raw: R,
    /// What all files together have taken from the disk.
    bytes_read: Arc<AtomicU64>,
    /// What this one has.
    own: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(out)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        self.own.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
