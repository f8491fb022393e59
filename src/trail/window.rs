//! A stretch of a reader's bytes, held in memory until it is passed over.

use std::io::{self, ErrorKind, Read};

/// How many bytes are asked of the reader at first; the buffer grows with what it must hold.
const FIRST: usize = 256 << 10;

/// The bytes that are being looked at.
pub(crate) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    /// The position in the content of the buffer's first byte.
    offset: u64,
    end: Option<End>,
    /// The byte before the first that is held.
    before: Option<u8>,
}

/// Why no more bytes come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The content is at its end.
    Clean,
    /// It could not be read on, for this reason.
    Failed(String),
}

impl<R: Read> Window<R> {
    /// An empty window at the beginning of the content.
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: vec![0; FIRST],
            start: 0,
            filled: 0,
            offset: 0,
            end: None,
            before: None,
        }
    }

    /// The reader itself.
    pub(crate) fn reader(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The bytes that are held.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.filled]
    }

    /// The position in the content of the first byte that is held.
    pub(crate) fn position(&self) -> u64 {
        self.offset + self.start as u64
    }

    /// Why no more bytes come, where none do.
    pub(crate) fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// Lets go of the first bytes.
    pub(crate) fn pass_over(&mut self, bytes: usize) {
        if let Some(last) = self.bytes()[..bytes].last() {
            self.before = Some(*last);
        }
        self.start += bytes;
    }

    /// The byte before the first that is held, where there is one.
    pub(crate) fn before(&self) -> Option<u8> {
        self.before
    }

    /// The byte `at` bytes behind the first, read where it is not held yet.
    pub(crate) fn peek(&mut self, at: usize) -> Option<u8> {
        while self.bytes().len() <= at {
            if !self.more() {
                return None;
            }
        }
        Some(self.bytes()[at])
    }

    /// Reads more bytes behind those that are held; false at the end.
    pub(crate) fn more(&mut self) -> bool {
        if self.end.is_some() {
            return false;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.offset += self.start as u64;
            self.filled -= self.start;
            self.start = 0;
        }
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.end = Some(End::Clean),
                Ok(count) => self.filled += count,
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
