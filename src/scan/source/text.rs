//! UTF-16 content, converted as it is read.

use std::io;

use crate::scan::source::utf16::{ByteOrder, Transcoder};

/// The number of bytes that are converted at once.
const CHUNK_BYTES: usize = 8 << 10;

/// The state of a conversion.
pub(super) struct TextReader {
    transcoder: Transcoder,
    /// Converted text, of which the first `next` bytes were returned.
    text: Vec<u8>,
    next: usize,
    is_at_end: bool,
}

impl TextReader {
    pub(super) fn new(order: ByteOrder) -> Self {
        Self { transcoder: Transcoder::new(order), text: Vec::new(), next: 0, is_at_end: false }
    }

    /// Reads UTF-8. `read` reads the UTF-16.
    pub(super) fn read(
        &mut self,
        out: &mut [u8],
        mut read: impl FnMut(&mut [u8]) -> io::Result<usize>,
    ) -> io::Result<usize> {
        while self.next == self.text.len() && !self.is_at_end {
            let mut chunk = [0; CHUNK_BYTES];
            let count = read(&mut chunk)?;
            self.text.clear();
            self.next = 0;
            self.transcoder.push(&chunk[..count], &mut self.text);
            if count == 0 {
                self.transcoder.finish(&mut self.text);
                self.is_at_end = true;
            }
        }
        let left = &self.text[self.next..];
        let count = left.len().min(out.len());
        out[..count].copy_from_slice(&left[..count]);
        self.next += count;
        Ok(count)
    }
}
