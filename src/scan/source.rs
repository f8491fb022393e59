//! The inflated content of a file as a stream that is hashed and counted.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest, Sha256};

use crate::scan::{file::LogFile, gzip::GzipMembers};

/// The size of the read buffer.
const BUFFER_BYTES: usize = 128 << 10;

/// The size of the read buffer for a small file. It includes a byte to find the end.
const SMALL_BUFFER_BYTES: usize = 16 << 10;

/// The default of the largest ratio of the inflated size of a gzip file to its own size. The logs of
/// the most repetitive services reach about 100; deflate itself cannot exceed 1,032.
pub(crate) const DEFAULT_MAX_EXPANSION: u64 = 250;

/// The size of content that is inflated at any ratio, because a small file does no harm.
const UNLIMITED_BYTES: u64 = 256 << 20;

/// The content of one file.
pub(crate) struct Source {
    content: Decoder,
    /// The number of bytes read from the file so far.
    compressed: Arc<AtomicU64>,
    /// The last eight bytes read from the file.
    tail: Arc<AtomicU64>,
    /// The size of the file; `None` for a pipe or a device.
    size: Option<u64>,
    max_expansion: u64,
    hash: Sha256,
    /// The number of bytes of content so far.
    bytes: u64,
    is_stopped: Box<dyn Fn() -> bool + Send>,
}

/// A reader of the inflated content.
enum Decoder {
    Plain(BufReader<CountingReader>),
    Gzip(Box<GzipMembers<BufReader<CountingReader>>>),
}

impl Source {
    /// Opens a file. Recognises gzip by its first bytes, not by its name, and reads all of its members.
    /// Adds the bytes read from the disk to `bytes_read`. Decoder larger than `max_expansion` times
    /// the size of the file is an error, because a few megabytes that inflate for hours are an attack.
    pub(crate) fn open(
        file: &LogFile,
        bytes_read: Arc<AtomicU64>,
        max_expansion: u64,
    ) -> io::Result<Self> {
        let (raw, size): (Box<dyn Read + Send>, _) = match file.source() {
            Some(path) => {
                let opened = File::open(path)?;
                let metadata = opened.metadata()?;
                (Box::new(opened), metadata.is_file().then_some(metadata.len()))
            }
            None => (Box::new(io::stdin()), None),
        };
        let (compressed, tail) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let counting = CountingReader {
            raw,
            bytes_read,
            compressed: Arc::clone(&compressed),
            tail: Arc::clone(&tail),
        };
        let is_small = size.is_some_and(|size| size < SMALL_BUFFER_BYTES as u64);
        let buffer = if is_small { SMALL_BUFFER_BYTES } else { BUFFER_BYTES };
        let mut raw = BufReader::with_capacity(buffer, counting);
        let is_gzip = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let content = if is_gzip {
            Decoder::Gzip(Box::new(GzipMembers::new(raw)))
        } else {
            Decoder::Plain(raw)
        };
        Ok(Self {
            content,
            compressed,
            tail,
            size,
            max_expansion,
            hash: Sha256::new(),
            bytes: 0,
            is_stopped: Box::new(|| false),
        })
    }

    /// Fails with an error once `is_stopped` returns true. A file of terabytes may give no record for
    /// hours, so checking between records is not enough.
    #[must_use]
    pub(crate) fn stop_when(self, is_stopped: impl Fn() -> bool + Send + 'static) -> Self {
        Self { is_stopped: Box::new(is_stopped), ..self }
    }

    /// Returns true if the content exceeded `max_expansion`, so it was not read to its end.
    pub(crate) fn is_cut_short(&self) -> bool {
        let compressed = self.compressed.load(Ordering::Relaxed);
        matches!(self.content, Decoder::Gzip(_))
            && self.bytes > compressed.saturating_mul(self.max_expansion).max(UNLIMITED_BYTES)
    }

    /// Returns `gzip` or `none`.
    pub(crate) fn compression(&self) -> &'static str {
        match self.content {
            Decoder::Plain(_) => "none",
            Decoder::Gzip(_) => "gzip",
        }
    }

    /// Returns the number of bytes of a gzip file that follow its first member, once that was read to
    /// its end: other members, or anything else. Returns 0 for a file that is not compressed. In a
    /// pipe, counts only the bytes that were read.
    pub(crate) fn trailing_bytes(&self) -> u64 {
        let Decoder::Gzip(members) = &self.content else { return 0 };
        let Some(end) = members.first_end() else { return 0 };
        let read = self.compressed.load(Ordering::Relaxed);
        read.max(self.size.unwrap_or_default()).saturating_sub(end)
    }

    /// Returns the last eight bytes of a gzip file that was read to its end, and `None` for other files.
    pub(crate) fn gzip_trailer(&self) -> Option<[u8; 8]> {
        let is_gzip = matches!(self.content, Decoder::Gzip(_));
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
        let left = max_bytes.saturating_sub(self.bytes);
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
                "it inflates to more than {} times its size; if you trust it, read it with a larger --max-expansion (in SQL: max_expansion := N)",
                self.max_expansion
            )));
        }
        let count = match &mut self.content {
            Decoder::Plain(content) => content.read(out)?,
            Decoder::Gzip(content) => content.read(out)?,
        };
        self.hash.update(&out[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

/// A reader that counts its bytes.
struct CountingReader {
    raw: Box<dyn Read + Send>,
    /// The number of bytes read from all files.
    bytes_read: Arc<AtomicU64>,
    /// The number of bytes read from this file.
    compressed: Arc<AtomicU64>,
    /// The last eight bytes read from this file, in little-endian order.
    tail: Arc<AtomicU64>,
}

impl Read for CountingReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(out)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        self.compressed.fetch_add(count as u64, Ordering::Relaxed);
        let read = &out[..count];
        let before = self.tail.load(Ordering::Relaxed);
        let last = read[count.saturating_sub(size_of_val(&before))..].iter();
        // Each byte pushes out the first of the eight.
        let tail = last.fold(before, |tail, byte| tail >> 8 | u64::from(*byte) << 56);
        self.tail.store(tail, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::splitter::tests::Trickle;

    #[test]
    fn the_last_bytes_are_kept_whatever_the_size_of_the_reads() {
        for step in 1..30 {
            let tail = Arc::<AtomicU64>::default();
            let mut reader = CountingReader {
                raw: Box::new(Trickle(b"a file of some thirty bytes", step)),
                bytes_read: Arc::default(),
                compressed: Arc::default(),
                tail: Arc::clone(&tail),
            };
            reader.read_to_end(&mut Vec::new()).unwrap();
            assert_eq!(&tail.load(Ordering::Relaxed).to_le_bytes(), b"ty bytes", "{step}");
            assert_eq!(reader.compressed.load(Ordering::Relaxed), 27);
        }
    }
}
