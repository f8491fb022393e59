//! The conversion of boundaries to pieces, and the recovery after content that cannot be split.

use std::io::Read;

use crate::trail::{
    container::Within,
    splitter::{Boundary, Broken, MAX_EXCERPT, MAX_RECORD, Piece, Splitter, SplitterState, Value},
    window::End,
};

/// The number of bytes that are searched again, line by line, after values that the content cuts
/// off. Without a limit, a file of lines that each open an object would take quadratic time.
pub(super) const MAX_RETRIED: usize = 16 * MAX_RECORD;

impl<R: Read> Splitter<R> {
    pub(super) fn piece(&mut self, boundary: Boundary, within: Within) -> Piece<'_> {
        match boundary {
            Boundary::End(length) => {
                self.returned = length;
                let text = &self.window.bytes()[..length];
                let (position, reading) = (self.window.position(), self.objects.reading(text));
                let path = self.large_path();
                Piece::Value(Value { position, text, within, reading, path })
            }
            Boundary::Broken(at, reason) => self.broken(at, reason, false),
            Boundary::CutOff(at, reason) => self.broken(at, reason, true),
            Boundary::Oversized { position, length, has_end } => {
                let resumed = has_end || self.resume(0);
                let reason = format!(
                    "a value of {length} bytes is larger than the limit of {MAX_RECORD} bytes"
                );
                let text = &self.excerpt;
                Piece::Broken(Broken { position, text, reason, resumed, cut_off: !resumed })
            }
            // No record is lost.
            Boundary::BadOuterObject | Boundary::Array(_) | Boundary::TooLarge => {
                Piece::Broken(Broken {
                    position: self.window.position().saturating_sub(self.excerpt.len() as u64),
                    text: &self.excerpt,
                    reason: "the object around the records is not JSON".to_owned(),
                    resumed: true,
                    cut_off: false,
                })
            }
        }
    }

    /// Gives up the value at the start of the window, which broke at offset `at`, and continues at
    /// the next line that starts an object: the next record of JSON lines.
    fn broken(&mut self, at: usize, reason: &str, cut_off: bool) -> Piece<'_> {
        let start = self.window.position();
        let end = start + at as u64;
        let position = self.broken_object.take().unwrap_or_else(|| {
            self.excerpt.clear();
            start
        });
        // If the content ends inside a top-level value, the line that should have ended the value
        // may be far back.
        let is_retried = cut_off && self.state == SplitterState::Top && self.retried < MAX_RETRIED;
        if is_retried {
            self.retried += at;
        }
        let resumed = self.resume(if is_retried { at.min(1) } else { at });
        let reason = match self.window.end() {
            Some(End::Failed(cause)) if !resumed => format!("{reason}: {cause}"),
            _ if end > position && !cut_off => format!("{reason} (at byte {end})"),
            _ => reason.to_owned(),
        };
        let cut_off = cut_off && !resumed;
        Piece::Broken(Broken { position, text: &self.excerpt, reason, resumed, cut_off })
    }

    /// Continues at the next line that starts an object, at offset `from` or later. Returns false if
    /// there is none.
    fn resume(&mut self, from: usize) -> bool {
        let resumed = self.skip_to_object(from);
        self.state = if resumed { SplitterState::Top } else { SplitterState::Done };
        self.large = None;
        resumed
    }

    /// Consumes all bytes up to the next line that starts an object, but at least `from`, and keeps
    /// an excerpt of them. Returns false if there is no such line.
    fn skip_to_object(&mut self, mut from: usize) -> bool {
        if from == 0 && self.window.previous() == Some(b'\n') && self.window.peek(0) == Some(b'{') {
            return true;
        }
        loop {
            let bytes = self.window.bytes();
            let line = memchr::memmem::find(&bytes[from..], b"\n{").map(|found| from + found + 1);
            // The last byte may be the newline before the object.
            let skipped = line.unwrap_or(bytes.len().saturating_sub(1).max(from));
            self.extend_excerpt(skipped);
            self.window.consume(skipped);
            from = 0;
            if line.is_some() {
                return true;
            }
            if !self.window.read_more() {
                let rest = self.window.bytes().len();
                self.extend_excerpt(rest);
                self.window.consume(rest);
                return false;
            }
        }
    }

    /// Appends the first bytes of the window to the excerpt, up to its limit.
    pub(super) fn extend_excerpt(&mut self, bytes: usize) {
        let room = MAX_EXCERPT.saturating_sub(self.excerpt.len());
        self.excerpt.extend_from_slice(&self.window.bytes()[..bytes.min(room)]);
    }
}
