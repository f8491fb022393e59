//! What is handed out, and where the splitter goes on behind what it cannot read.

use std::io::Read;

use crate::trail::{
    container::Within,
    splitter::{Boundary, Broken, KEPT, LARGEST, Piece, Place, Splitter, Value},
    window::End,
};

/// How many bytes are looked at again, line by line, behind values that the content cuts off. Without
/// an end to it a file of lines that each open an object would take time by the square of its size.
pub(super) const RETRIED: usize = 16 * LARGEST;

impl<R: Read> Splitter<R> {
    pub(super) fn hand_out(&mut self, found: Boundary, within: Within) -> Piece<'_> {
        match found {
            Boundary::End(length) => {
                self.handed_out = length;
                let text = &self.window.bytes()[..length];
                Piece::Value(Value { position: self.window.position(), text, within })
            }
            Boundary::Broken(at, reason) => self.broken(at, reason, false),
            Boundary::CutOff(at, reason) => self.broken(at, reason, true),
            Boundary::Oversized { position, length, has_end } => {
                let resumed = has_end || self.take_up(0);
                let reason = format!(
                    "a record of {length} bytes is larger than the {LARGEST} that are read"
                );
                let text = &self.kept;
                Piece::Broken(Broken { position, text, reason, resumed, cut_off: !resumed })
            }
            // It costs none of the records.
            Boundary::BadFrame | Boundary::Array(_) => Piece::Broken(Broken {
                position: self.window.position().saturating_sub(self.kept.len() as u64),
                text: &self.kept,
                reason: "the object around the records is no JSON".to_owned(),
                resumed: true,
                cut_off: false,
            }),
        }
    }

    /// Gives up the value at the start of the window, which broke `at` bytes behind it, and looks
    /// for a line that starts a new object: the next record of JSON lines.
    fn broken(&mut self, at: usize, reason: &str, cut_off: bool) -> Piece<'_> {
        let here = self.window.position();
        let end = here + at as u64;
        let position = self.frame.take().unwrap_or_else(|| {
            self.kept.clear();
            here
        });
        // Where the content ended inside a top-level value, the line that should have ended it
        // may lie far back.
        let is_retried = cut_off && self.place == Place::Top && self.retried < RETRIED;
        if is_retried {
            self.retried += at;
        }
        let resumed = self.take_up(if is_retried { at.min(1) } else { at });
        let reason = match self.window.end() {
            Some(End::Failed(cause)) if !resumed => format!("{reason}: {cause}"),
            _ if end > position && !cut_off => format!("{reason} (at byte {end})"),
            _ => reason.to_owned(),
        };
        let cut_off = cut_off && !resumed;
        Piece::Broken(Broken { position, text: &self.kept, reason, resumed, cut_off })
    }

    /// Goes on at the next line that starts with a bracket, `from` bytes ahead or more; false where
    /// there is none.
    fn take_up(&mut self, from: usize) -> bool {
        let resumed = self.skip_to_line(from);
        self.place = if resumed { Place::Top } else { Place::Done };
        resumed
    }

    /// Passes over all bytes, `from` bytes at least, up to a line that starts with a bracket, and
    /// keeps the first of them. False where there is no such line.
    fn skip_to_line(&mut self, mut from: usize) -> bool {
        if from == 0 && self.window.before() == Some(b'\n') && self.window.peek(0) == Some(b'{') {
            return true;
        }
        loop {
            let bytes = self.window.bytes();
            let line = memchr::memmem::find(&bytes[from..], b"\n{").map(|found| from + found + 1);
            // The last byte may be the end of the line that is looked for.
            let passed = line.unwrap_or(bytes.len().saturating_sub(1).max(from));
            self.keep(passed);
            self.window.pass_over(passed);
            from = 0;
            if line.is_some() {
                return true;
            }
            if !self.window.more() {
                let rest = self.window.bytes().len();
                self.keep(rest);
                self.window.pass_over(rest);
                return false;
            }
        }
    }

    /// Keeps the first bytes of the window for a reject, as far as there is room.
    pub(super) fn keep(&mut self, bytes: usize) {
        let room = KEPT.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&self.window.bytes()[..bytes.min(room)]);
    }
}
