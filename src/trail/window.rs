//! A window of a reader's bytes, kept in memory until they are consumed.

use std::io::{self, ErrorKind, Read};

/// The initial size of the buffer. Most log files are small, and a large buffer takes longer to create than
/// to fill with one of them.
const INITIAL_BYTES: usize = 16 << 10;

/// The size to which the buffer grows fast, as long as each read fills it. From there on it doubles while the
/// window does not fit.
const USUAL_BYTES: usize = 256 << 10;

/// A buffer over a reader that keeps bytes until they are consumed.
pub(crate) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    /// True if the last read filled the buffer.
    was_filled: bool,
    /// The position in the content of the first byte of the buffer.
    offset: u64,
    end: Option<End>,
    /// The last byte that was consumed.
    previous: Option<u8>,
}

/// The reason that no more bytes follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The end of the content.
    Clean,
    /// A read error, as text.
    Failed(String),
}

impl<R: Read> Window<R> {
    /// Creates an empty window at the start of the content.
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: vec![0; INITIAL_BYTES],
            start: 0,
            filled: 0,
            was_filled: false,
            offset: 0,
            end: None,
            previous: None,
        }
    }

    /// Returns the reader.
    pub(crate) fn reader(&mut self) -> &mut R {
        &mut self.reader
    }

    /// Returns the bytes in the window.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.filled]
    }

    /// Returns the position in the content of the first byte in the window.
    pub(crate) fn position(&self) -> u64 {
        self.offset + self.start as u64
    }

    /// Returns the reason that no more bytes follow, or `None` if more may follow.
    pub(crate) fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// Removes the first `bytes` bytes from the window.
    pub(crate) fn consume(&mut self, bytes: usize) {
        if let Some(last) = self.bytes()[..bytes].last() {
            self.previous = Some(*last);
        }
        self.start += bytes;
    }

    /// Returns the last byte that was consumed, or `None` at the start of the content.
    pub(crate) fn previous(&self) -> Option<u8> {
        self.previous
    }

    /// Returns the byte at offset `at` of the window, and reads more bytes if necessary.
    pub(crate) fn peek(&mut self, at: usize) -> Option<u8> {
        while self.bytes().len() <= at {
            if !self.read_more() {
                return None;
            }
        }
        Some(self.bytes()[at])
    }

    /// Reads more bytes into the window. Returns false at the end.
    pub(crate) fn read_more(&mut self) -> bool {
        if self.end.is_some() {
            return false;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.offset += self.start as u64;
            self.filled -= self.start;
            self.start = 0;
        }
        let size = self.buffer.len();
        if size < USUAL_BYTES && self.was_filled {
            self.buffer.resize(size * 4, 0);
        } else if self.filled == size {
            self.buffer.resize(size * 2, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.end = Some(End::Clean),
                Ok(count) => {
                    self.filled += count;
                    self.was_filled = self.filled == self.buffer.len();
                }
                Err(err) if err.kind() == ErrorKind::Interrupted => continue,
                Err(err) => self.end = Some(End::Failed(describe(&err))),
            }
            return self.end.is_none();
        }
    }
}

fn describe(err: &io::Error) -> String {
    match err.kind() {
        ErrorKind::UnexpectedEof => "the gzip stream is cut off".to_owned(),
        ErrorKind::InvalidInput | ErrorKind::InvalidData => format!("damaged gzip stream: {err}"),
        _ => err.to_string(),
    }
}
